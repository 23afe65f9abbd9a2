package org.underpass.hypervisor.xen.imports;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.pci.PciAddress;

/** One device of the list {@code pci} (xl-pci-configuration(5)). */
final class XlPci {
    private static final Map<String, String> SETTINGS = Map.of("permissive", "permissive", "msitranslate",
            "msiTranslate", "power_mgmt", "powerManagement", "seize", "seize");

    private final MachineDraft draft;
    private final int line;

    XlPci(MachineDraft draft, int line) {
        this.draft = draft;
        this.line = line;
    }

    /** @param defaults what the settings for all devices say */
    void read(String spec, Map<String, Boolean> defaults) {
        String[] parts = spec.split(",");
        String place = parts[0].strip();
        place = place.startsWith("bdf=") ? place.substring("bdf=".length()) : place;
        String slot = "";
        int at = place.indexOf('@');
        if (at >= 0) {
            slot = place.substring(at + 1);
            place = place.substring(0, at);
        }
        Optional<PciAddress> address = XlReading.address(place);
        if (address.isEmpty()) {
            draft.lost(line, spec, "it names no PCI address; expected one such as 01:00.0");
            return;
        }
        boolean all = place.endsWith("*");
        DraftNode device = draft.device(address.get(), List.of(address.get().function()));
        if (all) {
            device.put("functions", "all");
        }
        if (slot.matches("[0-9a-fA-F]{1,2}")) {
            place(device, slot);
        }
        defaults.forEach((key, value) -> device.section("xen").put(SETTINGS.get(key), value));
        for (String part : List.of(parts).subList(1, parts.length)) {
            String[] pair = part.strip().split("=", 2);
            String value = pair.length > 1 ? pair[1] : "";
            if (pair[0].equals("vslot")) {
                place(device, value);
            } else if (pair[0].equals("rdm_policy")) {
                device.section("xen").put("rdmPolicy", value);
            } else if (SETTINGS.containsKey(pair[0]) && value.matches("[01]")) {
                device.section("xen").put(SETTINGS.get(pair[0]), value.equals("1"));
            } else {
                draft.lost(line, part.strip(), SETTINGS.containsKey(pair[0])
                        ? "expected 0 or 1; xl reads anything else as 0"
                        : "devices have no such setting here");
            }
        }
    }

    private static void place(DraftNode device, String slot) {
        int number = slot.matches("[0-9a-fA-F]{1,2}") ? Integer.parseInt(slot, 16) : -1;
        if (number >= 0 && number < 32) {
            device.put("guestAddress", String.format("00:%02x.0", number));
        }
    }
}
