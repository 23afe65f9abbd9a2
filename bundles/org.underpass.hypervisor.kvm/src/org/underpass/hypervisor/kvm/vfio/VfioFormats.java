package org.underpass.hypervisor.kvm.vfio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.underpass.pci.PciAddress;

/**
 * VFIO's structures and numbers (Linux, include/uapi/linux/vfio.h). All integers are in the machine's byte order. What
 * the kernel wrote is read with care all the same: lengths and chains that lead outside end there.
 */
final class VfioFormats {
    private static final long BASE = ';' << 8 | 100;
    static final long GET_API_VERSION = BASE;
    static final long CHECK_EXTENSION = BASE + 1;
    static final long SET_IOMMU = BASE + 2;
    static final long GROUP_GET_STATUS = BASE + 3;
    static final long GROUP_SET_CONTAINER = BASE + 4;
    static final long GROUP_GET_DEVICE_FD = BASE + 6;
    static final long DEVICE_GET_INFO = BASE + 7;
    static final long DEVICE_GET_REGION_INFO = BASE + 8;
    static final long DEVICE_RESET = BASE + 11;
    static final long DEVICE_GET_PCI_HOT_RESET_INFO = BASE + 12;
    static final long DEVICE_PCI_HOT_RESET = BASE + 13;
    static final long IOMMU_MAP_DMA = BASE + 13;
    static final long IOMMU_UNMAP_DMA = BASE + 14;

    static final int API_VERSION = 0;
    static final int TYPE1V2_IOMMU = 3;

    private static final int GROUP_STATUS = 8;
    private static final int DEVICE_INFO = 24;
    private static final int REGION_INFO = 32;
    private static final int HOT_RESET_HEAD = 12;
    private static final int DEPENDENT_DEVICE = 8;
    private static final int CAP_SPARSE_MMAP = 1;
    private static final int LARGEST_ANSWER = 1 << 16;

    private VfioFormats() {
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder()).putInt(0, size);
    }

    private static ByteBuffer in(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /** struct vfio_group_status, to be filled. */
    static byte[] groupStatus() {
        return buffer(GROUP_STATUS).array();
    }

    /** Whether every member of the group is with VFIO or with no driver. */
    static boolean viable(byte[] groupStatus) {
        return (in(groupStatus).getInt(4) & 1) != 0;
    }

    /** Whether the group is in a container, so that someone uses it. */
    static boolean inContainer(byte[] groupStatus) {
        return (in(groupStatus).getInt(4) & 2) != 0;
    }

    /** struct vfio_device_info, to be filled. */
    static byte[] deviceInfo() {
        return buffer(DEVICE_INFO).array();
    }

    static VfioDeviceInfo deviceInfo(byte[] answer) {
        ByteBuffer in = in(answer);
        int flags = in.getInt(4);
        return new VfioDeviceInfo((flags & 1) != 0, (flags & 2) != 0, in.getInt(8), in.getInt(12));
    }

    /** struct vfio_region_info, to be filled; the kernel may say that it wants it longer, for capabilities. */
    static byte[] regionInfo(int index, int size) {
        return buffer(Math.max(REGION_INFO, Math.min(size, LARGEST_ANSWER))).putInt(8, index).array();
    }

    /** How many bytes the kernel would like to fill. */
    static int wanted(byte[] answer) {
        return in(answer).getInt(0);
    }

    static VfioRegion region(byte[] answer) {
        ByteBuffer in = in(answer);
        int flags = in.getInt(4);
        return new VfioRegion(in.getInt(8), (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, in.getLong(16),
                in.getLong(24), (flags & 8) != 0 ? sparse(in, in.getInt(12)) : List.of());
    }

    /** The parts that can be mapped, where the capability that names them is there. */
    private static List<VfioRegion.Area> sparse(ByteBuffer in, int first) {
        List<VfioRegion.Area> areas = new ArrayList<>();
        int at = first;
        for (int links = 0; at >= REGION_INFO && at <= in.capacity() - 16 && links < 64; links++) {
            if ((in.getShort(at) & 0xffff) == CAP_SPARSE_MMAP) {
                int count = in.getInt(at + 8);
                for (int i = 0; i < count && at + 32 + 16L * i <= in.capacity(); i++) {
                    areas.add(new VfioRegion.Area(in.getLong(at + 16 + 16 * i), in.getLong(at + 24 + 16 * i)));
                }
                return areas;
            }
            at = in.getInt(at + 4);
        }
        return areas;
    }

    /** struct vfio_pci_hot_reset_info with room for so many devices. */
    static byte[] hotResetInfo(int devices) {
        return buffer(HOT_RESET_HEAD + DEPENDENT_DEVICE * Math.max(0, Math.min(devices, 4096))).array();
    }

    /** How many devices a hot reset would hit; right also in an answer that had no room for them. */
    static int hotResetCount(byte[] answer) {
        return in(answer).getInt(8);
    }

    static List<VfioVictim> victims(byte[] answer) {
        ByteBuffer in = in(answer);
        List<VfioVictim> all = new ArrayList<>();
        for (int i = 0; i < hotResetCount(answer); i++) {
            int at = HOT_RESET_HEAD + DEPENDENT_DEVICE * i;
            if (at < 0 || at + DEPENDENT_DEVICE > answer.length) {
                break;
            }
            int devfn = in.get(at + 7) & 0xff;
            all.add(new VfioVictim(new PciAddress(in.getShort(at + 4) & 0xffff, in.get(at + 6) & 0xff, devfn >> 3,
                    devfn & 7), in.getInt(at)));
        }
        return all;
    }

    /** struct vfio_pci_hot_reset with the groups whose owner asks. */
    static byte[] hotReset(List<Integer> groups) {
        ByteBuffer out = buffer(HOT_RESET_HEAD + Integer.BYTES * groups.size()).putInt(8, groups.size());
        for (int i = 0; i < groups.size(); i++) {
            out.putInt(HOT_RESET_HEAD + Integer.BYTES * i, groups.get(i));
        }
        return out.array();
    }

    /** struct vfio_iommu_type1_dma_map: a device may read and write there. */
    static byte[] map(long address, long iova, long size) {
        return buffer(32).putInt(4, 3).putLong(8, address).putLong(16, iova).putLong(24, size).array();
    }

    /** struct vfio_iommu_type1_dma_unmap. */
    static byte[] unmap(long iova, long size) {
        return buffer(24).putLong(8, iova).putLong(16, size).array();
    }

    /** A pointer to a number. */
    static byte[] number(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, value).array();
    }

    /** A string with its final zero. */
    static byte[] text(String value) {
        return java.util.Arrays.copyOf(value.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                value.length() + 1);
    }
}
