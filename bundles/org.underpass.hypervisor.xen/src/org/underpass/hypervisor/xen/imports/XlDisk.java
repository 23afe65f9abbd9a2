package org.underpass.hypervisor.xen.imports;

import java.util.Locale;
import java.util.Optional;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;

/** One disk of an xl.cfg (xl-disk-configuration(5)): positional or named, also with the old prefixes. */
final class XlDisk {
    private String target = "";
    private String format = "";
    private String vdev = "";
    private boolean readOnly;
    private boolean optical;
    private boolean discard;
    private int positional;

    private XlDisk() {
    }

    /** Puts the disk into the profile; its item, where it has one. */
    static Optional<DraftNode> read(String spec, int line, MachineDraft draft) {
        XlDisk disk = new XlDisk();
        String rest = spec.strip();
        while (!rest.isEmpty()) {
            if (rest.startsWith("target=")) { // takes the rest, commas and all
                disk.target = rest.substring("target=".length());
                break;
            }
            int comma = rest.indexOf(',');
            String part = (comma < 0 ? rest : rest.substring(0, comma)).strip();
            rest = comma < 0 ? "" : rest.substring(comma + 1).stripLeading();
            disk.part(part, line, draft);
        }
        return disk.write(spec, line, draft);
    }

    private void part(String part, int line, MachineDraft draft) {
        int equals = part.indexOf('=');
        String key = equals < 0 ? part : part.substring(0, equals);
        String value = equals < 0 ? "" : part.substring(equals + 1);
        switch (key) {
            case "format" -> format = value;
            case "vdev" -> vdev = value;
            case "access" -> readOnly = value.equals("r") || value.equals("ro");
            case "devtype" -> optical |= value.equals("cdrom");
            case "cdrom" -> optical = true;
            case "discard" -> discard = true;
            case "no-discard" -> discard = false;
            case "backendtype", "direct-io-safe" -> { }
            case "backend", "script", "colo", "specification", "trusted" -> draft.lost(line, part,
                    "drives have no such setting here");
            default -> {
                if (equals >= 0 && !part.contains("/")) {
                    draft.lost(line, part, "drives have no such setting here");
                } else {
                    position(part);
                }
            }
        }
    }

    /** Target, format, device and access; old files leave the format out and name it by a prefix. */
    private void position(String part) {
        String word = part;
        for (String prefix : new String[] {"phy:", "file:", "tap:", "tap2:", "aio:", "qcow2:", "qcow:", "vhd:", "raw:"}) {
            if (positional == 0 && word.startsWith(prefix)) {
                format = prefix.equals("qcow2:") || prefix.equals("vhd:") ? prefix.substring(0, prefix.length() - 1)
                        : format;
                word = word.substring(prefix.length());
            }
        }
        String lower = word.toLowerCase(Locale.ROOT);
        if (positional == 0) {
            target = word;
        } else if (lower.matches("(xvd|hd|sd|vd|ioemu:hd)[a-z]+[0-9]*(:cdrom)?|d[0-9]+(p[0-9]+)?")) {
            optical |= lower.endsWith(":cdrom");
            vdev = lower.replace("ioemu:", "").replace(":cdrom", "");
        } else if (lower.matches("r|ro|w|rw")) {
            readOnly = lower.startsWith("r") && !lower.equals("rw");
        } else if (!word.isEmpty()) {
            format = lower;
        }
        positional++;
    }

    private Optional<DraftNode> write(String spec, int line, MachineDraft draft) {
        boolean empty = target.isEmpty() || format.equals("empty");
        String known = switch (format) {
            case "", "raw", "aio", "empty" -> "raw";
            case "qcow2", "vhd" -> format;
            default -> "";
        };
        if (empty && !optical || known.isEmpty()) {
            draft.lost(line, spec, empty ? "a disk needs content" : "images of format " + format + " are not used here");
            return Optional.empty();
        }
        DraftNode node = draft.root().item("disks");
        if (!empty) {
            node.put(target.startsWith("/dev/") ? "device" : "file", target);
        }
        if (optical) {
            node.put("kind", "cdrom");
        }
        node.put("bus", vdev.startsWith("hd") ? "ide" : vdev.startsWith("sd") ? "scsi" : "xvd");
        if (!empty && !optical) {
            node.put("format", known);
        }
        if (readOnly && !optical) {
            node.put("readOnly", true);
        }
        if (discard && !optical) {
            node.put("discard", true);
        }
        return Optional.of(node);
    }
}
