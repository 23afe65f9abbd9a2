package org.underpass.hypervisor.kvm.vfio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.pci.PciAddress;

class VfioTest {
    private static final PciAddress CARD = PciAddress.parse("0000:01:00.0");

    private final FakeVfio kernel = new FakeVfio();

    private VfioDevice open() throws VfioException {
        return VfioDevice.open(kernel, CARD, "12");
    }

    /** The numbers as the kernel's macros give them: _IO(';', 100 + n), type in bits 8 to 15. */
    @Test
    void requestsHaveTheKernelsNumbers() {
        assertEquals(0x3b64, VfioFormats.GET_API_VERSION);
        assertEquals(0x3b67, VfioFormats.GROUP_GET_STATUS);
        assertEquals(0x3b6a, VfioFormats.GROUP_GET_DEVICE_FD);
        assertEquals(0x3b6b, VfioFormats.DEVICE_GET_INFO);
        assertEquals(0x3b6f, VfioFormats.DEVICE_RESET);
        assertEquals(0x3b70, VfioFormats.DEVICE_GET_PCI_HOT_RESET_INFO);
        assertEquals(0x3b71, VfioFormats.DEVICE_PCI_HOT_RESET);
        assertEquals(0x3b71, VfioFormats.IOMMU_MAP_DMA);
    }

