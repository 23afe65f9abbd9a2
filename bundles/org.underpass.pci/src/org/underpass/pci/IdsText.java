package org.underpass.pci;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The bytes of a pci.ids file and how to find things in them. The format is described in the file itself: vendors at
 * the left margin, their devices after one tab, subsystems after two; classes after "C" in the same way.
 */
final class IdsText {

    private final byte[] bytes;
    private final int classesStart;

    IdsText(byte[] bytes) {
        this.bytes = bytes;
        this.classesStart = findClasses();
    }

    /** A vendor's block, its devices indexed by id. */
    static final class Vendor {
        private final IdsText text;
        private final String name;
        private final Map<Integer, Integer> devices;

        private Vendor(IdsText text, String name, Map<Integer, Integer> devices) {
            this.text = text;
            this.name = name;
            this.devices = devices;
        }

        String name() {
            return name;
        }

        Optional<String> device(int id) {
            return Optional.ofNullable(devices.get(id)).map(at -> text.nameAt(at + 5));
        }

        Optional<String> subsystem(int device, int subsystemVendor, int subsystemDevice) {
            Integer start = devices.get(device);
            if (start == null) {
                return Optional.empty();
            }
            for (int at = text.nextLine(start); at < text.bytes.length; at = text.nextLine(at)) {
                if (text.isPassedOver(at)) {
                    continue;
                }
                if (text.tabs(at) < 2) {
                    break;
                }
                if (text.hex(at + 2, 4) == subsystemVendor && text.byteAt(at + 6) == ' '
                        && text.hex(at + 7, 4) == subsystemDevice) {
                    return Optional.of(text.nameAt(at + 11));
                }
            }
            return Optional.empty();
        }
    }

    /** Finds a vendor's block: by bisection, and where the file should not be sorted, by a scan. */
    Optional<Vendor> vendor(int id) {
        int low = 0;
        int high = classesStart;
        while (low < high) {
            int at = vendorLine(lineStart((low + high) >>> 1), high);
            if (at >= high) {
                high = lineStart((low + high) >>> 1);
                continue;
            }
            int found = hex(at, 4);
            if (found == id) {
                return Optional.of(block(at));
            }
            if (found < id) {
                low = nextLine(at);
            } else {
                high = lineStart((low + high) >>> 1);
            }
        }
        for (int at = vendorLine(0, classesStart); at < classesStart; at = vendorLine(nextLine(at), classesStart)) {
            if (hex(at, 4) == id) {
                return Optional.of(block(at));
            }
        }
        return Optional.empty();
    }

    private Vendor block(int start) {
        Map<Integer, Integer> devices = new HashMap<>();
        for (int at = nextLine(start); at < classesStart; at = nextLine(at)) {
            if (isPassedOver(at)) {
                continue;
            }
            int tabs = tabs(at);
            if (tabs == 0) {
                break;
            }
            if (tabs == 1 && hex(at + 1, 4) >= 0) {
                devices.putIfAbsent(hex(at + 1, 4), at);
            }
        }
        return new Vendor(this, nameAt(start + 4), devices);
    }

    Optional<String> baseClass(int base) {
        return classLine(base).map(at -> nameAt(at + 4));
    }

    Optional<String> subClass(int base, int sub) {
        return subClassLine(base, sub).map(at -> nameAt(at + 3));
    }

    Optional<String> programmingInterface(int base, int sub, int programmingInterface) {
        return subClassLine(base, sub).flatMap(start -> below(start, 2, programmingInterface))
                .map(at -> nameAt(at + 4));
    }

    private Optional<Integer> classLine(int base) {
        for (int at = classesStart; at < bytes.length; at = nextLine(at)) {
            if (byteAt(at) == 'C' && hex(at + 2, 2) == base) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    private Optional<Integer> subClassLine(int base, int sub) {
        return classLine(base).flatMap(at -> below(at, 1, sub));
    }

    /** The line with this two-digit number, {@code depth} tabs deep, before a line less deep. */
    private Optional<Integer> below(int start, int depth, int number) {
        for (int at = nextLine(start); at < bytes.length; at = nextLine(at)) {
            if (isPassedOver(at)) {
                continue;
            }
            int tabs = tabs(at);
            if (tabs < depth) {
                break;
            }
            if (tabs == depth && hex(at + depth, 2) == number) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }

    /** Classes come last: walk back from the end to the last line that belongs to a vendor. */
    private int findClasses() {
        int first = bytes.length;
        for (int end = bytes.length; end > 0;) {
            int at = lineStart(end - 1);
            if (byteAt(at) == 'C' && byteAt(at + 1) == ' ') {
                first = at;
            } else if (hex(at, 4) >= 0 && byteAt(at + 4) == ' ') {
                break;
            }
            end = at;
        }
        return first;
    }

    private int vendorLine(int from, int limit) {
        int at = from;
        while (at < limit && (hex(at, 4) < 0 || byteAt(at + 4) != ' ')) {
            at = nextLine(at);
        }
        return at;
    }

    private int lineStart(int from) {
        int at = from;
        while (at > 0 && bytes[at - 1] != '\n') {
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
            int digit = Character.digit(byteAt(at), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private String nameAt(int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return new String(bytes, Math.min(from, end), end - Math.min(from, end), StandardCharsets.UTF_8).strip();
    }
}
