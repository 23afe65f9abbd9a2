package org.underpass.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.testkit.Command;
import org.underpass.testkit.Command.Result;

/** Input that nobody wished for: one clear line, the status of the contract, nothing left behind. */
class BadInputTest {
    @TempDir
    Path folder;

    @Test
    void hostsThatAreNone() throws IOException {
        assertRefused(3, "no such file", "host", "show", "--host", folder.resolve("none.tar").toString());
        assertRefused(3, "captured root", "host", "show", "--host", folder.toString());
        Path text = Files.writeString(folder.resolve("text.txt"), "hello\n");
        assertRefused(3, "text.txt", "host", "show", "--host", text.toString());
        assertRefused(2, "workstatoin", "host", "show", "--host", "demo:workstatoin");
    }

    @Test
    void tarsThatAreHostile() throws IOException {
        byte[] good = tar("sys/bus/pci/devices/0000:00:00.0/vendor", TarConstants.LF_NORMAL, "", "0x8086\n");
        Path cut = Files.write(folder.resolve("cut.tar"), java.util.Arrays.copyOf(good, 700));
        assertRefused(3, "cut.tar", "host", "show", "--host", cut.toString());
        assertHostile("../../etc/passwd", TarConstants.LF_NORMAL, "");
        assertHostile("/etc/passwd", TarConstants.LF_NORMAL, "");
        assertHostile("sys/tty", TarConstants.LF_CHR, "");
        assertHostile("sys/pipe", TarConstants.LF_FIFO, "");
        assertHostile("sys/link", TarConstants.LF_LINK, "../../etc/shadow");
    }

    private void assertHostile(String name, byte type, String target) throws IOException {
        Path file = Files.write(folder.resolve("hostile.tar"), tar(name, type, target, ""));
        Result result = assertRefused(3, "hostile.tar", "host", "show", "--host", file.toString());
        assertTrue(result.err().contains(name.substring(name.lastIndexOf('/') + 1)), result::toString);
    }

    private static byte[] tar(String name, byte type, String target, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            entry.setLinkName(target);
            byte[] data = content.getBytes(StandardCharsets.UTF_8);
            entry.setSize(data.length);
            out.putArchiveEntry(entry);
            out.write(data);
            out.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    @Test
    void aTarBombEndsEarly() throws IOException {
        Path bomb = folder.resolve("bomb.tar.gz");
        try (OutputStream file = Files.newOutputStream(bomb);
                TarArchiveOutputStream out = new TarArchiveOutputStream(new java.util.zip.GZIPOutputStream(file) {
                    {
                        def.setLevel(java.util.zip.Deflater.BEST_SPEED);
                    }
                })) {
            TarArchiveEntry entry = new TarArchiveEntry("sys/big");
            entry.setSize(1280L << 20);
            out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            out.putArchiveEntry(entry);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 1280; i++) {
                out.write(zeros);
            }
            out.closeArchiveEntry();
        }
        assertRefused(3, "bomb.tar.gz", "host", "show", "--host", bomb.toString());
    }

    @Test
    void profilesThatAreWrong() throws IOException {
        assertRefused(3, "no such file", "profile", "check", folder.resolve("none.vm.yaml").toString(), "--host",
                "demo:workstation");
        String start = "underpass: 1\nkind: vm\nname: x\nmachine: {memory: 4 GiB}\n";
        assertProfile("x.vm.yaml:5:1:", start + "name: y\n");
        assertProfile("did you mean", start + "devcies: []\n");
        assertProfile("address", start + "devices:\n  - address: \"01:00.9\"\n");
        assertProfile("tab", start + "cpu:\n\tmodel: host\n");
        assertProfile("x.vm.yaml", "\u0000");
    }

    @Test
    void anAddressThatTheHostHasNotIsAFindingAndRefusesTheBuild() throws IOException {
        Path profile = Files.writeString(folder.resolve("x.vm.yaml"),
                "underpass: 1\nkind: vm\nname: x\nmachine: {memory: 4 GiB}\ndevices:\n  - address: \"0000:7f:00.0\"\n");
        Result check = Command.run("profile", "check", profile.toString(), "--host", "demo:workstation");
        assertEquals(1, check.status(), check::toString);
        assertTrue(check.out().contains("0000:7f:00.0"), check::toString);
        Result build = Command.run("profile", "build", profile.toString(), "--host", "demo:workstation", "--out",
                folder.resolve("out").toString());
        assertEquals(1, build.status(), build::toString);
        assertTrue(Files.notExists(folder.resolve("out")));
    }

    @Test
    void tablesThatAreNone() throws IOException {
        Path text = Files.writeString(folder.resolve("text.dat"), "DSDT is not a table of ours, and this is text\n");
        assertRefused(3, "expected one of the signatures DMAR, IVRS", "iommu", "tables", "--file", text.toString());
        Path small = Files.writeString(folder.resolve("small.dat"), "DMAR");
        assertRefused(3, "header of 36 bytes", "iommu", "tables", "--file", small.toString());
        byte[] cut = new byte[48];
        System.arraycopy("DMAR".getBytes(StandardCharsets.US_ASCII), 0, cut, 0, 4);
        cut[4] = (byte) 0xb0;
        Path short1 = Files.write(folder.resolve("cut.dat"), cut);
        assertRefused(3, "the file ends after 48", "iommu", "tables", "--file", short1.toString());
    }

    @Test
    void aDumpOfASingleFunctionShowsNoGroup() throws IOException {
        StringBuilder dump = new StringBuilder("e1:00.0 VGA compatible controller [0300]: Device [1234:1111]\n");
        for (int row = 0; row < 256; row += 16) {
            dump.append(String.format("%02x:", row)).append(row == 0
                    ? " 34 12 11 11 00 00 00 00 00 00 00 03 00 00 00 00" : " 00".repeat(16)).append('\n');
        }
        Path file = Files.writeString(folder.resolve("one.txt"), dump);
        Result result = Command.run("iommu", "groups", "--host", file.toString(), "--format", "json");
        assertEquals(0, result.status(), result::toString);
        var group = Answers.parse(result.out()).get("groups").get(0);
        assertEquals("unknown", group.get("source").asText(), result::toString);
        assertTrue(group.get("viable") == null, result::toString);
    }

    @Test
    void anEmptyValueIsAMistake() throws IOException {
        assertRefused(2, "--out is empty", "profile", "new", "vm", "--host", "demo:workstation", "--out", "");
    }

    @Test
    void outIsInTheWay() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "keep");
        assertRefused(7, "not a folder", "profile", "new", "vm", "--host", "demo:workstation", "--out",
                file.toString());
        assertEquals("keep", Files.readString(file));
    }

    private void assertProfile(String part, String text) throws IOException {
        Path profile = Files.writeString(folder.resolve("x.vm.yaml"), text);
        assertRefused(3, part, "profile", "check", profile.toString(), "--host", "demo:workstation");
    }

    private Result assertRefused(int status, String part, String... arguments) throws IOException {
        long before = count();
        long start = System.nanoTime();
        Result result = Command.run(arguments);
        assertTrue(System.nanoTime() - start < 10_000_000_000L, "takes too long");
        assertEquals(status, result.status(), result::toString);
        assertEquals("", result.out());
        assertTrue(result.err().lines().allMatch(l -> l.startsWith("underpass: ")), result::toString);
        assertTrue(result.err().contains(part), result::toString);
        assertEquals(before, count(), "something was left behind");
        return result;
    }

    private long count() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.count();
        }
    }
}
