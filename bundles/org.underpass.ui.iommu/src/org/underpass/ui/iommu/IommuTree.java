package org.underpass.ui.iommu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostGroups.Group;
import org.underpass.host.HostIommu;
import org.underpass.iommu.acpi.AcpiTable;
import org.underpass.iommu.acpi.DeviceScope;
import org.underpass.iommu.acpi.DmarStructure;
import org.underpass.iommu.acpi.Field;
import org.underpass.iommu.acpi.Item;
import org.underpass.iommu.acpi.IvhdEntry;
import org.underpass.iommu.acpi.RemappingTable;
import org.underpass.iommu.acpi.ScopeResolver;
import org.underpass.iommu.acpi.Structure;
import org.underpass.pci.Acs;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.ui.Description;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.hosts.FunctionNode;
import org.underpass.ui.hosts.GroupNode;
import org.underpass.ui.hosts.Machine;

/** Makes the tree of everything that is known of a host's IOMMUs. Some milliseconds; not for the UI thread. */
final class IommuTree {
    private final Machine machine;
    private final Host host;

    private IommuTree(Machine machine) {
        this.machine = machine;
        this.host = machine.host();
    }

    static List<IommuNode> of(Machine machine) {
        var tree = new IommuTree(machine);
        return List.of(tree.units(), tree.groups(), tree.ports(), tree.tables(), tree.reserved());
    }

    private IommuNode node(String title, String detail, String image, Optional<PciAddress> address,
            List<IommuNode> children, java.util.function.Supplier<Description> explain) {
        return new IommuNode(title, detail, image, machine.spec(), address, children, explain);
    }

    private IommuNode heading(String title, String detail, String image, List<IommuNode> children, String why) {
        return node(title, detail, image, Optional.empty(), children,
                () -> Description.of(title, detail).section("").line(why).build());
    }

    private IommuNode function(PciAddress address, String detail) {
        FunctionNode known = machine.functions().get(address);
        return node(address + (known == null ? "" : "  " + known.shortName()), detail, known == null ? "function"
                : org.underpass.ui.hosts.HostLabels.icon(known), Optional.of(address), List.of(),
                () -> known == null ? Description.of(address.toString(), "The host shows no such function").build()
                        : known.description());
    }

    private IommuNode units() {
        Fact<List<HostIommu.Unit>> units = host.iommu().units();
        List<IommuNode> children = new ArrayList<>();
        for (HostIommu.Unit unit : units.orElse(List.of())) {
            children.add(node(unit.name(), unit.devices().size() + " functions", "iommu", Optional.empty(),
                    unit.devices().stream().map(a -> function(a, "")).toList(), () -> unit(unit)));
        }
        String detail = switch (units) {
            case Fact.Known<List<HostIommu.Unit>> known when known.it().isEmpty() -> "the kernel drives none";
            case Fact.Known<List<HostIommu.Unit>> known -> "driven by the kernel";
            case Fact.Absent<List<HostIommu.Unit>> absent -> "the kernel drives none";
            case Fact.Unknown<List<HostIommu.Unit>> unknown -> "unknown: " + unknown.why();
        };
        return heading("Units", detail, "iommu", children, "An IOMMU translates what devices address. Read from "
                + units.source());
    }

    private static Description unit(HostIommu.Unit unit) {
        var out = Description.of(unit.name(), unit.make() + ", " + unit.devices().size() + " functions behind it");
        out.section("Registers");
        hex(out, "capabilities", unit.capabilities());
        hex(out, "extended capabilities", unit.extended());
        hex(out, "address", unit.address());
        out.section("Source").line(unit.source().toString());
        return out.build();
    }

    private static void hex(Description.Builder out, String name, Fact<Long> fact) {
        switch (fact) {
            case Fact.Known<Long> known -> out.line(name + " 0x" + Long.toHexString(known.it()),
                    known.source().toString());
            case Fact.Absent<Long> absent -> { }
            case Fact.Unknown<Long> unknown -> out.line(name + " unknown: " + unknown.why(),
                    unknown.source().toString(), Tone.MUTED);
        }
    }

    private IommuNode groups() {
        List<IommuNode> children = new ArrayList<>();
        for (GroupNode group : machine.byGroup()) {
            if (group.group().isPresent()) {
                children.add(node(group.title(), group.members().size() == 1 ? group.members().getFirst().shortName()
                        : group.members().size() + " functions", "group", Optional.empty(), group.members().stream()
                        .map(m -> function(m.function().address(), m.driver())).toList(), group::description));
            }
        }
        return heading("Groups", children.size() + ", " + host.groups().source().word(), "group", children,
                "What the IOMMU cannot tell apart, or what can reach its neighbour without passing it, is one group, and"
                        + " is given away together or not at all");
    }

    private IommuNode ports() {
        List<IommuNode> children = new ArrayList<>();
        for (FunctionNode node : machine.functions().values()) {
            PciFunction pci = node.function().pci();
            if (pci.isBridge() && pci.express().isPresent()) {
                Optional<Acs> acs = pci.capability(Acs.class);
                String state = acs.isPresent() ? "access control (ACS) 0x" + Integer.toHexString(acs.get().control()) + " of 0x"
                        + Integer.toHexString(acs.get().capability())
                        : "no access control (ACS)";
                List<PciFunction> below = host.topology().children(pci.address());
                children.add(node(pci.address() + "  " + node.shortName(), state, "bridge", Optional.of(pci.address()),
                        below.stream().map(c -> function(c.address(), "")).toList(), node::description));
            }
        }
        return heading("Ports", children.size() + " PCI Express ports", "bridge", children,
                "A port with access control sends what its devices address up to the IOMMU; one without may turn it round"
                        + " to a neighbour");
    }

