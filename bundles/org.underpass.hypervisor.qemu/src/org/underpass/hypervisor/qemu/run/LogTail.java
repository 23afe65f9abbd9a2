package org.underpass.hypervisor.qemu.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The last words of a log. */
final class LogTail {
    private static final int BYTES = 16 << 10;

    private LogTail() {
    }

    /** The last lines that are not blank; none where there is no file. */
    static List<String> of(Path log, int lines) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - BYTES);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().map(String::strip)
                    .filter(l -> !l.isEmpty()).toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    /** The last lines as the end of a sentence; empty where there are none. */
    static String clause(Path... logs) {
        StringBuilder text = new StringBuilder();
        for (Path log : logs) {
            for (String line : of(log, 3)) {
                text.append(text.isEmpty() ? ": " : "; ").append(line);
            }
        }
        return text.toString();
    }
}
