package org.underpass.hypervisor.kvm.vfio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.underpass.pci.ConfigSpace;
import org.underpass.pci.PciAddress;

/**
 * A PCI function in VFIO's hands, with a container of its own: what it may reach by DMA is what is mapped here, nothing
 * else. Opening it enables the function and may reset it; closing it leaves it with its driver. Not thread-safe.
 */
public final class VfioDevice implements AutoCloseable {
    private final SystemCalls calls;
    private final PciAddress address;
    private final int container;
    private final VfioGroup group;
    private final int fd;

    private VfioDevice(SystemCalls calls, PciAddress address, int container, VfioGroup group, int fd) {
        this.calls = calls;
        this.address = address;
        this.container = container;
        this.group = group;
        this.fd = fd;
    }

    /** Opens a function of this machine. */
    public static VfioDevice open(PciAddress address) throws VfioException {
        return open(new LinuxCalls(), address, groupOf(address));
    }

    private static String groupOf(PciAddress address) throws VfioException {
        Path link = Path.of("/sys/bus/pci/devices", address.toString(), "iommu_group");
        try {
            return Files.readSymbolicLink(link).getFileName().toString();
        } catch (IOException none) {
            throw new VfioException(Files.exists(link.getParent()) ? address + " is in no IOMMU group: the IOMMU is off"
                    : "there is no " + address + " in this machine");
        }
    }

    static VfioDevice open(SystemCalls calls, PciAddress address, String groupName) throws VfioException {
        int container = container(calls);
        VfioGroup group = null;
        try {
            group = VfioGroup.open(calls, groupName);
            group.join(container);
            calls.ioctl(container, VfioFormats.SET_IOMMU, VfioFormats.TYPE1V2_IOMMU);
            return new VfioDevice(calls, address, container, group, group.device(address.toString()));
        } catch (SystemCalls.Failure failure) {
            closeAll(calls, group, container);
            throw new VfioException("choosing the type of IOMMU for group " + groupName, failure.errno(),
                    failure.errno() == VfioException.EPERM
                            ? "the platform remaps no interrupts, and unsafe ones are not allowed" : "");
        } catch (VfioException failure) {
            closeAll(calls, group, container);
            throw failure;
        }
    }

    private static void closeAll(SystemCalls calls, VfioGroup group, int container) {
        if (group != null) {
            group.close();
        }
        calls.close(container);
    }

    private static int container(SystemCalls calls) throws VfioException {
        int container;
        try {
            container = calls.open("/dev/vfio/vfio");
        } catch (SystemCalls.Failure failure) {
            throw new VfioException("opening /dev/vfio/vfio", failure.errno(),
                    failure.errno() == VfioException.ENOENT ? "the module vfio is not loaded" : "");
        }
        try {
            if (calls.ioctl(container, VfioFormats.GET_API_VERSION, 0) != VfioFormats.API_VERSION) {
                throw new VfioException("this kernel's VFIO speaks another version of its interface");
            }
            if (calls.ioctl(container, VfioFormats.CHECK_EXTENSION, VfioFormats.TYPE1V2_IOMMU) == 0) {
                throw new VfioException("the module vfio_iommu_type1 is not loaded");
            }
            return container;
        } catch (SystemCalls.Failure failure) {
            calls.close(container);
            throw new VfioException("asking /dev/vfio/vfio", failure.errno(), "");
        } catch (VfioException failure) {
            calls.close(container);
            throw failure;
        }
    }

    public PciAddress address() {
        return address;
    }

    /** What VFIO says of it. */
    public VfioDeviceInfo info() throws VfioException {
        byte[] answer = VfioFormats.deviceInfo();
        ask(VfioFormats.DEVICE_GET_INFO, answer, "asking about " + address);
        return VfioFormats.deviceInfo(answer);
    }

