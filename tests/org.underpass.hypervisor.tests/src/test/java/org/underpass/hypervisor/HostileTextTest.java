package org.underpass.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.hypervisor.kvm.KvmHypervisor;
import org.underpass.hypervisor.machine.text.Sh;

/** Texts that try to break out of the shell: what QEMU gets is what the JSON list says, byte by byte. */
class HostileTextTest {
    private static final List<String> HOSTILE = List.of("plain", "", "-n", "--", "$(touch pwned)", "`touch pwned`",
            "a'b", "'", "''", "a\"b", "a\\", "\\'", "new\nline", "tab\t", "$HOME ${IFS}", "* ? [a]", "; touch pwned #",
            "!history", "über ☃", "a,b,,c", "%s%n", "~root", "a\r");

    @TempDir
    private Path folder;

    @Test
    void aShellGivesBackWhatWasQuoted() throws Exception {
        Tools.need("sh", "dash");
        StringBuilder script = new StringBuilder("printf '%s\\0'");
        HOSTILE.forEach(word -> script.append(' ').append(Sh.quote(word)));
        Path file = Files.writeString(folder.resolve("script.sh"), script + "\n");
        Tools.Result result = Tools.run(folder, Map.of(), List.of("sh", file.toString()));
        assertEquals(String.join("\0", HOSTILE) + "\0", result.out());
        assertTrue(Files.notExists(folder.resolve("pwned")));
    }

    @Test
    void commentsStayComments() {
        String comment = Sh.comment("one\ntwo\r\nthree\rfour\u2028five\u0085six");
        assertTrue(comment.lines().allMatch(line -> line.startsWith("#")), comment);
        assertEquals(comment.lines().count(), comment.chars().filter(c -> c == '\n').count());
    }

    @Test
    void qemuGetsWhatTheListSays() throws Exception {
        Tools.need("sh", "dash");
        String path = "/srv/-a 'disk' \"of\" $(touch pwned) `touch pwned` a,b;#%s \\\\ ☃.qcow2";
        var rendered = Cases.rendered(new KvmHypervisor(), Profiles.FULL
                .replace("file: /srv/disk.qcow2", "file: \"" + path.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n"
                        + "    size: 1 MiB")
                .replace("title: Everything", "title: \"$(touch pwned) 'it''s'\"")
                .replace("qemu: []", "qemu: [\"-foo\", \"$(touch pwned)\", \"a'b\", \"-\"]"), Cases.workstation());
        Cases.write(rendered, folder);
        // Programs that the script runs before QEMU would change this machine.
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String name : List.of("mkdir", "cp", "qemu-img", "swtpm", "taskset")) {
            program(bin.resolve(name), "#!/bin/sh\nexit 0\n");
        }
        program(bin.resolve("qemu"), "#!/bin/sh\nprintf '%s\\0' \"$@\"\n");
        Tools.Result result = Tools.run(folder, Map.of("PATH", bin + ":/usr/bin:/bin", "UNDERPASS_QEMU",
                bin.resolve("qemu").toString()), List.of("sh", folder.resolve("qemu.sh").toString(), "-more", "a b"));
        List<String> expected = new ArrayList<>();
        List<?> list = (List<?>) JsonReader.parse(Cases.text(rendered, "qemu.json"));
        list.subList(1, list.size()).forEach(word -> expected.add((String) word));
        expected.addAll(List.of("-more", "a b"));
        assertEquals(expected, List.of(result.out().split("\0", -1)).subList(0, expected.size()));
        assertTrue(expected.stream().anyMatch(word -> word.contains("☃")), "the disk is missing");
        assertTrue(Files.notExists(folder.resolve("pwned")));
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
        assertTrue(file.toFile().setExecutable(true));
    }
}
