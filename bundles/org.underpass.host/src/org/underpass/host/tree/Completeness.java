package org.underpass.host.tree;

import java.util.ArrayList;
import java.util.List;

/**
 * What a capture says of itself in {@code underpass/complete}, one path a line. {@code *} stands for any characters of
 * a name.
 *
 * <pre>
 * sys                        everything below is here, or was not there
 * sys/bus/pci/slots/*&#47;address   so is everything that fits
 * ?usr/share/OVMF/*          names are complete, contents were not captured
 * !etc/libvirt/qemu.conf     could not be read, or was left out: what is there is unknown
 * # a remark
 * </pre>
 *
 * A directory on the way to a complete path is complete too as far as its being there goes.
 */
final class Completeness {

    private final List<String> complete = new ArrayList<>();
    private final List<String> namesOnly = new ArrayList<>();
    private final List<String> withheld = new ArrayList<>();

    Completeness(String text) {
        for (String line : text.split("\n")) {
            String entry = line.strip();
            char first = entry.isEmpty() ? '#' : entry.charAt(0);
            if (first == '!') {
                add(withheld, entry.substring(1));
            } else if (first == '?') {
                add(namesOnly, entry.substring(1));
                add(complete, entry.substring(1));
            } else if (first != '#') {
                add(complete, entry);
            }
        }
    }

    private static void add(List<String> to, String path) {
        String clean = LinkedTree.clean(path);
        if (!clean.isEmpty()) {
            to.add(clean);
        }
    }

    /** Whether what is not in the tree at a path was not there on the machine. */
    boolean holds(String path) {
        return !withholds(path) && complete.stream().anyMatch(pattern -> fits(pattern, path, true, true));
    }

    /** Whether a file's bytes, or a directory's names, are not what the machine had. */
    boolean withholds(String path) {
        return !withheld.isEmpty() && withheld.stream().anyMatch(pattern -> fits(pattern, path, false, true));
    }

    /** Whether only the name of a file was captured. */
    boolean isNameOnly(String path) {
        return !namesOnly.isEmpty() && namesOnly.stream().anyMatch(pattern -> fits(pattern, path, false, false));
    }

    /** Whether a path is one that a pattern describes or, where asked, lies above or below one. */
    private static boolean fits(String pattern, String path, boolean above, boolean below) {
        int p = 0;
        int s = 0;
        while (true) {
            int patternEnd = end(pattern, p);
            int pathEnd = end(path, s);
            if (!nameFits(pattern, p, patternEnd, path, s, pathEnd)) {
                return false;
            }
            if (patternEnd == pattern.length()) {
                return below || pathEnd == path.length();
            }
            if (pathEnd == path.length()) {
                return above;
            }
            p = patternEnd + 1;
            s = pathEnd + 1;
        }
    }

    private static int end(String path, int from) {
        int slash = path.indexOf('/', from);
        return slash < 0 ? path.length() : slash;
    }

    /** Whether one name fits a pattern of one name; each star takes as little as will do, then more. */
    static boolean nameFits(String pattern, int p, int patternEnd, String name, int s, int nameEnd) {
        int star = -1;
        int retry = 0;
        int at = p;
        int in = s;
        while (in < nameEnd) {
            if (at < patternEnd && pattern.charAt(at) == '*') {
                star = at++;
                retry = in;
            } else if (at < patternEnd && pattern.charAt(at) == name.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++retry;
            } else {
                return false;
            }
        }
        while (at < patternEnd && pattern.charAt(at) == '*') {
            at++;
        }
        return at == patternEnd;
    }
}
