package org.underpass.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.pci.PciAddress;

/** What BARs take, now and at their largest, on machines of one bridge and one card. */
class MmioBudgetTest {
    private static final String PORT = "0000:00:01.0";
    private static final String CARD = "0000:01:00.0";
    private static final PciAddress CARD_ADDRESS = PciAddress.parse(CARD);
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    @TempDir
    Path folder;

    /** A card of 256 MiB, resizable to 16 GiB, and 2 MiB, behind a port whose window holds just that. */
    private FolderHost machine(long prefetchableBase) throws IOException {
        ByteBuffer port = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
        port.putInt(0, 0x19018086).putInt(8, 0x06040000).put(0x0e, (byte) 1).put(0x19, (byte) 1).put(0x1a, (byte) 1)
                .putShort(0x20, (short) 0xa000).putShort(0x22, (short) 0xa000);
        long last = prefetchableBase + 258 * MIB - 1;
        port.putShort(0x24, (short) (prefetchableBase >>> 16 & 0xfff0 | 1)).putShort(0x26,
                (short) (last >>> 16 & 0xfff0 | 1)).putInt(0x28, (int) (prefetchableBase >>> 32))
                .putInt(0x2c, (int) (last >>> 32));
        FolderHost host = new FolderHost(folder).function(PORT, "0x8086", "0x1901", "0x060400")
                .function(CARD, "0x10de", "0x2484", "0x030000");
        Files.write(folder.resolve("sys/bus/pci/devices/" + PORT + "/config"), port.array());
        return host.attribute(PORT, "resource", "0x0 0x0 0x0\n")
                .attribute(CARD, "resource", bars(line(0xa0000000L, MIB, 0x40200), line(prefetchableBase, 256 * MIB,
                        0x14220c), line(0, 0, 0), line(prefetchableBase + 256 * MIB, 2 * MIB, 0x14220c)))
                .attribute(CARD, "resource1_resize", "0000000000007f00\n");
    }

    private static String line(long start, long size, long flags) {
        return String.format("0x%016x 0x%016x 0x%016x\n", start, size == 0 ? 0 : start + size - 1, flags);
    }

    private static String bars(String... lines) {
        return String.join("", lines);
    }

    private MmioBudget.Card card(FolderHost host) throws HostException {
        return MmioBudget.of(host.open()).card(List.of(CARD_ADDRESS));
    }

    @Test
    void cardGrowsWhereFirmwareHasRoom() throws Exception {
        FolderHost host = machine(0x4000000000L).file("proc/iomem", "80000000-dfffffff : PCI Bus 0000:00\n"
                + "4000000000-7fffffffff : PCI Bus 0000:00\n");
        MmioBudget.Card card = card(host);
        assertEquals(OptionalLong.of(259 * MIB), card.now());
        assertEquals(OptionalLong.of(16 * GIB + 3 * MIB), card.largest());
        assertEquals(MmioBudget.Fit.BRIDGES_GROW, card.fit());
        assertEquals(List.of(PciAddress.parse(PORT)), card.narrow());
        assertEquals(OptionalInt.of(35 + 3), card.guestBits(), "16 GiB and 2 MiB need 32 GiB, an eighth of 2^38");
        List<MmioBudget.BridgeShare> shares = MmioBudget.of(host.open()).bridges();
        assertEquals(List.of(OptionalLong.of(MIB), OptionalLong.of(258 * MIB)),
                shares.stream().map(MmioBudget.BridgeShare::need).toList());
        assertEquals(OptionalLong.of(16 * GIB + 2 * MIB), shares.get(1).needAtLargest());
        assertEquals(List.of(MIB, 258 * MIB), shares.stream().map(MmioBudget.BridgeShare::used).toList());
    }

    @Test
    void firmwareWithoutRoomAboveFourGibIsTooSmall() throws Exception {
        assertEquals(MmioBudget.Fit.FIRMWARE_TOO_SMALL, card(machine(0x90000000L).file("proc/iomem",
                "80000000-dfffffff : PCI Bus 0000:00\n")).fit());
    }