    private IommuNode tables() {
        List<IommuNode> children = new ArrayList<>();
        for (Fact.Known<AcpiTable> table : host.iommu().remappingTables()) {
            children.add(table(RemappingTable.decode(table.it()), table.source().toString()));
        }
        String detail = !children.isEmpty() ? children.stream().map(IommuNode::title).collect(Collectors.joining(", "))
                : host.iommu().tableNames() instanceof Fact.Unknown<List<String>> unknown ? "unknown: " + unknown.why()
                        : "the firmware has none";
        return heading("Firmware tables", detail, "table", children,
                "DMAR (Intel), IVRS (AMD), IORT (Arm) and VIOT (virtio) say which units there are, and for what");
    }

    private IommuNode table(RemappingTable table, String source) {
        String title = table.table().signature();
        List<IommuNode> children = table.structures().stream().map(s -> structure(s, source)).toList();
        return node(title, "revision " + table.table().revision() + ", " + table.table().length() + " bytes"
                + (table.table().checksumOk() ? "" : ", checksum wrong"), "table", Optional.empty(), children, () -> {
                    var out = Description.of(title, source);
                    out.section("Fields");
                    fields(out, table.fields(), source);
                    out.section("Problems");
                    table.problems().forEach(p -> out.line(p.message(), source + " at 0x"
                            + Integer.toHexString(p.offset()), Tone.WARN));
                    return out.build();
                });
    }

    private IommuNode structure(Structure structure, String source) {
        int segment = segment(structure);
        List<IommuNode> children = new ArrayList<>();
        for (Structure.Parts parts : structure.parts()) {
            for (Item item : parts.items()) {
                children.add(part(item, segment, source));
            }
        }
        return node(structure.type(), "at 0x" + Integer.toHexString(structure.offset()) + ", " + structure.length()
                + " bytes", "table", Optional.empty(), children, () -> {
                    var out = Description.of(structure.type(), source + " at 0x"
                            + Integer.toHexString(structure.offset()));
                    out.section("Fields");
                    fields(out, structure.fields(), source);
                    out.section("Problems");
                    structure.problems().forEach(p -> out.line(p.message(), source + " at 0x"
                            + Integer.toHexString(p.offset()), Tone.WARN));
                    return out.build();
                });
    }

    private static int segment(Structure structure) {
        return switch (structure) {
            case DmarStructure.Drhd d -> d.segmentNumber();
            case DmarStructure.Rmrr d -> d.segmentNumber();
            case DmarStructure.Atsr d -> d.segmentNumber();
            case DmarStructure.Satc d -> d.segmentNumber();
            case DmarStructure.Sidp d -> d.segmentNumber();
            default -> 0;
        };
    }

    private IommuNode part(Item item, int segment, String source) {
        String title = switch (item) {
            case DeviceScope scope -> scope.kind().words();
            case IvhdEntry entry -> entry.kind();
            default -> "entry";
        };
        Optional<PciAddress> address = Optional.empty();
        String detail = item.fields().stream().map(f -> f.name() + " " + f.value().text()).limit(4)
                .collect(Collectors.joining(", "));
        if (item instanceof DeviceScope scope) {
            switch (new ScopeResolver(host.topology()).resolve(segment, scope)) {
                case ScopeResolver.Resolution.Found found -> {
                    address = Optional.of(found.address());
                    detail = found.address() + "  " + host.function(found.address()).map(host::nameOf).orElse("");
                }
                case ScopeResolver.Resolution.NotFound missing -> detail = missing.why();
            }
        }
        String shown = detail;
        return node(title, shown, address.isPresent() ? "function" : "table", address, List.of(), () -> {
            var out = Description.of(title, shown);
            out.section("Fields");
            fields(out, item.fields(), source);
            return out.build();
        });
    }

    private static void fields(Description.Builder out, List<Field> fields, String source) {
        fields.forEach(f -> out.line(f.name() + "  " + f.value().text(), source + " at 0x"
                + Integer.toHexString(f.offset())));
    }

    private IommuNode reserved() {
        List<IommuNode> children = new ArrayList<>();
        for (Group group : host.groups().all()) {
            group.reserved().value().ifPresent(all -> all.forEach(r -> children.add(node("0x"
                    + Long.toHexString(r.start()) + " to 0x" + Long.toHexString(r.end()), r.type() + ", group "
                            + group.id(), "memory", Optional.empty(), List.of(),
                    () -> Description.of("Reserved range of group " + group.id(), r.type())
                            .section("Range").line("0x" + Long.toHexString(r.start()) + " to 0x"
                                    + Long.toHexString(r.end()), r.source().toString()).build()))));
        }
        return heading("Reserved ranges", children.isEmpty() ? "none shown" : children.size() + "", "memory", children,
                "Addresses that a guest cannot use freely: interrupts, and memory that firmware keeps for a device");
    }
}