    /** A region by its number; its size is 0 where the device has none there. */
    public VfioRegion region(int index) throws VfioException {
        String what = "asking about region " + index + " of " + address;
        byte[] answer = VfioFormats.regionInfo(index, 0);
        ask(VfioFormats.DEVICE_GET_REGION_INFO, answer, what);
        if (VfioFormats.wanted(answer) > answer.length) {
            answer = VfioFormats.regionInfo(index, VfioFormats.wanted(answer));
            ask(VfioFormats.DEVICE_GET_REGION_INFO, answer, what);
        }
        return VfioFormats.region(answer);
    }

    /** All regions that are there. */
    public List<VfioRegion> regions() throws VfioException {
        List<VfioRegion> all = new ArrayList<>();
        int count = Math.min(info().regions(), 256);
        for (int i = 0; i < count; i++) {
            try {
                VfioRegion region = region(i);
                if (region.size() > 0) {
                    all.add(region);
                }
            } catch (VfioException none) {
                if (none.errno() != VfioException.EINVAL) { // how the kernel says that it has no VGA ranges
                    throw none;
                }
            }
        }
        return all;
    }

    /** Resets the function by itself. */
    public void reset() throws VfioException {
        try {
            calls.ioctl(fd, VfioFormats.DEVICE_RESET, 0);
        } catch (SystemCalls.Failure failure) {
            throw new VfioException("resetting " + address, failure.errno(), switch (failure.errno()) {
                case VfioException.EINVAL, VfioException.ENOTTY -> "the kernel knows no reset that hits this function"
                        + " alone; a hot reset may do";
                default -> "";
            });
        }
    }

    /** What a hot reset, the reset of its slot or bus, would hit: itself among them. */
    public List<VfioVictim> hotResetVictims() throws VfioException {
        byte[] answer = VfioFormats.hotResetInfo(0);
        try {
            calls.ioctl(fd, VfioFormats.DEVICE_GET_PCI_HOT_RESET_INFO, answer);
        } catch (SystemCalls.Failure failure) {
            if (failure.errno() != VfioException.ENOSPC) {
                throw new VfioException("asking what a hot reset of " + address + " would hit", failure.errno(),
                        failure.errno() == VfioException.ENODEV ? "neither its slot nor its bus can be reset" : "");
            }
        }
        answer = VfioFormats.hotResetInfo(VfioFormats.hotResetCount(answer));
        ask(VfioFormats.DEVICE_GET_PCI_HOT_RESET_INFO, answer, "asking what a hot reset of " + address
                + " would hit");
        return VfioFormats.victims(answer);
    }

    /**
     * Resets its slot or bus, with everything on it. All groups that are hit must be free for us; each is opened for
     * the moment.
     */
    public void hotReset() throws VfioException {
        List<VfioGroup> others = new ArrayList<>();
        try {
            List<Integer> groups = new ArrayList<>(List.of(group.fd()));
            for (int number : hotResetVictims().stream().map(VfioVictim::group).distinct().sorted().toList()) {
                if (!Integer.toString(number).equals(group.name())) {
                    VfioGroup other = VfioGroup.open(calls, Integer.toString(number));
                    others.add(other);
                    other.join(container);
                    groups.add(other.fd());
                }
            }
            byte[] request = VfioFormats.hotReset(groups);
            try {
                calls.ioctl(fd, VfioFormats.DEVICE_PCI_HOT_RESET, request);
            } catch (SystemCalls.Failure failure) {
                throw new VfioException("hot reset of " + address, failure.errno(), switch (failure.errno()) {
                    case VfioException.EINVAL, VfioException.EPERM -> "something that it hits is not ours to reset";
                    case VfioException.EBUSY -> "something that it hits is in use";
                    default -> "";
                });
            }
        } finally {
            others.forEach(VfioGroup::close);
        }
    }

    /** All of config space. */
    public ConfigSpace config() throws VfioException {
        VfioRegion region = region(VfioRegion.CONFIG);
        return ConfigSpace.of(read(region, 0, (int) Math.min(region.size(), 4096)));
    }

