package org.underpass.host.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.HostSources;
import org.underpass.iommu.walk.Access;
import org.underpass.iommu.walk.Request;
import org.underpass.iommu.walk.Translation;
import org.underpass.pci.PciAddress;

/** Registers and memory as the kernel would show them: a core in a file, registers in an array. */
class LiveTablesTest {
    private static final PciAddress CARD = PciAddress.parse("0000:01:00.0");
    private static final long DIRECT_MAP = 0xffff9c40_00000000L;

    @TempDir
    Path folder;
    private Path core;

    /** VT-d tables: root at 101000h, three levels to one page of 01:00.0, iova 1000h to a0000000h. */
    @BeforeEach
    void machine() throws IOException {
        Path unit = Files.createDirectories(folder.resolve("root/sys/class/iommu/dmar0/intel-iommu"));
        Files.writeString(unit.resolve("address"), "fed90000\n");
        Files.createDirectories(unit.resolveSibling("devices").resolve(CARD.toString()));
        Path functions = Files.createDirectories(folder.resolve("root/sys/bus/pci/devices/" + CARD));
        Files.writeString(functions.resolve("vendor"), "0x10de\n");
        Files.writeString(functions.resolve("device"), "0x2484\n");
        Files.writeString(functions.resolve("class"), "0x030000\n");
        Files.createDirectories(folder.resolve("root/proc"));
        Files.writeString(folder.resolve("root/proc/iomem"), "00001000-0009fbff : System RAM\n"
                + "00100000-00105fff : System RAM\n  00100000-00100fff : Kernel code\nfed90000-fed90fff : dmar0\n");
        core = folder.resolve("kcore");
    }

    private void core(boolean physicalTold) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(0x9000).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).putLong(32, 64).putShort(54, (short) 56)
                .putShort(56, (short) 4);
        bytes.putInt(64, 4);
        // vmalloc, the low RAM, of which nothing is in this file, and the RAM with the tables.
        segment(bytes, 1, 0x7000, 0xffffb000_00000000L, physicalTold ? -1 : 0, 0x1000);
        segment(bytes, 2, 0x9000, DIRECT_MAP + 0x1000, physicalTold ? 0x1000 : 0, 0x9e000);
        segment(bytes, 3, 0x1000, DIRECT_MAP + 0x100000, physicalTold ? 0x100000 : 0, 0x6000);
        bytes.putLong(0x2010, 0x102001).putLong(0x3000, 0x103001).putLong(0x3008, 0x101)
                .putLong(0x4000, 0x104003).putLong(0x5000, 0x105003).putLong(0x6008, 0xa000_0003L);
        Files.write(core, bytes.array());
    }

    private static void segment(ByteBuffer bytes, int number, long offset, long virtual, long physical, long length) {
        int at = 64 + 56 * number;
        bytes.putInt(at, 1).putLong(at + 8, offset).putLong(at + 16, virtual).putLong(at + 24, physical)
                .putLong(at + 32, length);
    }

    /** RTADDR, CAP and status of a unit that is on. */
    private static DeviceMemory registers() {
        return address -> new DeviceMemory.Page() {
            @Override
            public long u64(int offset) {
                assertEquals(0xfed90000L, address);
                return offset == 0x20 ? 0x101000 : offset == 8 ? 0xd2008c222f0686L : 0xf00f5a;
            }

            @Override
            public int u32(int offset) {
                return 0x80000000;
            }

            @Override
            public void close() {
                // nothing is mapped
            }
        };
    }

    private LiveTables tables(Supplier<DeviceMemory> devices) throws Exception {
        return new LiveTables(HostSources.open(folder.resolve("root")), core, devices);
    }

    private void walks() throws Exception {
        LiveTables.Found found = tables(LiveTablesTest::registers).walker(CARD);
        Translation.Translated page = (Translation.Translated) found.walker().translate(
                Request.of(CARD.requesterId(), 0x1234, Access.READ));
        assertEquals(0xa0000234L, page.address());
        List<Long> all = new ArrayList<>();
        assertTrue(found.walker().mappings(CARD.requesterId(), OptionalInt.empty(), 100,
                (iova, address, length, permissions) -> all.addAll(List.of(iova, address, length))));
        assertEquals(List.of(0x1000L, 0xa0000000L, 0x1000L), all);
        assertTrue(found.from().contains("dmar0 at 0xfed90000"), found.from());
        assertEquals(List.of(), found.assumptions());
    }

    @Test
    void tablesAreWalkedWhereTheyLie() throws Exception {
        core(true);
        walks();
    }

    /** Linux before 4.19 says 0 of every segment; the RAM's lengths tell which ones are the direct map. */
    @Test
    void anOldKernelsDirectMapIsFoundByItsLengths() throws Exception {
        core(false);
        walks();
    }

    @Test
    void everyObstacleIsNamed() throws Exception {
        core(true);
        assertObstacle("iomem=relaxed", () -> address -> {
            throw new DeviceMemory.Refused(1, false);
        });
        assertObstacle("which only root may open", () -> address -> {
            throw new DeviceMemory.Refused(13, true);
        }, "there is no /dev/mem");
        assertObstacle("could not be mapped: error 22", () -> address -> {
            throw new DeviceMemory.Refused(22, false);
        });
        assertObstacle("needs JNA", () -> {
            throw new NoClassDefFoundError("com/sun/jna/Library");
        });
        Path lockdown = Files.createDirectories(folder.resolve("root/sys/kernel/security"));
        Files.writeString(lockdown.resolve("lockdown"), "none [integrity] confidentiality\n");
        assertObstacle("locked down (integrity)", () -> address -> {
            throw new DeviceMemory.Refused(1, true);
        }, "there is no /dev/mem");
        Files.writeString(core, "no core");
        assertObstacle("expected an ELF header", LiveTablesTest::registers);
        Files.delete(core);
        assertObstacle("CONFIG_PROC_KCORE", LiveTablesTest::registers);
        assertThrows(Obstacle.class, () -> tables(LiveTablesTest::registers).walker(PciAddress.parse("00:1f.0")));
    }

    /** @param or what it says instead where there is no /dev/mem at all */
    private void assertObstacle(String part, Supplier<DeviceMemory> devices, String... or) throws Exception {
        LiveTables tables = tables(devices);
        String message = assertThrows(Obstacle.class, () -> tables.walker(CARD)).getMessage();
        assertTrue(message.contains(part) || or.length > 0 && message.contains(or[0]), message);
    }
}
