package org.underpass.hypervisor.kvm.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.hypervisor.kvm.run.MemoryRoom.Lack;

class MemoryRoomTest {
    private static final long GIB = 1L << 30;
    private static final OptionalLong SMALL = OptionalLong.empty();

    @TempDir
    private Path root;

    private MemoryRoom room(String soft, String hard, String capabilities) throws IOException {
        write("proc/self/limits", "Limit                     Soft Limit           Hard Limit           Units     \n"
                + "Max processes             95000                95000                processes \n"
                + "Max locked memory         " + soft + "   " + hard + "   bytes     \n");
        write("proc/self/status", "Name:\tjava\nCapPrm:\t0000000000000000\nCapEff:\t" + capabilities + "\n");
        write("proc/meminfo", "MemTotal:       33554432 kB\nMemAvailable:   10485760 kB\n");
        return new MemoryRoom(root);
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static MemoryNeed need(long guest, int containers, OptionalLong page, OptionalInt node) {
        return MemoryNeed.of(guest, containers, false, page, node);
    }

    @Test
    void theNeedCountsAddressSpaces() {
        assertEquals(0, need(4 * GIB, 0, SMALL, OptionalInt.empty()).locked(), "nothing is given away");
        assertEquals(5 * GIB, need(4 * GIB, 1, SMALL, OptionalInt.empty()).locked());
        assertEquals(9 * GIB, need(4 * GIB, 2, SMALL, OptionalInt.empty()).locked());
        assertEquals(5 * GIB, MemoryNeed.of(4 * GIB, 0, true, SMALL, OptionalInt.empty()).locked());
        assertEquals(3, need(5 * GIB, 0, OptionalLong.of(2 * GIB), OptionalInt.empty()).pages());
    }

    @Test
    void aLimitThatIsTooLowIsSaidWithItsFigures() throws IOException {
        MemoryNeed need = need(4 * GIB, 1, SMALL, OptionalInt.empty());
        MemoryRoom room = room("8388608", "8388608", "0000000000000000");
        List<Lack> lacks = room.lacks(need, false);
        assertEquals(List.of(Lack.What.LIMIT), lacks.stream().map(Lack::what).toList());
        assertEquals("the guest locks 5120 MiB of memory, and this process may lock 8 MiB", lacks.get(0).text());
        assertTrue(lacks.get(0).cure().contains("memlock 5242880"), lacks.get(0).cure());
        assertEquals(Optional.empty(), room.raise(need), "what may not be raised is not");
    }

    @Test
    void theSoftLimitIsRaisedWhereTheHardOneAllows() throws IOException {
        MemoryNeed need = need(4 * GIB, 1, SMALL, OptionalInt.empty());
        assertEquals(Optional.of("--memlock=5368709120:unlimited"),
                room("8388608", "unlimited", "0000000000000000").raise(need));
        assertEquals(Optional.of("--memlock=5368709120:6000000000"),
                room("8388608", "6000000000", "0000000000000000").raise(need));
        assertEquals(Optional.empty(), room("unlimited", "unlimited", "0000000000000000").raise(need));
        MemoryRoom root = room("8388608", "8388608", "000001ffffffffff");
        assertEquals(Optional.empty(), root.raise(need), "CAP_IPC_LOCK needs no limit");
        assertEquals(List.of(), root.lacks(need, false));
    }

    @Test
    void memoryThatIsNotThereCannotBePinned() throws IOException {
        MemoryRoom room = room("unlimited", "unlimited", "0000000000000000");
        assertEquals("the guest pins 12288 MiB of memory, and 10240 MiB are available",
                room.lacks(need(12 * GIB, 1, SMALL, OptionalInt.empty()), false).get(0).text());
        assertEquals(List.of(), room.lacks(need(12 * GIB, 0, SMALL, OptionalInt.empty()), false),
                "nothing pins it");
    }

    @Test
    void hugePagesAreCountedWhereTheyHaveToBe() throws IOException {
        MemoryRoom room = room("unlimited", "unlimited", "0000000000000000");
        write("sys/kernel/mm/hugepages/hugepages-1048576kB/free_hugepages", "4\n");
        write("sys/devices/system/node/node1/hugepages/hugepages-1048576kB/free_hugepages", "1\n");
        OptionalLong gib = OptionalLong.of(GIB);
        assertEquals(List.of(), room.lacks(need(4 * GIB, 1, gib, OptionalInt.empty()), false));
        assertEquals("the guest needs 4 free huge pages of 1024 MiB, and there are 1",
                room.lacks(need(4 * GIB, 1, gib, OptionalInt.of(1)), false).get(0).text());
        assertEquals(List.of(), room.lacks(need(4 * GIB, 1, gib, OptionalInt.of(1)), true), "they are made yet");
        assertEquals(List.of(), room.lacks(need(4 * GIB, 1, OptionalLong.of(2 << 20), OptionalInt.empty()), false),
                "a pool that the machine does not show");
    }

    @Test
    void aMachineThatShowsNothingIsNoObstacle() {
        MemoryNeed need = need(64 * GIB, 1, OptionalLong.of(GIB), OptionalInt.empty());
        assertEquals(List.of(), new MemoryRoom(root).lacks(need, false));
    }
}
