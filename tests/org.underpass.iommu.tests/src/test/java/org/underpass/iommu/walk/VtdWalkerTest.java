package org.underpass.iommu.walk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.underpass.iommu.Corpora;
import org.underpass.iommu.walk.VtdWalker.Access;
import org.underpass.pci.PciAddress;

/** VT-d legacy tables, written from the specification and recorded from a kernel. */
class VtdWalkerTest {
    /** SAGAW 3 and 4 levels, 48 bits, pages of 2 MiB and 1 GiB. */
    private static final long CAP = 6L << 8 | 47L << 16 | 3L << 34;
    /** Pass-through, device TLB, snoop control. */
    private static final long ECAP = 1 << 6 | 1 << 2 | 1 << 7;
    private static final int DEVICE = 0x0100;

    /** A little memory that a test fills. */
    private static final class Memory implements PhysicalMemory {
        private final Map<Long, ByteBuffer> pages = new HashMap<>();

        Memory put(long address, long value) {
            pages.computeIfAbsent(address & ~0xfffL, key -> ByteBuffer.allocate(PAGE_SIZE)
                    .order(ByteOrder.LITTLE_ENDIAN))
                    .putLong((int) (address & 0xfff), value);
            return this;
        }

        @Override
        public Optional<ByteBuffer> page(long address) {
            return Optional.ofNullable(pages.get(address));
        }
    }

    /** Root at 1000h, contexts of bus 1 at 2000h, tables of four levels from 3000h on. */
    private static Memory tables() {
        return new Memory().put(0x1010, 0x2001).put(0x2000, 0x3001).put(0x2008, 0x502)
                .put(0x3000, 0x4003).put(0x4000, 0x5003).put(0x5000, 0x6003)
                .put(0x6000, 0xa000_0003L).put(0x6008, 0xa000_1003L).put(0x6010, 0xb000_0001L).put(0x6018, 0xc000_0002L)
                .put(0x5008, 0x4000_0083L).put(0x4008, 0x8000_0083L);
    }

    private static VtdWalker walker(Memory memory) {
        return new VtdWalker(memory, new VtdRegisters(CAP, ECAP, 0xc000_0000L, 0x1000));
    }

    @Test
    void anAddressIsFollowedThroughAllLevels() {
        Translation.Translated found = assertInstanceOf(Translation.Translated.class,
                walker(tables()).translate(DEVICE, 0x1234, Access.WRITE));
        assertEquals(0xa000_1234L, found.address());
        assertEquals(Permissions.ALL, found.permissions());
        assertEquals(4096, found.pageSize());
        assertEquals(List.of("root 0 1010", "context 0 2000", "page 4 3000", "page 3 4000", "page 2 5000",
                "page 1 6008"),
                found.walk().stream().map(step -> step.table() + " " + step.level() + " "
                        + Long.toHexString(step.entryAddress())).toList());
    }

    @Test
    void largePagesKeepTheirOffset() {
        Translation.Translated two = (Translation.Translated) walker(tables()).translate(DEVICE, 0x212345, Access.READ);
        assertEquals(0x4001_2345L, two.address());
        assertEquals(2 << 20, two.pageSize());
        Translation.Translated one = (Translation.Translated) walker(tables()).translate(DEVICE, 0x4abc_def0L,
                Access.READ);
        assertEquals(0x8abc_def0L, one.address());
        assertEquals(1 << 30, one.pageSize());
    }

    @Test
    void permissionsAreThoseOfAllLevelsTogether() {
        VtdWalker walker = walker(tables());
        assertBlocked(5, walker.translate(DEVICE, 0x2000, Access.WRITE));
        assertBlocked(6, walker.translate(DEVICE, 0x3000, Access.READ));
        assertEquals("r-", ((Translation.Translated) walker.translate(DEVICE, 0x2000, Access.ANY)).permissions()
                .toString());
        VtdWalker readOnly = walker(tables().put(0x4000, 0x5001));
        assertBlocked(5, readOnly.translate(DEVICE, 0x1000, Access.WRITE));
        assertBlocked(6, readOnly.translate(DEVICE, 0x3000, Access.ANY));
    }

