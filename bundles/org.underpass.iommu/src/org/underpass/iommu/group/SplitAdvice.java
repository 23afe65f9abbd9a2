package org.underpass.iommu.group;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.underpass.pci.Acs;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciExpress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.Topology;

/** What would take a function out of a group that it shares with devices which the host needs. */
public sealed interface SplitAdvice {

    /** One or two sentences for people. */
    String sentence();

    /**
     * ACS is in the port, but off: the kernel switches it on by itself when it starts with the IOMMU on.
     *
     * @param services what is off
     */
    record SwitchOn(PciAddress port, Set<Acs.Service> services) implements SplitAdvice {
        @Override
        public String sentence() {
            return "Port " + port + " can keep its peers apart but does not: " + AcsCheck.shortNames(services)
                    + " is off. Switch the IOMMU on in firmware and on the kernel's command line; the kernel then"
                    + " switches ACS on (unless pci=disable_acs_redir or config_acs says otherwise).";
        }
    }

    /** A root port shows no ACS. Some firmware has a switch that makes it show. */
    record FirmwareSwitch(PciAddress port) implements SplitAdvice {
        @Override
        public String sentence() {
            return "Root port " + port
                    + " shows no ACS capability. Look for a firmware switch \"ACS Enable\" (boards with"
                    + " AMD processors often have it beside \"AER\", under AMD CBS or NBIO); newer firmware may"
                    + " add it.";
        }
    }

    /**
     * Ports that keep their peers apart all the way up.
     *
     * @param free those with nothing behind them
     * @param taken those with a device behind them, which could change places
     */
    record AnotherSlot(PciAddress device, List<PciAddress> free, List<PciAddress> taken) implements SplitAdvice {
        public AnotherSlot {
            free = List.copyOf(free);
            taken = List.copyOf(taken);
        }

        @Override
        public String sentence() {
            String where = free.isEmpty() ? "behind one of ports " + join(taken) + ", in exchange for what is there"
                    : "behind one of ports " + join(free) + ", where nothing is now";
            return "Move " + device + " to a slot " + where + ": they keep their peers apart.";
        }
    }

    /**
     * Devices behind the same port that could move instead.
     *
     * @param neighbours functions of other devices in the group
     */
    record MoveNeighbours(PciAddress device, List<PciAddress> neighbours) implements SplitAdvice {
        public MoveNeighbours {
            neighbours = List.copyOf(neighbours);
        }

        @Override
        public String sentence() {
            return "Or move " + join(neighbours) + " to slots that do not share a group with " + device
                    + ", or give them to the same guest.";
        }
    }

    /** Behind a conventional bridge nothing helps but another slot. */
    record ConventionalBus(PciAddress bridge) implements SplitAdvice {
        @Override
        public String sentence() {
            return "What is behind conventional bridge " + bridge + " can only be given to one guest as a whole.";
        }
    }

    /** Functions of one device belong together; nothing splits them safely. */
    record GiveTogether(List<PciAddress> functions) implements SplitAdvice {
        public GiveTogether {
            functions = List.copyOf(functions);
        }

        @Override
        public String sentence() {
            return "Functions " + join(functions)
                    + " are one device without isolation inside: give all of them to the same"
                    + " guest.";
        }
    }

    private static String join(List<PciAddress> addresses) {
        return addresses.stream().map(PciAddress::toString).collect(Collectors.joining(", "));
    }

    /**
     * What would take a function's device out of its group. Never advises {@code pcie_acs_override}: it only pretends.
     *
     * @param groups the computed groups, without an override
     * @param function a function of the device that is to be given away
     * @return empty when the group holds nothing but the device and bridges above it
     */
    static List<SplitAdvice> forDevice(ComputedGroups groups, Topology topology, PciAddress function) {
        ComputedGroup group = groups.of(function).orElse(null);
        if (group == null) {
            return List.of();
        }
        List<PciAddress> strangers = group.members().stream().filter(member -> !member.sameSlot(function))
                .filter(member -> topology.function(member).map(found -> !found.isBridge()).orElse(false)).toList();
        List<PciAddress> own = group.members().stream().filter(member -> member.sameSlot(function)).toList();
        Set<SplitAdvice> advice = new LinkedHashSet<>();
        Map<PciAddress, AcsCheck> ports = new LinkedHashMap<>();
        for (Tie tie : group.ties()) {
            switch (tie) {
                case Tie.MissingAcs missing when !strangers.isEmpty() ->
                    ports.put(missing.port().function(), missing.port());
                case Tie.ConventionalBridge bridge when bridge.certain() && !strangers.isEmpty() ->
                    advice.add(new ConventionalBus(bridge.to()));
                case Tie.MultifunctionSlot slot when !strangers.isEmpty() -> {
                    for (AcsCheck check : List.of(slot.one(), slot.other())) {
                        boolean port = topology.function(check.function()).map(PciFunction::isBridge).orElse(false);
                        if (port) {
                            ports.put(check.function(), check);
                        }
                    }
                }
                default -> {
                }
            }
        }
        ports.values().forEach(check -> forPort(check, topology, advice));
        if (!strangers.isEmpty()) {
            anotherSlot(groups, topology, function, group, advice);
            advice.add(new MoveNeighbours(function, strangers));
        }
        if (own.size() > 1) {
            advice.add(new GiveTogether(own));
        }
        return List.copyOf(advice);
    }

    private static void forPort(AcsCheck check, Topology topology, Set<SplitAdvice> advice) {
        boolean root = topology.function(check.function()).flatMap(PciFunction::express)
                .map(express -> express.type() == PciExpress.Type.ROOT_PORT).orElse(false);
        if (!check.notEnabled().isEmpty()) {
            advice.add(new SwitchOn(check.function(), check.notEnabled()));
        } else if (root && check.state() == AcsCheck.State.NOT_ISOLATED) {
            advice.add(new FirmwareSwitch(check.function()));
        }
    }

    private static void anotherSlot(ComputedGroups groups, Topology topology, PciAddress device, ComputedGroup group,
            Set<SplitAdvice> advice) {
        List<PciAddress> free = new ArrayList<>();
        List<PciAddress> taken = new ArrayList<>();
        for (PciFunction port : topology.functions()) {
            PciAddress address = port.address();
            boolean slot = port.express().map(PciExpress::slotImplemented).orElse(false);
            if (!slot || group.members().contains(address) || !keepsApart(groups, address)) {
                continue;
            }
            if (topology.pathToRoot(address).stream().allMatch(above -> keepsApart(groups, above.address()))) {
                (topology.children(address).isEmpty() ? free : taken).add(address);
            }
        }
        if (!free.isEmpty() || !taken.isEmpty()) {
            advice.add(new AnotherSlot(device, free, taken));
        }
    }

    private static boolean keepsApart(ComputedGroups groups, PciAddress address) {
        return groups.acs(address).map(AcsCheck::isolated).orElse(false);
    }
}
