package org.underpass.hypervisor.libvirt.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.hypervisor.machine.imports.XmlElement;
import org.underpass.pci.PciAddress;
import org.underpass.profile.GuestAddress;

/** What a domain is given of its host: PCI functions, mediated devices, USB devices. */
final class DomainHostdevs {
    private final XmlElement devices;
    private final MachineDraft draft;
    private final List<Card> cards = new ArrayList<>();

    /** Functions of one slot of the host that go to one slot of the guest. */
    private record Card(PciAddress first, GuestAddress place, DraftNode node, List<Integer> functions) {
    }

    /** Takes each device that has a place in the guest. */
    interface Places {
        void place(String id, DraftNode node, XmlElement element);
    }

    DomainHostdevs(XmlElement devices, MachineDraft draft) {
        this.devices = devices;
        this.draft = draft;
    }

    void read(Places places) {
        int number = 0;
        for (XmlElement element : devices.children()) {
            boolean nic = element.name().equals("interface") && element.value("type").equals("hostdev");
            if (!element.name().equals("hostdev") && !nic) {
                continue;
            }
            String type = nic ? "pci" : element.value("type");
            element.ignore("mode", "managed", "alias");
            String id = "hostdev" + number++;
            switch (type) {
                case "pci" -> pci(element, id, nic, places);
                case "mdev" -> mediated(element, id, places);
                case "usb" -> usb(element);
                default -> {
                    draft.lost(element.line(), element.tag(), "PCI, mediated and USB devices are given away here, no "
                            + type + " ones");
                    element.ignore();
                }
            }
        }
    }

    private void pci(XmlElement element, String id, boolean nic, Places places) {
        Optional<PciAddress> address = element.at("source", "address").flatMap(a -> {
            a.ignore("type");
            return Numbers.host(a);
        });
        if (address.isEmpty()) {
            draft.lost(element.line(), element.tag(), "it names no PCI address of the host");
            element.ignore();
            return;
        }
        if (nic) {
            element.child("mac").ifPresent(mac -> draft.lost(mac.line(), mac.tag(),
                    "the address of a network card that is given away is set on the host"));
            element.ignore("mac", "model");
        }
        PciAddress host = address.get();
        Optional<GuestAddress> place = Numbers.place(element);
        if (place.isPresent() && element.child("rom").isEmpty() && element.attribute("display").isEmpty()) {
            for (Card card : cards) {
                boolean together = card.first().sameSlot(host) && card.first().function() == 0
                        && card.place().bus() == place.get().bus() && card.place().device() == place.get().device()
                        && place.get().function() == host.function() && card.place().function() == 0;
                if (together) {
                    card.functions().add(host.function());
                    card.node().put("functions", List.copyOf(card.functions()));
                    settings(element, card.node());
                    return;
                }
            }
        }
        List<Integer> functions = new ArrayList<>(List.of(host.function()));
        DraftNode node = draft.device(host, List.copyOf(functions));
        place.ifPresent(p -> cards.add(new Card(host, p, node, functions)));
        element.child("rom").ifPresent(rom -> {
            rom.attribute("file").ifPresent(file -> node.section("rom").put("file", file));
            rom.attribute("bar").ifPresent(bar -> node.section("rom").put("bar", bar.equals("on")));
            rom.attribute("enabled").filter(on -> on.equals("no")).ifPresent(on -> node.section("rom")
                    .put("bar", false));
        });
        settings(element, node);
        places.place(id, node, element);
    }

    private void settings(XmlElement element, DraftNode node) {
        element.child("driver").ifPresent(driver -> {
            driver.attribute("model").ifPresent(model -> node.put("driver", model));
            String name = driver.value("name");
            if (!name.isEmpty() && !name.equals("vfio") && !name.equals("xen")) {
                draft.lost(driver.line(), driver.tag(), "devices are given away through VFIO");
            }
        });
        element.child("boot").ifPresent(boot -> draft.lost(boot.line(), boot.tag(),
                "a device that is given away is booted from by the firmware's own order"));
        element.child("teaming").ifPresent(XmlElement::toString);
    }

    private void mediated(XmlElement element, String id, Places places) {
        String uuid = element.at("source", "address").map(a -> a.value("uuid")).orElse("");
        String model = element.value("model");
        if (uuid.isEmpty() || !model.equals("vfio-pci")) {
            draft.lost(element.line(), element.tag(), uuid.isEmpty() ? "it names no UUID"
                    : "mediated devices are PCI ones here");
            element.ignore();
            return;
        }
        DraftNode node = draft.root().item("devices");
        node.remark("mdev", "made on the host already; name the card with address, and its type, to have it made");
        DraftNode mdev = node.section("mdev").put("uuid", uuid);
        element.attribute("display").ifPresent(on -> mdev.put("display", on.equals("on")));
        element.attribute("ramfb").ifPresent(on -> mdev.put("ramfb", on.equals("on")));
        places.place(id, node, element);
    }

    private void usb(XmlElement element) {
        Optional<XmlElement> source = element.child("source");
        OptionalInt vendor = source.flatMap(s -> s.child("vendor")).map(v -> Numbers.whole(v.value("id")))
                .orElse(OptionalInt.empty());
        OptionalInt product = source.flatMap(s -> s.child("product")).map(v -> Numbers.whole(v.value("id")))
                .orElse(OptionalInt.empty());
        Optional<XmlElement> place = source.flatMap(s -> s.child("address"));
        OptionalInt bus = place.map(a -> Numbers.whole(a.value("bus"))).orElse(OptionalInt.empty());
        OptionalInt device = place.map(a -> Numbers.whole(a.value("device"))).orElse(OptionalInt.empty());
        DraftNode node = draft.root().item("usb");
        if (vendor.isPresent() && product.isPresent()) {
            node.put("vendor", String.format("%04x", vendor.getAsInt()))
                    .put("device", String.format("%04x", product.getAsInt()));
        }
        if (bus.isPresent() && device.isPresent()) {
            node.put("bus", bus.getAsInt()).put("number", device.getAsInt());
        } else if (vendor.isEmpty() || product.isEmpty()) {
            draft.root().items("usb").remove(node);
            draft.lost(element.line(), element.tag(), "it names neither ids nor a place");
            element.ignore();
            return;
        }
        element.ignore("address");
        element.child("boot").ifPresent(boot -> draft.lost(boot.line(), boot.tag(),
                "a USB device that is given away is booted from by the firmware's own order"));
    }
}