    @Test
    void eachFaultHasItsCode() {
        Map<Memory, Integer> cases = new HashMap<>();
        cases.put(new Memory(), 0x08);
        cases.put(tables().put(0x1010, 0), 0x01);
        cases.put(tables().put(0x1010, 0x2003), 0x0a);
        cases.put(tables().put(0x1010, 0x99001), 0x09);
        cases.put(tables().put(0x2000, 0), 0x02);
        cases.put(tables().put(0x2000, 0x3011), 0x0b);
        cases.put(tables().put(0x2008, 0x1000_0000_0502L), 0x0b);
        cases.put(tables().put(0x2000, 0x300d), 0x03);
        cases.put(tables().put(0x2008, 0x503), 0x03);
        cases.put(tables().put(0x3000, 0x99003), 0x07);
        cases.put(tables().put(0x3000, 0x4083), 0x0c);
        cases.put(tables().put(0x5000, 0x6083), 0x0c);
        cases.put(tables().put(0x6000, 0), 0x06);
        cases.forEach((memory, code) -> assertBlocked(code, walker(memory).translate(DEVICE, 0x10, Access.READ)));
        assertBlocked(0x04, walker(tables()).translate(DEVICE, 1L << 48, Access.READ));
        assertBlocked(0x04, walker(tables()).translate(DEVICE, -1, Access.READ));
    }

    @Test
    void someAddressesAndRequestersTakeOtherWays() {
        assertInstanceOf(Translation.Interrupt.class, walker(tables()).translate(DEVICE, 0xfee0_1000L, Access.WRITE));
        Translation passed = walker(tables().put(0x2000, 0x9)).translate(DEVICE, 0x7777, Access.WRITE);
        assertEquals(0x7777, assertInstanceOf(Translation.PassedThrough.class, passed).address());
        assertInstanceOf(Translation.PassedThrough.class, new VtdWalker(tables(), new VtdRegisters(CAP, ECAP, 0,
                0x1000))
                .translate(DEVICE, 0x10, Access.READ));
        assertEquals(OptionalInt.empty(), assertInstanceOf(Translation.Blocked.class, new VtdWalker(tables(),
                new VtdRegisters(CAP, ECAP, 0x8000_0000L, 0x1c00)).translate(DEVICE, 0x10, Access.READ)).code());
        assertInstanceOf(Translation.NotSupported.class, new VtdWalker(tables(),
                new VtdRegisters(CAP, ECAP, 0x8000_0000L, 0x1400)).translate(DEVICE, 0x10, Access.READ));
    }

    @Test
    void mappingsAreMergedIntoRanges() {
        List<String> ranges = new ArrayList<>();
        assertTrue(walker(tables()).mappings(DEVICE, 100, (iova, address, length, permissions) -> ranges.add(
                String.format("%x %x %x %s", iova, address, length, permissions))));
        assertEquals(List.of("0 a0000000 2000 rw", "2000 b0000000 1000 r-", "3000 c0000000 1000 -w",
                "200000 40000000 200000 rw", "40000000 80000000 40000000 rw"), ranges);
        List<Long> first = new ArrayList<>();
        assertFalse(walker(tables()).mappings(DEVICE, 100, (iova, address, length, permissions) -> {
            first.add(iova);
            return false;
        }));
        assertEquals(List.of(0L), first);
        assertFalse(walker(tables().put(0x4010, 0x99003)).mappings(DEVICE, 100, (a, b, c, d) -> true));
    }

