package org.underpass.hypervisor.kvm.vfio;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** The C library's, through JNA. 64-bit Linux only, as VFIO with graphics cards is. */
final class LinuxCalls implements SystemCalls {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MAP_ANONYMOUS = 0x20;

    private final C c = Native.load("c", C.class);

    /** What we use of it. */
    interface C extends Library {
        int open(String path, int flags) throws LastErrorException;

        int close(int fd);

        int ioctl(int fd, NativeLong request, Pointer structure) throws LastErrorException;

        int ioctl(int fd, NativeLong request, NativeLong number) throws LastErrorException;

        NativeLong pread(int fd, Pointer into, NativeLong count, NativeLong offset) throws LastErrorException;

        NativeLong pwrite(int fd, Pointer from, NativeLong count, NativeLong offset) throws LastErrorException;

        Pointer mmap(Pointer where, NativeLong length, int protection, int flags, int fd, NativeLong offset)
                throws LastErrorException;

        int munmap(Pointer where, NativeLong length);
    }

    @Override
    public int open(String path) throws Failure {
        try {
            return c.open(path, O_RDWR | O_CLOEXEC);
        } catch (LastErrorException failure) {
            throw new Failure(failure.getErrorCode());
        }
    }

    @Override
    public void close(int fd) {
        c.close(fd);
    }

    @Override
    public int ioctl(int fd, long request, byte[] structure) throws Failure {
        try (var memory = new com.sun.jna.Memory(structure.length)) {
            memory.write(0, structure, 0, structure.length);
            try {
                return c.ioctl(fd, new NativeLong(request), memory);
            } catch (LastErrorException failure) {
                throw new Failure(failure.getErrorCode());
            } finally {
                memory.read(0, structure, 0, structure.length);
            }
        }
    }

    @Override
    public int ioctl(int fd, long request, long number) throws Failure {
        try {
            return c.ioctl(fd, new NativeLong(request), new NativeLong(number));
        } catch (LastErrorException failure) {
            throw new Failure(failure.getErrorCode());
        }
    }

    @Override
    public int pread(int fd, byte[] into, long offset) throws Failure {
        try (var memory = new com.sun.jna.Memory(into.length)) {
            int count = c.pread(fd, memory, new NativeLong(into.length), new NativeLong(offset)).intValue();
            memory.read(0, into, 0, count);
            return count;
        } catch (LastErrorException failure) {
            throw new Failure(failure.getErrorCode());
        }
    }

    @Override
    public int pwrite(int fd, byte[] from, long offset) throws Failure {
        try (var memory = new com.sun.jna.Memory(from.length)) {
            memory.write(0, from, 0, from.length);
            return c.pwrite(fd, memory, new NativeLong(from.length), new NativeLong(offset)).intValue();
        } catch (LastErrorException failure) {
            throw new Failure(failure.getErrorCode());
        }
    }

    @Override
    public SystemCalls.Memory mmap(int fd, long offset, long length) throws Failure {
        Pointer where;
        try {
            where = c.mmap(Pointer.NULL, new NativeLong(length), PROT_READ_WRITE,
                    fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED, fd, new NativeLong(offset));
        } catch (LastErrorException failure) {
            throw new Failure(failure.getErrorCode());
        }
        return new Mapped(where, length);
    }

    private final class Mapped implements SystemCalls.Memory {
        private final Pointer where;
        private final long length;

        Mapped(Pointer where, long length) {
            this.where = where;
            this.length = length;
        }

        @Override
        public long address() {
            return Pointer.nativeValue(where);
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public int getInt(long offset) {
            check(offset);
            return where.getInt(offset);
        }

        @Override
        public void setInt(long offset, int value) {
            check(offset);
            where.setInt(offset, value);
        }

        private void check(long offset) {
            if (offset < 0 || offset > length - Integer.BYTES || (offset & 3) != 0) {
                throw new IndexOutOfBoundsException("offset 0x" + Long.toHexString(offset) + " of 0x"
                        + Long.toHexString(length) + " mapped bytes");
            }
        }

        @Override
        public void close() {
            c.munmap(where, new NativeLong(length));
        }
    }
}
