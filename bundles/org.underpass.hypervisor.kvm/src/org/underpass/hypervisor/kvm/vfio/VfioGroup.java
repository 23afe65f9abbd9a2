package org.underpass.hypervisor.kvm.vfio;

import java.util.List;

/** An IOMMU group in VFIO's hands. Only one process can have it open. Not thread-safe. */
public final class VfioGroup implements AutoCloseable {
    private final SystemCalls calls;
    private final String name;
    private final int fd;

    private VfioGroup(SystemCalls calls, String name, int fd) {
        this.calls = calls;
        this.name = name;
        this.fd = fd;
    }

    /** Opens a group by its number. */
    public static VfioGroup open(String group) throws VfioException {
        return open(new LinuxCalls(), group);
    }

    static VfioGroup open(SystemCalls calls, String group) throws VfioException {
        String path = "/dev/vfio/" + group;
        try {
            return new VfioGroup(calls, group, calls.open(path));
        } catch (SystemCalls.Failure failure) {
            throw new VfioException("opening " + path, failure.errno(), switch (failure.errno()) {
                case VfioException.ENOENT -> "no member of group " + group + " is bound to a VFIO driver";
                case VfioException.EBUSY -> "group " + group + " is open already: a guest runs with it";
                case VfioException.EPERM, VfioException.EACCES -> "this user may not use group " + group;
                default -> "";
            });
        }
    }

    int fd() {
        return fd;
    }

    public String name() {
        return name;
    }

    /** Whether every member is with VFIO or with no driver at all, so that the group can be given away. */
    public boolean viable() throws VfioException {
        return VfioFormats.viable(status());
    }

    /** Whether it is in a container. */
    public boolean inContainer() throws VfioException {
        return VfioFormats.inContainer(status());
    }

    private byte[] status() throws VfioException {
        byte[] status = VfioFormats.groupStatus();
        try {
            calls.ioctl(fd, VfioFormats.GROUP_GET_STATUS, status);
            return status;
        } catch (SystemCalls.Failure failure) {
            throw new VfioException("asking for the state of group " + name, failure.errno(), "");
        }
    }

    void join(int container) throws VfioException {
        if (!viable()) {
            throw new VfioException("group " + name
                    + " is not viable: another driver of the host holds one of its members");
        }
        try {
            calls.ioctl(fd, VfioFormats.GROUP_SET_CONTAINER, VfioFormats.number(container));
        } catch (SystemCalls.Failure failure) {
            throw new VfioException("putting group " + name + " into a container", failure.errno(),
                    failure.errno() == VfioException.EPERM ? "it is not viable" : "");
        }
    }

    int device(String address) throws VfioException {
        try {
            return calls.ioctl(fd, VfioFormats.GROUP_GET_DEVICE_FD, VfioFormats.text(address));
        } catch (SystemCalls.Failure failure) {
            throw new VfioException("opening " + address + " in group " + name, failure.errno(),
                    List.of(VfioException.ENODEV, VfioException.EINVAL).contains(failure.errno())
                            ? "it is not a member, or not bound to a VFIO driver" : "");
        }
    }

    @Override
    public void close() {
        calls.close(fd);
    }
}