    @Test
    void tablesThatReferToEachOtherEndAtTheLimit() {
        Memory memory = tables();
        for (int i = 0; i < 512; i++) {
            memory.put(0x3000 + i * 8, 0x3003);
        }
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertFalse(
                walker(memory).mappings(DEVICE, 10_000, (a, b, c, d) -> true)));
    }

    @Test
    void mutatedTablesNeverFail() {
        Random random = new Random(4);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int round = 0; round < 20_000; round++) {
                Memory memory = tables();
                for (int change = 0; change < 3; change++) {
                    memory.put(0x1000 + random.nextInt(0x5000) / 8 * 8L, random.nextLong());
                    memory.put(List.of(0x1010L, 0x2000L, 0x2008L, 0x3000L, 0x4000L, 0x5000L).get(random.nextInt(6)),
                            random.nextInt(0x8000));
                }
                walker(memory).translate(DEVICE, random.nextLong() >>> random.nextInt(64), Access.ANY);
                walker(memory).mappings(DEVICE, 50, (a, b, c, d) -> true);
            }
        });
    }

    @Test
    void recordedTablesTranslateAsQemuDid() throws IOException {
        int contexts = 0;
        int addresses = 0;
        int gone = 0;
        for (String name : List.of("golden-intel1", "golden-intel_pt")) {
            Path folder = Corpora.need("dma/" + name);
            String expected = Files.readString(folder.resolve("expected.json"));
            VtdWalker walker = new VtdWalker(recorded(folder.resolve("pages.bin.gz")), new VtdRegisters(
                    register(expected, "cap"), register(expected, "ecap"), register(expected, "gsts"),
                    register(expected, "rtaddr")));
            Matcher context = Pattern.compile(
                    "\"([0-9a-f:.]+)\": \\{\\s*\"domain\": (\\d+),\\s*\"aw\": (\\d),\\s*\"tt\":"
                    + " (\\d),\\s*\"slptptr\": \"0x([0-9a-f]+)\"").matcher(expected);
            while (context.find()) {
                int requester = PciAddress.parse(context.group(1)).requesterId();
                contexts++;
                if (context.group(4).equals("2")) {
                    assertInstanceOf(Translation.PassedThrough.class, walker.translate(requester, 0x1000, Access.READ));
                    continue;
                }
                VtdWalker.Context.Tables tables = (VtdWalker.Context.Tables) walker.context(requester);
                assertEquals(Integer.parseInt(context.group(2)), tables.domain());
                assertEquals(Integer.parseInt(context.group(3)) + 2, tables.levels());
                assertEquals(Long.parseLong(context.group(5), 16), tables.pageTable());
            }
            int split = expected.indexOf("\"unmapped_since\"");
            Matcher address = Pattern.compile("\"dev\": \"(\\S+)\",\\s*\"iova\": \"0x([0-9a-f]+)\",\\s*\"gpa\":"
                    + " \"0x([0-9a-f]+)\"").matcher(expected);
            while (address.find()) {
                Translation ours = walker.translate(PciAddress.parse(address.group(1)).requesterId(),
                        Long.parseLong(address.group(2), 16), Access.ANY);
                long theirs = Long.parseLong(address.group(3), 16);
                if (address.start() < split) {
                    assertEquals(theirs, assertInstanceOf(Translation.Translated.class, ours).address());
                    addresses++;
                } else {
                    assertFalse(ours instanceof Translation.Translated found && found.address() == theirs,
                            ours.toString());
                    gone++;
                }
            }
        }
        System.out.println("walks: " + contexts + " contexts, " + addresses + " addresses as QEMU translated them, "
                + gone
                + " no longer mapped so");
        assertTrue(contexts > 20 && addresses > 0);
    }

    private static long register(String json, String name) {
        Matcher value = Pattern.compile("\"" + name + "\": \"0x([0-9a-f]+)\"").matcher(json);
        assertTrue(value.find(), name);
        return Long.parseUnsignedLong(value.group(1), 16);
    }

    /** Repeated: physical address (little-endian), 4096 bytes. */
    private static PhysicalMemory recorded(Path file) throws IOException {
        Memory memory = new Memory();
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            while (true) {
                long address = Long.reverseBytes(in.readLong());
                byte[] page = new byte[PhysicalMemory.PAGE_SIZE];
                in.readFully(page);
                memory.pages.put(address, ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN));
            }
        } catch (EOFException e) {
            return memory;
        }
    }

    private static void assertBlocked(int code, Translation translation) {
        Translation.Blocked blocked = assertInstanceOf(Translation.Blocked.class, translation);
        assertEquals(OptionalInt.of(code), blocked.code(), blocked.toString());
        assertFalse(blocked.sentence().isEmpty());
    }
}