    /** Reads from a region; fewer bytes come only where the region ends. */
    public byte[] read(VfioRegion region, long offset, int length) throws VfioException {
        within(region, offset, length);
        byte[] bytes = new byte[length];
        try {
            int count = calls.pread(fd, bytes, region.offset() + offset);
            return count == length ? bytes : java.util.Arrays.copyOf(bytes, count);
        } catch (SystemCalls.Failure failure) {
            throw new VfioException("reading " + region.name() + " of " + address + " at 0x"
                    + Long.toHexString(offset), failure.errno(), "");
        }
    }

    /** Writes to a region. The kernel guards some registers of config space and drops writes to them. */
    public void write(VfioRegion region, long offset, byte[] bytes) throws VfioException {
        within(region, offset, bytes.length);
        String what = "writing " + region.name() + " of " + address + " at 0x" + Long.toHexString(offset);
        try {
            int count = calls.pwrite(fd, bytes, region.offset() + offset);
            if (count != bytes.length) {
                throw new VfioException(what + ": " + count + " of " + bytes.length + " bytes went");
            }
        } catch (SystemCalls.Failure failure) {
            throw new VfioException(what, failure.errno(), "");
        }
    }

    private static void within(VfioRegion region, long offset, long length) {
        if (offset < 0 || length < 0 || offset > region.size() - length) {
            throw new IndexOutOfBoundsException(length + " bytes at 0x" + Long.toHexString(offset) + " of "
                    + region.name() + ", which has 0x" + Long.toHexString(region.size()));
        }
    }

    /** Registers or memory of a device, mapped: 32 bits an access. Closing unmaps. */
    public final class Window implements AutoCloseable {
        private final SystemCalls.Memory memory;
        private final long iova;

        private Window(SystemCalls.Memory memory, long iova) {
            this.memory = memory;
            this.iova = iova;
        }

        public long length() {
            return memory.length();
        }

        public int u32(long offset) {
            return memory.getInt(offset);
        }

        public void u32(long offset, int value) {
            memory.setInt(offset, value);
        }

        @Override
        public void close() {
            if (iova >= 0) {
                try {
                    calls.ioctl(container, VfioFormats.IOMMU_UNMAP_DMA, VfioFormats.unmap(iova, memory.length()));
                } catch (SystemCalls.Failure gone) {
                    // Closing the container takes every mapping with it.
                }
            }
            memory.close();
        }
    }

    /** Maps the part of a region from an offset on; both are whole pages. */
    public Window map(VfioRegion region, long offset, long length) throws VfioException {
        within(region, offset, length);
        try {
            return new Window(calls.mmap(fd, region.offset() + offset, length), -1);
        } catch (SystemCalls.Failure failure) {
            throw new VfioException("mapping " + region.name() + " of " + address, failure.errno(),
                    region.mappable() ? "" : "it cannot be mapped; read and write it");
        }
    }

    /** Memory of ours that the device may read and write at an I/O address; whole pages. */
    public Window memoryAt(long iova, long length) throws VfioException {
        String what = "mapping " + length + " bytes at I/O address 0x" + Long.toHexString(iova) + " for " + address;
        SystemCalls.Memory memory = null;
        try {
            memory = calls.mmap(-1, 0, length);
            calls.ioctl(container, VfioFormats.IOMMU_MAP_DMA, VfioFormats.map(memory.address(), iova, length));
            return new Window(memory, iova);
        } catch (SystemCalls.Failure failure) {
            if (memory != null) {
                memory.close();
            }
            throw new VfioException(what, failure.errno(), failure.errno() == VfioException.EINVAL
                    ? "it is reserved, not whole pages, or wider than the IOMMU" : "");
        }
    }

    private void ask(long request, byte[] structure, String what) throws VfioException {
        try {
            calls.ioctl(fd, request, structure);
        } catch (SystemCalls.Failure failure) {
            throw new VfioException(what, failure.errno(), "");
        }
    }

    @Override
    public void close() {
        calls.close(fd);
        closeAll(calls, group, container);
    }
}
