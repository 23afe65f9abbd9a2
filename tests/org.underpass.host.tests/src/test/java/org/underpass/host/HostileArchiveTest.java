package org.underpass.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;
import org.underpass.host.machines.Captures;

/** Archives that are cut off, lie, or try to reach out are refused in one line that names entry and offset. */
class HostileArchiveTest {

    @TempDir
    Path folder;

    private HostException refused(byte[] archive, String name) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, archive);
        List<Path> before = list();
        HostException refusal = assertTimeout(Duration.ofSeconds(20),
                () -> assertThrows(HostException.class, () -> HostSources.open(file.toString())));
        assertEquals(HostException.Kind.MALFORMED, refusal.kind(), refusal.getMessage());
        assertTrue(refusal.getMessage().startsWith(file.toString() + ": "), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("\n"), refusal.getMessage());
        assertEquals(before, list(), "nothing is unpacked to disk");
        return refusal;
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    private static RawTar start() {
        return new RawTar().directory("sys/").file("sys/first", "1");
    }

    static Stream<Arguments> attacks() {
        long third = 3 * 512;
        return Stream.of(
                Arguments.of("climbs", start().file("../evil", "x").end(), "\"../evil\"", third),
                Arguments.of("climbs inside", start().file("sys/../../evil", "x").end(), "\"sys/../../evil\"", third),
                Arguments.of("absolute", start().file("/etc/evil", "x").end(), "\"/etc/evil\"", third),
                Arguments.of("character device", start().entry("sys/null", '3', "", new byte[0]).end(), "device",
                        third),
                Arguments.of("block device", start().entry("sys/sda", '4', "", new byte[0]).end(), "device", third),
                Arguments.of("pipe", start().entry("sys/pipe", '6', "", new byte[0]).end(), "pipe", third),
                Arguments.of("link out", start().link("sys/out", "../../etc/passwd").end(), "\"sys/out\"", third),
                Arguments.of("link out by turns", start().link("sys/out", "a/../../../b").end(), "\"sys/out\"", third),
                Arguments.of("absolute link", start().link("sys/out", "/etc/passwd").end(), "\"/etc/passwd\"", third),
                Arguments.of("absolute link that climbs", start().link("sys/out", "/sys/../../etc").end(),
                        "\"sys/out\"", third),
                Arguments.of("hard link out", start().entry("sys/hard", '1', "/etc/passwd", new byte[0]).end(),
                        "\"/etc/passwd\"", third),
                Arguments.of("hard link to nothing", start().entry("sys/hard", '1', "sys/none", new byte[0]).end(),
                        "\"sys/none\"", third),
                Arguments.of("through a link", start().link("sys/a", ".").file("sys/a/b", "x").end(), "sys/a/b", 2048L),
                Arguments.of("through a file", start().file("sys/first/b", "x").end(), "sys/first/b", third),
                Arguments.of("twice", start().file("sys/first", "2").end(), "twice", third),
                Arguments.of("sparse", start().entry("sys/sparse", 'S', "", new byte[0]).end(), "sparse", third),
                Arguments.of("unknown type", start().entry("sys/odd", 'V', "", new byte[0]).end(), "type 'V'", third),
                Arguments.of("pax path that climbs", start().entry("x", 'x', "", pax("path=../evil"))
                        .file("sys/tame", "x").end(), "\"../evil\"", 2560L),
                Arguments.of("GNU long name that is absolute", start().entry("././@LongLink", 'L', "",
                        "/etc/evil\0".getBytes()).file("sys/tame", "x").end(), "\"/etc/evil\"", 2560L),
                Arguments.of("pax garbage", start().entry("x", 'x', "", "99999 path=a\n".getBytes())
                        .file("sys/tame", "x").end(), "LENGTH KEY=VALUE", 2048L),
                Arguments.of("bad checksum", start().raw(filled(512)).end(), "checksum", 1684L),
                Arguments.of("size that lies", start().header("sys/long", '0', "", 1000).withoutEnd(), "cut off",
                        2048L),
                Arguments.of("huge extended header", start().header("x", 'x', "", 1L << 32).end(), "extended header",
                        third),
                Arguments.of("no end", start().withoutEnd(), "cut off", third),
                Arguments.of("cut in a header", Arrays.copyOf(start().end(), 700), "cut off", 700L),
                Arguments.of("no root", new RawTar().file("readme", "x").end(), "sys/ or proc/", -1L));
    }

    private static byte[] pax(String record) {
        int length = record.getBytes(StandardCharsets.UTF_8).length + 4;
        return (length + " " + record + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] filled(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'x');
        return bytes;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void isRefusedWithEntryAndOffset(String name, byte[] archive, String part, long offset) throws IOException {
        String message = refused(archive, "attack.tar").getMessage();
        assertTrue(message.contains(part), message);
        if (offset >= 0) {
            assertTrue(message.contains("offset " + offset + " "), message);
        }
    }

    @Test
    void namesAreShownWithoutControlCharacters() throws IOException {
        String message = refused(start().file("sys/../../\u001b[31mred\n", "x").end(), "attack.tar").getMessage();
        assertTrue(message.contains("?[31mred?"), message);
    }

    /** Wherever an archive of a whole machine is cut, it is refused. */
    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst"})
    void isRefusedWhereverItIsCut(String ending) throws IOException {
        byte[] whole = pack(Captures.tar(Captures.lab()), ending);
        for (int part = 1; part < 8; part++) {
            String message = refused(Arrays.copyOf(whole, whole.length * part / 8), "cut." + ending).getMessage();
            assertTrue(message.contains("cut off") && message.contains("(offset "), message);
        }
        refused(new byte[0], "empty." + ending);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst"})
    void readsEveryCompression(String ending) throws IOException, HostException {
        Path file = folder.resolve("lab." + ending);
        Files.write(file, pack(Captures.tar(Captures.lab()), ending));
        Host host = HostSources.open(file.toString());
        assertEquals("lab", host.name());
        assertEquals(HostOrigin.Kind.ARCHIVE, host.origin().kind());
        assertEquals(23, host.functions().size());
        assertEquals(HostGroups.Source.KERNEL, host.groups().source());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar.gz", "tar.bz2", "tar.xz", "tar.zst"})
    void damageIsRefused(String ending) throws IOException {
        byte[] whole = pack(Captures.tar(Captures.lab()), ending);
        for (int i = 100; i < 200; i++) {
            whole[whole.length / 2 + i] ^= 0x55;
        }
        String message = refused(whole, "damaged." + ending).getMessage();
        assertTrue(message.contains("offset "), message);
    }

    /** A gigabyte of zeros in a few kilobytes or megabytes. */
    @ParameterizedTest
    @ValueSource(strings = {"tar.gz", "tar.xz", "tar.zst"})
    void bombIsRefusedWithinSeconds(String ending) throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream out = packer(bomb, ending)) {
            out.write(start().header("sys/zeros", '0', "", 1L << 30).withoutEnd());
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 300; i++) {
                out.write(zeros);
            }
        }
        String message = refused(bomb.toByteArray(), "bomb." + ending).getMessage();
        assertTrue(message.contains("unpacks to more than"), message);
    }

    @Test
    void tooManyEntriesAreRefused() throws IOException {
        RawTar tar = start();
        for (int i = 0; i < 200_001; i++) {
            tar.header("sys/" + i, '0', "", 0);
        }
        String message = refused(tar.end(), "many.tar").getMessage();
        assertTrue(message.contains("more than 200000 entries"), message);
    }

    @Test
    void aLongFileIsThereButUnknown() throws IOException, HostException {
        Path file = folder.resolve("long.tar");
        Files.write(file, start().entry("sys/long", '0', "", new byte[FileTree.SIZE_LIMIT + 1]).end());
        FileTree tree = HostSources.open(file.toString()).tree();
        assertTrue(tree.exists("sys/long"));
        assertTrue(tree.read("sys/long").isUnknown());
    }

    @Test
    void whatToolsWriteIsRead() throws IOException, HostException {
        String longName = "sys/" + "d/".repeat(80) + "end";
        byte[] tar = new RawTar().entry("pax_global_header", 'g', "", pax("comment=x")).directory("./")
                .directory("./sys/").file("./sys/first", "1").file("./sys/first", "1")
                .entry("sys/hard", '1', "sys/first", new byte[0]).link("sys/soft", "first")
                .link("sys/dangling", "devices/none").link("sys/absolute", "/sys/first")
                .entry("././@LongLink", 'L', "", (longName + "\0").getBytes()).file("cut", "long")
                .entry("x", 'x', "", pax("path=sys/ünï")).file("sys/x", "pax").end();
        Path file = folder.resolve("tools.tar");
        Files.write(file, tar);
        FileTree tree = HostSources.open(file.toString()).tree();
        for (Map.Entry<String, String> expected : Map.of("sys/first", "1", "sys/hard", "1", "sys/soft", "1",
                "sys/absolute", "1", longName, "long", "sys/ünï", "pax").entrySet()) {
            assertEquals(expected.getValue(), tree.read(expected.getKey()).map(String::new).orElse("none"),
                    expected.getKey());
        }
        assertEquals("devices/none", tree.link("sys/dangling").orElse(""));
        assertTrue(tree.read("sys/dangling").isUnknown());
        assertEquals("sys/devices/none", tree.resolve("sys/dangling").orElse(""));
    }

    private static byte[] pack(byte[] tar, String ending) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = packer(bytes, ending)) {
            out.write(tar);
        }
        return bytes.toByteArray();
    }

    private static OutputStream packer(OutputStream out, String ending) throws IOException {
        return switch (ending) {
            case "tar.gz" -> new GZIPOutputStream(out);
            case "tar.bz2" -> new BZip2CompressorOutputStream(out);
            case "tar.xz" -> new XZOutputStream(out, new LZMA2Options(1));
            case "tar.zst" -> new ZstdOutputStream(out);
            default -> out;
        };
    }
}
