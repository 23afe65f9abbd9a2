package org.underpass.ui.editor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.underpass.engine.ProfileMaker;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups.Group;
import org.underpass.pci.PciAddress;
import org.underpass.spi.ResolvedDevice;
import org.underpass.ui.Description;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.hosts.FunctionNode;
import org.underpass.ui.hosts.Machine;

/**
 * A device on the devices page: one that the profile gives away, or one that the host could give.
 *
 * @param key       what it is across checks
 * @param title     what people call it
 * @param path      where the profile gives it away; absent when it does not
 * @param functions its functions on the host; empty when the host does not have it, or none is open
 * @param machine   the host
 * @param others    addresses of what else the profile gives away
 */
record DeviceItem(String key, String title, Optional<String> path, List<FunctionNode> functions,
        Optional<Machine> machine, Set<PciAddress> others) {
    DeviceItem {
        functions = List.copyOf(functions);
    }

    /** Everything on the page: what is given in the profile's order, then what could be given, cards first. */
    static List<DeviceItem> all(Checked checked) {
        List<DeviceItem> all = new ArrayList<>();
        Set<PciAddress> taken = new HashSet<>();
        checked.report().ifPresent(r -> taken.addAll(r.assignment().addresses()));
        if (checked.report().isPresent() && checked.machine().isPresent()) {
            for (ResolvedDevice device : checked.report().get().assignment().devices()) {
                List<FunctionNode> nodes = nodes(checked.machine().get(), device.functions());
                all.add(new DeviceItem("given " + device.path(), device.name() + (nodes.isEmpty() ? ""
                        : "  " + nodes.getFirst().shortName()), Optional.of(device.path()), nodes, checked.machine(), taken));
            }
        } else {
            checked.vm().ifPresent(vm -> vm.devices().forEach(d -> all.add(new DeviceItem("given " + d.path(),
                    d.label() + d.address().map(a -> "  " + a).orElse(""), Optional.of(d.path()), List.of(),
                    checked.machine(), taken))));
        }
        checked.machine().ifPresent(m -> offers(m, taken, all));
        return all;
    }

    private static List<FunctionNode> nodes(Machine machine, List<HostFunction> functions) {
        return functions.stream().map(f -> machine.functions().get(f.address())).filter(n -> n != null).toList();
    }

    private static void offers(Machine machine, Set<PciAddress> taken, List<DeviceItem> all) {
        Map<String, List<FunctionNode>> slots = new LinkedHashMap<>();
        for (FunctionNode node : machine.functions().values()) {
            PciAddress address = node.function().address();
            if (!taken.contains(address) && !node.partOfBoard()) {
                slots.computeIfAbsent(address.withFunction(0).toString(), s -> new ArrayList<>()).add(node);
            }
        }
        List<DeviceItem> offers = new ArrayList<>();
        slots.forEach((slot, nodes) -> offers.add(new DeviceItem("offer " + slot, nodes.getFirst().shortName(),
                Optional.empty(), nodes, Optional.of(machine), taken)));
        offers.stream().filter(DeviceItem::isCard).forEach(all::add);
        offers.stream().filter(i -> !i.isCard()).forEach(all::add);
    }

    boolean given() {
        return path.isPresent();
    }

    boolean isCard() {
        return functions.stream().anyMatch(FunctionNode::isCard);
    }

    /** The entry of {@code devices:} that gives it away. */
    Map<String, Object> entry() {
        return ProfileMaker.entry(machine.orElseThrow().host(), functions.stream().map(FunctionNode::function).toList());
    }

    /** Members of its groups that are not its own functions. */
    List<PciAddress> companions() {
        List<PciAddress> own = functions.stream().map(f -> f.function().address()).toList();
        return functions.stream().flatMap(f -> f.group().stream()).map(Group::functions).flatMap(List::stream).distinct()
                .filter(a -> !own.contains(a)).toList();
    }

    Description description() {
        var out = Description.of(title, given() ? "Given to the guest" : "Not given; the host keeps it");
        if (functions.isEmpty()) {
            out.section("On the host").line(machine.isPresent() ? machine.get().title() + " has no such device"
                    : "No host is open: open one to see whether it has this device", "", Tone.WARN);
            return out.build();
        }
        functions.stream().flatMap(f -> f.verdict().stream()).findFirst().ifPresent(v -> {
            out.section("Can a guest have it? " + FunctionNode.words(v.verdict()));
            v.reasons().forEach(r -> out.line(r, "", FunctionNode.tone(v.verdict())));
        });
        out.section("Functions");
        functions.forEach(f -> out.line(f.function().address() + "  " + f.name() + " (" + f.kind() + ")",
                "driver " + f.driver()));
        out.section("The host needs it");
        functions.stream().filter(f -> !f.needs().isEmpty()).forEach(f -> out.line(f.function().address() + " "
                + f.needsText(), "", Tone.BAD));
        out.section("What else is in its IOMMU group" + functions.getFirst().group().map(g -> " " + g.id()).orElse(""));
        Host host = machine.orElseThrow().host();
        companions().forEach(a -> out.line(a + "  " + host.function(a).map(host::nameOf).orElse("not shown"),
                others.contains(a) ? "also given" : host.function(a).filter(f -> f.pci().isBridge()).isPresent()
                        ? "a bridge, stays with the host" : "not given",
                others.contains(a) || host.function(a).filter(f -> f.pci().isBridge()).isPresent() ? Tone.PLAIN
                        : Tone.WARN));
        functions.getFirst().group().filter(g -> companions().isEmpty()).ifPresent(g -> out.line(
                "nothing: the group is its own", g.place().toString(), Tone.GOOD));
        functions.forEach(f -> FunctionNode.describe(out, f.forecast(), f.function().address() + ": "));
        return out.build();
    }
}
