package org.underpass.hypervisor.libvirt.imports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.hypervisor.libvirt.imports.SlotPlan.Plug;
import org.underpass.hypervisor.machine.imports.DraftNode;
import org.underpass.hypervisor.machine.imports.MachineDraft;
import org.underpass.hypervisor.machine.imports.XmlElement;
import org.underpass.profile.BridgeModel;

/** PCI and USB controllers of a domain. */
final class DomainBridges {
    private final XmlElement devices;
    private final MachineDraft draft;
    private final SlotPlan plan;
    private final boolean express;
    private final Map<Integer, XmlElement> written = new LinkedHashMap<>();

    /** Takes the USB controller with what it plugs into. */
    interface Places {
        void place(String id, Optional<XmlElement> element, Plug plug);
    }

    DomainBridges(XmlElement devices, MachineDraft draft, SlotPlan plan, boolean express) {
        this.devices = devices;
        this.draft = draft;
        this.plan = plan;
        this.express = express;
    }

    /** The chipset's own devices. */
    void board() {
        if (express) {
            plan.builtIn(0x1f, 0);
            plan.builtIn(0x1f, 2);
            plan.builtIn(0x1f, 3);
        } else {
            plan.builtIn(1, 0);
            plan.builtIn(1, 1);
            plan.builtIn(1, 3);
        }
    }

    private List<XmlElement> controllers(String type) {
        return devices.children().stream().filter(c -> c.name().equals("controller")
                && c.value("type").equals(type)).toList();
    }

    void read() {
        int next = 0;
        for (XmlElement controller : controllers("pci")) {
            int index = controller.attribute("index").map(Numbers::whole).filter(n -> n.isPresent())
                    .map(n -> n.getAsInt()).orElse(next);
            next = Math.max(next, index + 1);
            String model = controller.value("model");
            controller.ignore("ports", "alias");
            if (model.equals("pcie-root") || model.equals("pci-root")) {
                controller.child("pcihole64").ifPresent(hole -> Numbers.size(hole.text(), hole.value("unit"))
                        .ifPresent(bytes -> draft.root().section("machine").section("pci")
                                .put("hole64", (bytes >> 10) + " KiB")));
                continue;
            }
            Optional<BridgeModel> known = model(controller, model);
            if (known.isEmpty() || !plan.bridge(index, known.get(), Numbers.place(controller))) {
                draft.lost(controller.line(), controller.tag(), known.isEmpty() ? "no bridge of ours is like it"
                        : "another bridge leads to the same bus");
                controller.ignore();
            } else {
                written.put(index, controller);
            }
        }
    }

    private static Optional<BridgeModel> model(XmlElement controller, String model) {
        String name = controller.child("model").map(m -> m.value("name")).orElse("");
        return Optional.ofNullable(switch (model) {
            case "pcie-root-port" -> name.equals("ioh3420") ? BridgeModel.IOH3420 : BridgeModel.PCIE_ROOT_PORT;
            case "pcie-switch-upstream-port" -> BridgeModel.UPSTREAM;
            case "pcie-switch-downstream-port" -> BridgeModel.DOWNSTREAM;
            case "pcie-expander-bus" -> BridgeModel.PXB_PCIE;
            case "pci-expander-bus" -> BridgeModel.PXB;
            case "pci-bridge" -> BridgeModel.PCI_BRIDGE;
            case "dmi-to-pci-bridge" -> BridgeModel.DMI_TO_PCI;
            case "pcie-to-pci-bridge" -> BridgeModel.PCIE_TO_PCI;
            default -> null;
        });
    }