    @Test
    void structuresHaveTheKernelsLayout() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return; // the bytes below are those of a little-endian machine
        }
        assertHex("08000000 00000000", VfioFormats.groupStatus());
        assertHex("20000000 00000000 07000000 00000000 0000000000000000 0000000000000000",
                VfioFormats.regionInfo(7, 0));
        assertHex("14000000 00000000 02000000 05000000 06000000", VfioFormats.hotReset(List.of(5, 6)));
        assertHex("20000000 03000000 00100000 00000000 00005000 00000000 00200000 00000000",
                VfioFormats.map(0x1000, 0x500000, 0x2000));
        assertHex("18000000 00000000 00005000 00000000 00200000 00000000", VfioFormats.unmap(0x500000, 0x2000));
        assertEquals(List.of(new VfioVictim(PciAddress.parse("0002:0a:1f.7"), 300)),
                VfioFormats.victims(HexFormat.of().parseHex("1400000000000000010000002c01000002000aff")));
    }

    private static void assertHex(String hex, byte[] bytes) {
        assertEquals(hex.replace(" ", ""), HexFormat.of().formatHex(bytes));
    }

    /** What comes from outside may be anything: decoders end where the bytes do. */
    @Test
    void answersThatLieAreReadToTheirEnd() {
        byte[] many = HexFormat.of().parseHex("1400000000000000ffffff7f2c01000002000aff");
        assertEquals(1, VfioFormats.victims(many).size());
        byte[] loop = VfioFormats.regionInfo(0, 64);
        loop[4] = 8;
        loop[12] = 32;
        loop[32] = 9;
        loop[36] = 32; // the chain of capabilities bites its own tail
        assertEquals(List.of(), VfioFormats.region(loop).areas());
        assertEquals(12 + 8 * 4096, VfioFormats.hotResetInfo(Integer.MAX_VALUE).length);
        assertEquals(12, VfioFormats.hotResetInfo(-5).length);
    }

    @Test
    void aDeviceIsOpenedToldAndClosed() throws Exception {
        try (VfioDevice device = open()) {
            assertEquals(new VfioDeviceInfo(true, true, 9, 5), device.info());
            assertEquals(List.of("BAR 0", "BAR 2", "config space"),
                    device.regions().stream().map(VfioRegion::name).toList());
            assertEquals(List.of(new VfioRegion.Area(0, 1024), new VfioRegion.Area(2048, 2048)),
                    device.region(2).areas());
            assertEquals(0x1234, device.config().u16(0));
            VfioRegion config = device.region(VfioRegion.CONFIG);
            device.write(config, 4, new byte[] {6});
            assertArrayEquals(new byte[] {6}, device.read(config, 4, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> device.read(config, 250, 8));
            assertEquals(List.of("0000:01:00.0", "0000:01:00.1"), device.hotResetVictims().stream()
                    .map(v -> v.address().toString()).toList());
        }
        assertTrue(kernel.open.isEmpty(), "left open: " + kernel.open);
    }

    @Test
    void aHotResetBringsTheGroupsOfAllItsVictims() throws Exception {
        kernel.secondGroup = true;
        try (VfioDevice device = open()) {
            device.reset();
            device.hotReset();
            assertTrue(kernel.asked.contains("groups 2 first 11"), kernel.asked::toString);
            assertFalse(kernel.open.contains(13), "the other group is given back");
            kernel.closed.put("/dev/vfio/13", VfioException.EBUSY);
            assertMessage("group 13 is open already: a guest runs with it (EBUSY)",
                    assertThrows(VfioException.class, device::hotReset));
        }
    }

    private static void assertMessage(String part, VfioException failure) {
        assertTrue(failure.getMessage().contains(part), failure.getMessage());
        assertFalse(failure.getMessage().contains("\n"));
    }

    private VfioException refused() {
        VfioException failure = assertThrows(VfioException.class, this::open);
        assertTrue(kernel.open.isEmpty(), "left open: " + kernel.open);
        return failure;
    }

    @Test
    void refusalsSayWhatTheyMean() throws Exception {
        kernel.closed.put("/dev/vfio/vfio", VfioException.ENOENT);
        assertMessage("the module vfio is not loaded (ENOENT)", refused());
        kernel.closed.clear();
        kernel.closed.put("/dev/vfio/12", VfioException.ENOENT);
        assertMessage("no member of group 12 is bound to a VFIO driver (ENOENT)", refused());
        kernel.closed.put("/dev/vfio/12", VfioException.EBUSY);
        assertMessage("a guest runs with it (EBUSY)", refused());
        kernel.closed.put("/dev/vfio/12", VfioException.EACCES);
        assertMessage("may not use group 12 (EACCES)", refused());
        kernel.closed.clear();
        kernel.viable = false;
        assertMessage("group 12 is not viable", refused());
        kernel.viable = true;
        kernel.failures.put(VfioFormats.SET_IOMMU, VfioException.EPERM);
        assertMessage("remaps no interrupts", refused());
        kernel.failures.clear();
        kernel.failures.put(VfioFormats.GROUP_GET_DEVICE_FD, VfioException.ENODEV);
        assertMessage("not a member, or not bound to a VFIO driver (ENODEV)", refused());
        kernel.failures.clear();
        try (VfioDevice device = open()) {
            kernel.failures.put(VfioFormats.DEVICE_RESET, VfioException.EINVAL);
            assertMessage("a hot reset may do (EINVAL)", assertThrows(VfioException.class, device::reset));
            kernel.failures.put(VfioFormats.DEVICE_GET_PCI_HOT_RESET_INFO, VfioException.ENODEV);
            assertMessage("neither its slot nor its bus",
                    assertThrows(VfioException.class, device::hotResetVictims));
            assertMessage("(EINVAL)", assertThrows(VfioException.class, () -> device.memoryAt(0, 4096)));
        }
    }

    /** The real system calls, on files that are no devices. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void theCallsReachTheKernel(@TempDir Path folder) throws Exception {
        LinuxCalls linux = new LinuxCalls();
        assertEquals(VfioException.ENOENT, assertThrows(SystemCalls.Failure.class,
                () -> linux.open("/dev/vfio/none/here")).errno());
        int zero = linux.open("/dev/zero");
        assertEquals(VfioException.ENOTTY, assertThrows(SystemCalls.Failure.class,
                () -> linux.ioctl(zero, VfioFormats.GET_API_VERSION, 0)).errno());
        assertEquals(VfioException.ENOTTY, assertThrows(SystemCalls.Failure.class,
                () -> linux.ioctl(zero, VfioFormats.GROUP_GET_STATUS, VfioFormats.groupStatus())).errno());
        linux.close(zero);
        Path file = Files.write(folder.resolve("file"), new byte[8192]);
        int fd = linux.open(file.toString());
        assertEquals(4, linux.pwrite(fd, new byte[] {1, 2, 3, 4}, 4100));
        byte[] back = new byte[4];
        assertEquals(4, linux.pread(fd, back, 4100));
        assertArrayEquals(new byte[] {1, 2, 3, 4}, back);
        try (SystemCalls.Memory memory = linux.mmap(fd, 4096, 4096)) {
            assertEquals(0x04030201, memory.getInt(4));
            memory.setInt(8, 0x11223344);
            assertThrows(IndexOutOfBoundsException.class, () -> memory.getInt(4094));
            assertThrows(IndexOutOfBoundsException.class, () -> memory.setInt(-4, 0));
        }
        assertEquals(0x44, Files.readAllBytes(file)[4104]);
        linux.close(fd);
        try (SystemCalls.Memory own = linux.mmap(-1, 0, 4096)) {
            own.setInt(0, 7);
            assertEquals(7, own.getInt(0));
            assertTrue(own.address() != 0);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theProbeSaysWhatIsMissing() {
        var out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true);
        assertEquals(2, VfioProbe.run(List.of(), print, print));
        assertEquals(2, VfioProbe.run(List.of("card"), print, print));
        assertEquals(7, VfioProbe.run(List.of("ffff:ff:1f.7"), print, print));
        assertTrue(out.toString().contains("there is no ffff:ff:1f.7 in this machine"), out::toString);
    }
}