    @Test
    void windowsThatTheKernelLoggedCountWhereOnlyRootSeesTheOthers() throws Exception {
        FolderHost host = machine(0x4000000000L).file("proc/iomem", "00000000-00000000 : PCI Bus 0000:00\n").file(
                "underpass/dmesg", """
                [    0.100000] Linux version 6.1
                [    0.500000] pci_bus 0000:00: root bus resource [mem 0x000a0000-0x000bffff window]
                [    0.500000] pci_bus 0000:00: root bus resource [mem 0x80000000-0xdfffffff window]
                [    0.500001] pci_bus 0000:00: root bus resource [mem 0x4000000000-0x43ffffffff window]
                [    0.500002] pci_bus 0000:00: root bus resource [bus 00-fe]
                """);
        List<MmioBudget.FirmwareWindow> windows = MmioBudget.of(host.open()).firmware().orElse(List.of());
        assertEquals(List.of(0x80000000L, 0x4000000000L), windows.stream().map(w -> w.start()).toList());
        assertEquals("underpass/dmesg:3", windows.get(0).source().toString());
        assertEquals(258 * MIB, windows.get(1).used());
        assertEquals(MmioBudget.Fit.FIRMWARE_TOO_SMALL, card(host).fit(), "16 GiB and 2 MiB do not go into 16 GiB");
    }

    @Test
    void whatIsNotShownIsUnknown() throws Exception {
        FolderHost host = machine(0x4000000000L);
        assertEquals(MmioBudget.Fit.UNKNOWN, card(host).fit());
        assertTrue(MmioBudget.of(host.open()).firmware().isUnknown());
        Files.delete(folder.resolve("sys/bus/pci/devices/" + CARD + "/resource"));
        byte[] config = new byte[64];
        config[0x13] = (byte) 0xa0;
        Files.write(folder.resolve("sys/bus/pci/devices/" + CARD + "/config"), config);
        MmioBudget.Card card = card(host);
        assertEquals(OptionalLong.empty(), card.now());
        assertEquals(MmioBudget.Fit.UNKNOWN, card.fit());
    }

    @Test
    void virtualFunctionsTakeRoomForAllThatCouldBe() throws Exception {
        FolderHost host = machine(0x4000000000L).attribute(CARD, "sriov_totalvfs", "4\n").attribute(CARD, "resource",
                bars(line(0xa0000000L, MIB, 0x40200), line(0x4000000000L, 64 * MIB, 0x14220c), line(0, 0, 0),
                        line(0, 0, 0), line(0, 0, 0), line(0, 0, 0), line(0, 0, 0),
                        line(0x4004000000L, 128 * MIB, 0x14220c), line(0, 0, 0), line(0, 0, 0), line(0, 0, 0),
                        line(0, 0, 0), line(0, 0, 0)));
        MmioBudget budget = MmioBudget.of(host.open());
        MmioBudget.Claim claim = budget.claims(CARD_ADDRESS).getLast();
        assertTrue(claim.isVirtual());
        assertEquals(4, claim.count());
        assertEquals(OptionalLong.of(32 * MIB), claim.bar().size());
        assertEquals(OptionalLong.of(192 * MIB), budget.bridges().get(1).need());
        assertEquals(OptionalLong.of(65 * MIB), budget.card(List.of(CARD_ADDRESS)).now());
    }

    /** Of a 32-bit BAR in a prefetchable window, which firmware put there. */
    @Test
    void placesAreThoseThatFirmwareChose() throws Exception {
        FolderHost host = machine(0x90000000L).attribute(CARD, "resource", bars(line(0x90000000L, 16 * MIB, 0x42208)));
        assertEquals(List.of(OptionalLong.of(0), OptionalLong.of(16 * MIB)), MmioBudget.of(host.open()).bridges()
                .stream().map(MmioBudget.BridgeShare::need).toList());
    }

    /** What works now is what the machines show to work: no window is smaller than what lies in it needs. */
    @Test
    void everyMachineOfTheCorporaHasTheRoomThatItUses() throws Exception {
        int windows = 0;
        List<String> wrong = new ArrayList<>();
        for (String machine : List.of("lab/intel/sysfs-boot.tar.gz", "lab/intel/sysfs-vfio-bound.tar.gz",
                "lab/amd/sysfs-boot.tar.gz")) {
            for (MmioBudget.BridgeShare share : MmioBudget.of(HostSources.open(Corpora.need(machine)))
                    .bridges()) {
                windows++;
                if (share.need().isEmpty() || share.need().getAsLong() > share.window().size().orElse(0)
                        || share.used() > share.window().size().orElse(0)) {
                    wrong.add(machine + " " + share);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(windows > 60, windows + " windows");
    }
}
