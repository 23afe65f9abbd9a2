package org.underpass.hypervisor.kvm.vfio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A kernel with one group 12, and in it a card 01:00.0 with its audio function, laid out as a lab's kernel told of a
 * secondary-vga and an intel-hda: BAR 0 of 16 MiB, BAR 2 of 4 KiB, no VGA ranges.
 */
final class FakeVfio implements SystemCalls {
    private static final int CONTAINER = 10;
    private static final int GROUP = 11;
    private static final int DEVICE = 12;
    private static final int OTHER_GROUP = 13;

    final Map<Long, Integer> failures = new HashMap<>();
    final Map<String, Integer> closed = new HashMap<>();
    final Set<Integer> open = new HashSet<>();
    final List<String> asked = new ArrayList<>();
    final byte[] config = new byte[256];
    boolean viable = true;
    boolean secondGroup;

    FakeVfio() {
        System.arraycopy(new byte[] {0x34, 0x12, 0x11, 0x11, 3}, 0, config, 0, 5);
    }

    private static ByteBuffer le(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    private static void fail(Integer errno) throws Failure {
        if (errno != null) {
            throw new Failure(errno);
        }
    }

    @Override
    public int open(String path) throws Failure {
        fail(closed.get(path));
        int fd = switch (path) {
            case "/dev/vfio/vfio" -> CONTAINER;
            case "/dev/vfio/12" -> GROUP;
            case "/dev/vfio/13" -> OTHER_GROUP;
            default -> throw new Failure(VfioException.ENOENT);
        };
        if (!open.add(fd)) {
            throw new Failure(VfioException.EBUSY);
        }
        return fd;
    }

    @Override
    public void close(int fd) {
        open.remove(fd);
    }

    @Override
    public int ioctl(int fd, long request, byte[] structure) throws Failure {
        asked.add(fd + ":" + Long.toHexString(request));
        if (fd == DEVICE || request != VfioFormats.IOMMU_MAP_DMA) {
            fail(failures.get(request));
        }
        ByteBuffer s = le(structure);
        if (request == VfioFormats.GROUP_GET_STATUS) {
            s.putInt(4, viable ? 1 : 0);
        } else if (request == VfioFormats.GROUP_GET_DEVICE_FD) {
            open.add(DEVICE);
            return DEVICE;
        } else if (request == VfioFormats.DEVICE_GET_INFO) {
            s.putInt(4, 3).putInt(8, 9).putInt(12, 5);
        } else if (request == VfioFormats.DEVICE_GET_REGION_INFO) {
            region(s);
        } else if (request == VfioFormats.DEVICE_GET_PCI_HOT_RESET_INFO) {
            s.putInt(8, 2);
            if (structure.length < 12 + 16) {
                throw new Failure(VfioException.ENOSPC);
            }
            s.putInt(12, 12).putShort(16, (short) 0).put(18, (byte) 1).put(19, (byte) 0);
            s.putInt(20, secondGroup ? 13 : 12).putShort(24, (short) 0).put(26, (byte) 1).put(27, (byte) 1);
        } else if (request == VfioFormats.DEVICE_PCI_HOT_RESET && fd == DEVICE) {
            asked.add("groups " + s.getInt(8) + " first " + s.getInt(12));
        }
        return 0;
    }

    private static void region(ByteBuffer s) throws Failure {
        int index = s.getInt(8);
        if (index == VfioRegion.VGA) {
            throw new Failure(VfioException.EINVAL);
        }
        long size = switch (index) {
            case 0 -> 16 << 20;
            case 2 -> 4096;
            case VfioRegion.CONFIG -> 256;
            default -> 0;
        };
        s.putInt(4, size == 0 ? 0 : index == VfioRegion.CONFIG ? 3 : 7).putLong(16, size)
                .putLong(24, (long) index << 40);
        if (index == 2) { // its MSI-X table in the middle cannot be mapped
            s.putInt(0, 80).putInt(4, 15);
            if (s.capacity() >= 80) {
                s.putInt(12, 32).putShort(32, (short) 1).putShort(34, (short) 1).putInt(36, 0).putInt(40, 2);
                s.putLong(48, 0).putLong(56, 1024).putLong(64, 2048).putLong(72, 2048);
            }
        }
    }

    @Override
    public int ioctl(int fd, long request, long number) throws Failure {
        asked.add(fd + ":" + Long.toHexString(request) + " " + number);
        fail(failures.get(request));
        return request == VfioFormats.CHECK_EXTENSION ? 1 : 0;
    }

    @Override
    public int pread(int fd, byte[] into, long offset) {
        long at = offset - ((long) VfioRegion.CONFIG << 40);
        System.arraycopy(config, (int) at, into, 0, into.length);
        return into.length;
    }

    @Override
    public int pwrite(int fd, byte[] from, long offset) {
        System.arraycopy(from, 0, config, (int) (offset - ((long) VfioRegion.CONFIG << 40)), from.length);
        return from.length;
    }

    @Override
    public Memory mmap(int fd, long offset, long length) throws Failure {
        throw new Failure(VfioException.EINVAL);
    }
}
