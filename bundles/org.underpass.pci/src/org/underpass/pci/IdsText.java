package org.underpass.pci;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a pci.ids file and how to find things in them. The format is described in the file itself: vendors at
 * the left margin, their devices after one tab, subsystems after two; classes after "C" in the same way. Offsets are
 * those of line starts; -1 stands for not found.
 *
 * <p>Written for the first few milliseconds of a process, when code is interpreted: one plain loop over all bytes
 * finds the vendors, everything else is bisection. An index of all 20,000 names took ten times as long.
 */
final class IdsText {

    private final byte[] bytes;
    private int[] vendorIds = new int[4096];
    private int[] vendorLines = new int[4096];
    private int vendors;
    private boolean sorted = true;
    private int classes;

    IdsText(byte[] bytes) {
        this.bytes = bytes;
        this.classes = bytes.length;
        boolean atStart = true;
        for (int at = 0; at < bytes.length; at++) {
            byte one = bytes[at];
            if (atStart && one > ' ' && one != '#') {
                startsLine(at);
            }
            atStart = one == '\n';
        }
    }

    /** A line at the left margin. */
    private void startsLine(int at) {
        if (byteAt(at) == 'C' && byteAt(at + 1) == ' ') {
            classes = Math.min(classes, at);
        }
        int id = hex(at, 4);
        if (id < 0 || byteAt(at + 4) != ' ' || at > classes) {
            return;
        }
        if (vendors == vendorIds.length) {
            vendorIds = Arrays.copyOf(vendorIds, 2 * vendors);
            vendorLines = Arrays.copyOf(vendorLines, 2 * vendors);
        }
        sorted &= vendors == 0 || vendorIds[vendors - 1] < id;
        vendorIds[vendors] = id;
        vendorLines[vendors++] = at;
    }

    String vendor(int id) {
        int index = vendorIndex(id);
        return index < 0 ? null : nameAt(vendorLines[index] + 4);
    }

    String device(int vendor, int device) {
        int line = deviceLine(vendor, device);
        return line < 0 ? null : nameAt(line + 5);
    }

    String subsystem(int vendor, int device, int subsystemVendor, int subsystemDevice) {
        int line = deviceLine(vendor, device);
        for (int at = line < 0 ? bytes.length : nextLine(line); at < bytes.length; at = nextLine(at)) {
            if (isPassedOver(at)) {
                continue;
            }
            if (tabs(at) < 2) {
                break;
            }
            if (hex(at + 2, 4) == subsystemVendor && hex(at + 7, 4) == subsystemDevice) {
                return nameAt(at + 11);
            }
        }
        return null;
    }

    String baseClass(int base) {
        int line = classLine(base);
        return line < 0 ? null : nameAt(line + 4);
    }

    String subClass(int base, int sub) {
        int line = below(classLine(base), 1, sub);
        return line < 0 ? null : nameAt(line + 3);
    }

    String programmingInterface(int base, int sub, int programmingInterface) {
        int line = below(below(classLine(base), 1, sub), 2, programmingInterface);
        return line < 0 ? null : nameAt(line + 4);
    }

    private int vendorIndex(int id) {
        if (sorted) {
            return Arrays.binarySearch(vendorIds, 0, vendors, id);
        }
        for (int index = 0; index < vendors; index++) {
            if (vendorIds[index] == id) {
                return index;
            }
        }
        return -1;
    }

    /** Devices are sorted in every released list; where one is not found so, its vendor's block is scanned. */
    private int deviceLine(int vendor, int device) {
        int index = vendorIndex(vendor);
        if (index < 0) {
            return -1;
        }
        int start = nextLine(vendorLines[index]);
        int end = index + 1 < vendors ? vendorLines[index + 1] : classes;
        int low = start;
        int high = end;
        while (low < high) {
            int middle = lineStart(low + high >>> 1, low);
            int at = middle;
            while (at < high && (tabs(at) != 1 || hex(at + 1, 4) < 0)) {
                at = nextLine(at);
            }
            int found = at < high ? hex(at + 1, 4) : Integer.MAX_VALUE;
            if (found == device) {
                return at;
            }
            if (found < device) {
                low = nextLine(at);
            } else {
                high = middle;
            }
        }
        for (int at = start; at < end; at = nextLine(at)) {
            if (tabs(at) == 1 && hex(at + 1, 4) == device) {
                return at;
            }
        }
        return -1;
    }

    private int classLine(int base) {
        for (int at = classes; at < bytes.length; at = nextLine(at)) {
            if (byteAt(at) == 'C' && hex(at + 2, 2) == base) {
                return at;
            }
        }
        return -1;
    }

    /** The line with this two-digit number, {@code depth} tabs deep, before a line less deep. */
    private int below(int start, int depth, int number) {
        for (int at = start < 0 ? bytes.length : nextLine(start); at < bytes.length; at = nextLine(at)) {
            if (isPassedOver(at)) {
                continue;
            }
            int tabs = tabs(at);
            if (tabs < depth) {
                break;
            }
            if (tabs == depth && hex(at + depth, 2) == number) {
                return at;
            }
        }
        return -1;
    }

    private int lineStart(int from, int lowest) {
        int at = from;
        while (at > lowest && bytes[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    private int nextLine(int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, bytes.length);
    }

    private boolean isPassedOver(int at) {
        int first = byteAt(at);
        return first == '#' || first == '\n' || first == '\r';
    }

    private int tabs(int at) {
        return byteAt(at) != '\t' ? 0 : byteAt(at + 1) != '\t' ? 1 : 2;
    }

    private int byteAt(int at) {
        return at < bytes.length ? bytes[at] : -1;
    }

    private int hex(int from, int digits) {
        int value = 0;
        for (int at = from; at < from + digits; at++) {
            int c = byteAt(at);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private String nameAt(int from) {
        int start = Math.min(from, bytes.length);
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8).strip();
    }
}