    /** Writes them, when their places are known. */
    void write(DraftNode pci) {
        for (SlotPlan.Bridge bridge : plan.bridges()) {
            if (bridge.place().isEmpty()) {
                draft.lost(0, "the bridge to bus " + bridge.index(), "the guest has no place for it");
                continue;
            }
            DraftNode node = pci.item("bridges").put("bus", bridge.index()).put("model", bridge.model().word())
                    .put("guestAddress", bridge.place().get().toString());
            Optional<XmlElement> own = Optional.ofNullable(written.get(bridge.index()));
            Optional<XmlElement> target = own.flatMap(c -> c.child("target"));
            own.flatMap(c -> c.child("address")).flatMap(a -> a.attribute("multifunction"))
                    .ifPresent(on -> node.put("multifunction", on.equals("on")));
            switch (bridge.model()) {
                case PCIE_ROOT_PORT, IOH3420, DOWNSTREAM -> {
                    int usual = bridge.model() == BridgeModel.DOWNSTREAM ? bridge.place().get().device()
                            : bridge.place().get().device() << 3 | bridge.place().get().function();
                    node.put("port", number(target, "port").orElse(usual));
                    node.put("chassis", number(target, "chassis").orElse(bridge.index()));
                }
                case PCI_BRIDGE -> node.put("chassis", number(target, "chassisNr").orElse(bridge.index()));
                case PXB, PXB_PCIE -> {
                    node.put("firstBus", number(target, "busNr").orElse(254));
                    target.flatMap(t -> t.child("node")).map(n -> Numbers.whole(n.text()))
                            .filter(n -> n.isPresent()).ifPresent(n -> node.put("guestNode", n.getAsInt()));
                }
                default -> { }
            }
            target.flatMap(t -> t.attribute("hotplug")).ifPresent(on -> node.put("hotplug", on.equals("on")));
        }
    }

    private static Optional<Integer> number(Optional<XmlElement> target, String key) {
        return target.flatMap(t -> t.attribute(key)).map(Numbers::whole).filter(n -> n.isPresent())
                .map(n -> n.getAsInt());
    }

    /** The USB controllers: one of ours, the rest of them named as lost. */
    void usb(Places places) {
        List<XmlElement> all = controllers("usb");
        DraftNode pci = draft.root().section("machine").section("pci");
        if (all.isEmpty()) {
            pci.put("usb", express ? "xhci" : "uhci");
            place(places, Optional.empty(), express ? "xhci" : "uhci");
            return;
        }
        String word = "";
        for (XmlElement controller : all) {
            String model = controller.attribute("model").orElse("piix3-uhci");
            controller.ignore("index", "ports", "alias", "master");
            String one = switch (model) {
                case "qemu-xhci" -> "xhci";
                case "nec-xhci" -> "nec-xhci";
                case "ich9-ehci1" -> "ehci";
                case "piix3-uhci" -> "uhci";
                case "none" -> "none";
                default -> "";
            };
            boolean companion = model.startsWith("ich9-uhci");
            if (one.isEmpty() || !word.isEmpty()) {
                if (!companion) {
                    draft.lost(controller.line(), controller.tag(), word.isEmpty() ? "USB controllers of ours are others"
                            : "a profile has one USB controller");
                    if (!one.equals("none")) {
                        plan.device("usb" + controller.line(), one.contains("xhci") ? Plug.PCIE : Plug.PCI,
                                Numbers.place(controller));
                    }
                }
                controller.ignore();
                continue;
            }
            word = one;
            pci.put("usb", word);
            place(places, Optional.of(controller), word);
        }
        if (word.isEmpty()) {
            pci.put("usb", express ? "xhci" : "uhci");
        }
    }

    private void place(Places places, Optional<XmlElement> element, String word) {
        switch (word) {
            case "none" -> { }
            case "uhci" -> {
                if (!express && element.map(e -> e.child("address").isEmpty()).orElse(true)) {
                    pinned("00:01.2");
                    plan.builtIn(1, 2);
                } else {
                    places.place("usb", element, Plug.PCI);
                }
            }
            case "ehci" -> {
                if (element.flatMap(Numbers::place).isEmpty()) {
                    int device = express ? 0x1d : 3;
                    pinned(String.format("00:%02x.7", device));
                    for (int function : new int[] {0, 1, 2, 7}) {
                        plan.builtIn(device, function);
                    }
                } else {
                    places.place("usb", element, Plug.PCI);
                }
            }
            default -> places.place("usb", element, Plug.PCIE);
        }
    }

    private void pinned(String address) {
        draft.root().section("machine").section("pci").section("places").put("usb", address);
    }
}
