package org.underpass.hypervisor.kvm.vfio;

/** The few system calls that VFIO takes. File descriptors are numbers; errors carry the kernel's number. */
interface SystemCalls {
    /** A call that failed. */
    final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final int errno;

        Failure(int errno) {
            super("errno " + errno);
            this.errno = errno;
        }

        int errno() {
            return errno;
        }
    }

    /** Opens for reading and writing. */
    int open(String path) throws Failure;

    /** Never fails: there is nothing left to do about it. */
    void close(int fd);

    /** ioctl with a structure that the kernel reads and writes; the array holds it afterwards. */
    int ioctl(int fd, long request, byte[] structure) throws Failure;

    /** ioctl with a plain number. */
    int ioctl(int fd, long request, long number) throws Failure;

    /** Reads at an offset; gives how many bytes came. */
    int pread(int fd, byte[] into, long offset) throws Failure;

    /** Writes at an offset; gives how many bytes went. */
    int pwrite(int fd, byte[] from, long offset) throws Failure;

    /** Maps a part of a file, shared; fd -1 for memory of our own. */
    Memory mmap(int fd, long offset, long length) throws Failure;

    /** Mapped memory. Offsets outside throw IndexOutOfBoundsException; after close, nothing may be called. */
    interface Memory extends AutoCloseable {
        /** Where it lies in this process. */
        long address();

        long length();

        /** 32 bits in the machine's order, in one access. */
        int getInt(long offset);

        void setInt(long offset, int value);

        @Override
        void close();
    }
}
