package org.underpass.hypervisor.kvm.vfio;

/** The kernel would not. The message is one line that says what was tried, and what the refusal means there. */
public final class VfioException extends Exception {
    private static final long serialVersionUID = 1L;

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ENOTTY = 25;
    static final int ENOSPC = 28;
    private static final int EIO = 5;
    private static final int EAGAIN = 11;
    private static final int ENOMEM = 12;
    private static final int EEXIST = 17;

    private final int errno;

    VfioException(String message) {
        super(message);
        errno = 0;
    }

    VfioException(String what, int errno, String meaning) {
        super(what + ": " + (meaning.isEmpty() ? general(errno) : meaning) + " (" + name(errno) + ")");
        this.errno = errno;
    }

    /** The kernel's number; 0 where the kernel was not asked. */
    public int errno() {
        return errno;
    }

    private static String general(int errno) {
        return switch (errno) {
            case EPERM, EACCES -> "not permitted; be root, or own the file in /dev/vfio";
            case ENOENT, ENODEV -> "not there";
            case EBUSY -> "in use by somebody else";
            case EINVAL -> "the kernel takes it for senseless";
            case ENOTTY -> "the kernel cannot do that with this device";
            case ENOMEM -> "no memory, or more than may be locked";
            case EEXIST -> "there is something already";
            case EIO -> "the device does not answer";
            case EAGAIN -> "the device is busy; try again";
            default -> "the kernel refused";
        };
    }

    static String name(int errno) {
        return switch (errno) {
            case EPERM -> "EPERM";
            case ENOENT -> "ENOENT";
            case EIO -> "EIO";
            case EAGAIN -> "EAGAIN";
            case ENOMEM -> "ENOMEM";
            case EACCES -> "EACCES";
            case EBUSY -> "EBUSY";
            case EEXIST -> "EEXIST";
            case ENODEV -> "ENODEV";
            case EINVAL -> "EINVAL";
            case ENOTTY -> "ENOTTY";
            case ENOSPC -> "ENOSPC";
            default -> "errno " + errno;
        };
    }
}
