package org.underpass.hypervisor.libvirt;

import java.util.List;
import java.util.Optional;
import org.underpass.hypervisor.machine.DeviceSketch;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestSlot;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.hypervisor.machine.Report;
import org.underpass.pci.PciAddress;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.Rom;

/** Real devices that are given away. */
public final class DomainPassthrough {
    private DomainPassthrough() {
    }

    static void write(GuestMachine machine, Xml xml, Report report) {
        if (machine.profile().machine().iommufd()) {
            report.warn("domain-iommufd", "machine.iommufd", "domain.xml gives devices away through the VFIO container",
                    "libvirt 11.3 has no word for iommufd");
        }
        for (PassedDevice device : machine.passed()) {
            for (PassedFunction function : device.functions()) {
                hostdev(device, function, xml);
            }
            settings(device.entry(), report);
        }
    }

    private static void hostdev(PassedDevice device, PassedFunction function, Xml xml) {
        AssignedDevice entry = device.entry();
        if (function.mdev().isPresent()) {
            xml.begin("hostdev").with("mode", "subsystem").with("type", "mdev").with("managed", "no")
                    .with("model", "vfio-pci");
            entry.mdev().flatMap(m -> m.display()).ifPresent(shown -> xml.with("display", shown ? "on" : "off"));
            entry.mdev().flatMap(m -> m.ramfb()).ifPresent(ramfb -> xml.with("ramfb", ramfb ? "on" : "off"));
            xml.begin("source").begin("address").with("uuid", function.mdev().get()).end().end();
            DomainBuses.address(xml, function.slot());
            xml.end();
            return;
        }
        PciAddress address = function.address();
        pci(xml, List.of(String.format("0x%04x", address.domain()), String.format("0x%02x", address.bus()),
                String.format("0x%02x", address.device()), "0x" + address.function()),
                device.isMain(function) ? entry.rom() : Optional.empty(), function.slot());
    }

    private static void pci(Xml xml, List<String> address, Optional<Rom> romOfCard, GuestSlot slot) {
        xml.begin("hostdev").with("mode", "subsystem").with("type", "pci").with("managed", "no");
        xml.begin("driver").with("name", "vfio").end();
        xml.begin("source").begin("address").with("domain", address.get(0)).with("bus", address.get(1))
                .with("slot", address.get(2)).with("function", address.get(3)).end().end();
        romOfCard.filter(rom -> rom.bar().isPresent() || rom.file().isPresent()).ifPresent(rom -> {
            xml.begin("rom");
            rom.bar().ifPresent(bar -> xml.with("bar", bar ? "on" : "off"));
            rom.file().filter(f -> f.startsWith("/")).ifPresent(file -> xml.with("file", file));
            xml.end();
        });
        DomainBuses.address(xml, slot);
        xml.end();
    }

    /** The elements for cards by themselves, to be put among the devices of a domain; with placeholders if any. */
    public static String fragment(List<DeviceSketch> cards) {
        Xml xml = new Xml();
        xml.begin("devices");
        for (DeviceSketch card : cards) {
            for (DeviceSketch.Function function : card.functions()) {
                pci(xml, function.parts(), function.main() ? card.entry().rom() : Optional.empty(), function.slot());
            }
        }
        return xml.end().toString();
    }

    private static void settings(AssignedDevice entry, Report report) {
        if (entry.guestIds().isPresent()) {
            report.warn("domain-ids", entry.path() + ".guestIds", "the guest of domain.xml sees the card's own ids",
                    "libvirt has no word for others; the QEMU script has them");
        }
        if (entry.igd().isPresent()) {
            report.warn("domain-igd", entry.path() + ".igd", "domain.xml leaves Intel graphics to QEMU's own judgement",
                    "libvirt has no words for its settings; the QEMU script has them");
        }
        entry.rom().flatMap(Rom::file).filter(f -> !f.startsWith("/")).ifPresent(f -> report.warn("domain-path",
                entry.path() + ".rom.file", "domain.xml leaves the ROM file out", "libvirt takes absolute paths only"));
    }
}
