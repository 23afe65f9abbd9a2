package org.underpass.host.tree;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the live machine's file system and processes tell that no file says, in the lines that a capture keeps. */
final class LiveFiles {

    /** Nodes of graphics cards and of VFIO. */
    private static final List<String> NODES = List.of("/dev/dri", "/dev/nvidia", "/dev/vfio", "/dev/fb");
    /** Directory and pattern of files whose times or owners matter. */
    private static final List<List<String>> FILES = List.of(List.of("/boot", "init*"),
            List.of("/etc/modprobe.d", "*.conf"), List.of("/etc/initramfs-tools", "modules"),
            List.of("/etc", "{mkinitcpio,dracut}.conf"), List.of("/etc/dracut.conf.d", "*.conf"),
            List.of("/dev/vfio", "*"));

    private LiveFiles() {
    }

    /** Lines of process, descriptor, node and the process's name. Processes that may not be looked at are left out. */
    static String holders() {
        StringBuilder lines = new StringBuilder();
        for (Path process : list(Path.of("/proc"), "[0-9]*")) {
            String name = null;
            for (Path open : list(process.resolve("fd"), "*")) {
                try {
                    String target = Files.readSymbolicLink(open).toString();
                    if (NODES.stream().anyMatch(target::startsWith)) {
                        name = name == null ? Files.readString(process.resolve("comm")).strip() : name;
                        lines.append(process.getFileName()).append(' ').append(open.getFileName()).append(' ')
                                .append(target).append(' ').append(name).append('\n');
                    }
                } catch (IOException e) {
                    // It has ended or was closed while we looked.
                }
            }
        }
        return lines.toString();
    }

    /** Lines of modification time, mode, owner, group and path. */
    static String status() {
        StringBuilder lines = new StringBuilder();
        for (List<String> place : FILES) {
            for (Path file : list(Path.of(place.get(0)), place.get(1))) {
                try {
                    Map<String, Object> all = Files.readAttributes(file, "unix:lastModifiedTime,mode,owner,group");
                    lines.append(all.get("lastModifiedTime") instanceof FileTime time
                                    ? time.toMillis() / 1000 : 0).append(' ')
                            .append(Integer.toOctalString((Integer) all.get("mode") & 07777)).append(' ')
                            .append(all.get("owner")).append(' ').append(all.get("group")).append(' ')
                            .append(file.toString().substring(1)).append('\n');
                } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
                    // It went away, or this is no Unix.
                }
            }
        }
        return lines.toString();
    }

    /** What fits in a directory, sorted; empty where it is not there or may not be read. */
    private static List<Path> list(Path directory, String pattern) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, pattern)) {
            files.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        found.sort(null);
        return found;
    }
}
