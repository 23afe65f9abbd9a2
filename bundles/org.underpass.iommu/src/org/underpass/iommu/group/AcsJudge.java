package org.underpass.iommu.group;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.underpass.pci.Acs;
import org.underpass.pci.CapabilityCoverage;
import org.underpass.pci.ConfigSpace;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciExpress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.Topology;

/**
 * Decides for each function whether it keeps peers apart. Rules: pci_acs_enabled in drivers/pci/pci.c; PCI Express Base
 * Specification 6.12.1.
 */
final class AcsJudge {
    /** What the kernel asks for: REQ_ACS_FLAGS in drivers/iommu/iommu.c. */
    static final Set<Acs.Service> REQUIRED = Set.of(Acs.Service.SOURCE_VALIDATION, Acs.Service.P2P_REQUEST_REDIRECT,
            Acs.Service.P2P_COMPLETION_REDIRECT, Acs.Service.UPSTREAM_FORWARDING);

    private final Topology topology;
    private final GroupAssumptions assumptions;
    private final VirtualFunctions virtual;
    private final Map<PciAddress, AcsCheck> known = new HashMap<>();

    AcsJudge(Topology topology, GroupAssumptions assumptions, VirtualFunctions virtual) {
        this.topology = topology;
        this.assumptions = assumptions;
        this.virtual = virtual;
    }

    AcsCheck check(PciFunction function) {
        return known.computeIfAbsent(function.address(), address -> decide(function));
    }

    /**
     * Whether the kernel takes a function for part of a multifunction device: by the header of function 0, always for
     * higher functions, never for virtual ones. Empty where function 0 shows no header and no mates.
     */
    Optional<Boolean> multifunction(PciFunction function) {
        if (virtual.isVirtual(function.address())) {
            return Optional.of(false);
        }
        if (function.address().function() > 0) {
            return Optional.of(true);
        }
        if (function.multifunction().isPresent()) {
            return function.multifunction();
        }
        boolean mates = topology.slotMates(function.address()).stream()
                .anyMatch(mate -> !virtual.isVirtual(mate.address()));
        return mates ? Optional.of(true) : Optional.empty();
    }

    /** Whether a function speaks PCI Express; empty where the dump ends before its capability could stand. */
    static Optional<Boolean> isExpress(PciFunction function) {
        if (function.express().isPresent()) {
            return Optional.of(true);
        }
        if (function.coverage() != CapabilityCoverage.NONE) {
            return Optional.of(false);
        }
        boolean noList = function.config().filter(config -> config.has(6, 2))
                .map(config -> (config.u16(6) & 0x10) == 0).orElse(false);
        return noList ? Optional.of(false) : Optional.empty();
    }

    private AcsCheck decide(PciFunction function) {
        Optional<AcsCheck> exception = byQuirk(function);
        if (exception.isPresent()) {
            return exception.get();
        }
        if (byOverride(function)) {
            return isolated(function, "pcie_acs_override makes the kernel pretend ACS here");
        }
        Optional<Boolean> express = isExpress(function);
        if (express.isEmpty()) {
            return unknown(function, "the dump does not show its capabilities");
        }
        if (!express.get()) {
            return notIsolated(function, REQUIRED, Set.of(), "is conventional PCI, which has no ACS");
        }
        return byType(function, function.express().orElseThrow().type());
    }

    private AcsCheck byType(PciFunction function, PciExpress.Type type) {
        switch (type) {
            case PCIE_TO_PCI_BRIDGE, PCI_TO_PCIE_BRIDGE, ROOT_COMPLEX_EVENT_COLLECTOR -> {
                return notIsolated(function, REQUIRED, Set.of(),
                        "is a " + type.title() + ", to which ACS does not apply");
            }
            case ROOT_PORT, DOWNSTREAM_PORT -> {
                return byCapability(function);
            }
            case ENDPOINT, LEGACY_ENDPOINT, UPSTREAM_PORT, ROOT_COMPLEX_INTEGRATED_ENDPOINT -> {
                Optional<Boolean> multifunction = multifunction(function);
                if (multifunction.isEmpty()) {
                    return unknown(function, "the dump does not show whether it has more functions");
                }
                return multifunction.get() ? byCapability(function)
                        : isolated(function, "is the only function of its device");
            }
            default -> {
                return isolated(function, "is of a reserved type, for which the kernel asks nothing");
            }
        }
    }

    private AcsCheck byCapability(PciFunction function) {
        Optional<Acs> acs = function.capability(Acs.class);
        if (acs.isEmpty()) {
            return function.coverage() == CapabilityCoverage.FULL
                    ? notIsolated(function, REQUIRED, Set.of(), "has no ACS capability")
                    : unknown(function, "the dump ends before its extended capabilities");
        }
        return byRegisters(function, acs.get().capability(), acs.get().control(), Optional.empty());
    }

    /** Services that the capability leaves out count as built in. */
    private AcsCheck byRegisters(PciFunction function, long capability, long control, Optional<AcsQuirk> quirk) {
        Set<Acs.Service> off = EnumSet.noneOf(Acs.Service.class);
        if (assumptions.control() == GroupAssumptions.Control.AS_SHOWN) {
            for (Acs.Service service : REQUIRED) {
                if ((capability & service.mask()) != 0 && (control & service.mask()) == 0) {
                    off.add(service);
                }
            }
        }
        if (off.isEmpty()) {
            return new AcsCheck(function.address(), AcsCheck.State.ISOLATED, Set.of(), Set.of(), quirk,
                    "has ACS, and all that it offers of SV, RR, CR, UF is switched on");
        }
        return new AcsCheck(function.address(), AcsCheck.State.NOT_ISOLATED, Set.of(), off, quirk,
                "has ACS, but does not have " + AcsCheck.shortNames(off) + " switched on");
    }

    private Optional<AcsCheck> byQuirk(PciFunction function) {
        for (AcsQuirk quirk : AcsQuirks.all()) {
            if (!quirk.names(function.vendor(), function.device())) {
                continue;
            }
            if (!quirk.types().isEmpty()) {
                if (isExpress(function).isEmpty()) {
                    return Optional.of(unknown(function, "the dump does not show its capabilities"));
                }
                if (function.express().map(PciExpress::type).filter(quirk.types()::contains).isEmpty()) {
                    continue;
                }
            }
            Optional<AcsCheck> decided = apply(quirk, function);
            if (decided.isPresent()) {
                return decided;
            }
        }
        return Optional.empty();
    }

    private Optional<AcsCheck> apply(AcsQuirk quirk, PciFunction function) {
        return switch (quirk.effect()) {
            case ISOLATED -> Optional.of(byQuirk(function, quirk, AcsCheck.State.ISOLATED, quirk.words()));
            case NOT_ISOLATED -> Optional.of(byQuirk(function, quirk, AcsCheck.State.NOT_ISOLATED, quirk.words()));
            case INTEL_PCH -> Optional.of(pch(quirk, function));
            case INTEL_WIDE_REGISTERS -> wideRegisters(quirk, function);
            case AMD_SOUTHBRIDGE -> southbridge(quirk, function);
        };
    }

    /** The register window of the LPC bridge at 1f.0: RCBA at f0h, bit 0 switches it on. */
    private AcsCheck pch(AcsQuirk quirk, PciFunction function) {
        PciAddress lpc = new PciAddress(function.address().domain(), function.address().bus(), 0x1f, 0);
        Optional<PciFunction> bridge = topology.function(lpc);
        if (bridge.isEmpty()) {
            return byQuirk(function, quirk, AcsCheck.State.UNKNOWN, "counts as isolated only if " + lpc
                    + " has its register window on, and the dump does not show " + lpc);
        }
        Optional<ConfigSpace> config = bridge.get().config().filter(space -> space.has(0xf0, 4));
        if (config.isEmpty()) {
            return byQuirk(function, quirk, AcsCheck.State.UNKNOWN, "counts as isolated only if " + lpc
                    + " has its register window on, and the dump ends before that register");
        }
        return (config.get().u32(0xf0) & 1) != 0 ? byQuirk(function, quirk, AcsCheck.State.ISOLATED, quirk.words())
                : byQuirk(function, quirk, AcsCheck.State.NOT_ISOLATED, "has no ACS capability, and the kernel's way"
                        + " around that fails, as " + lpc + " has its register window off");
    }

    private Optional<AcsCheck> wideRegisters(AcsQuirk quirk, PciFunction function) {
        Optional<Acs> acs = function.capability(Acs.class);
        if (acs.isEmpty()) {
            return Optional.empty();
        }
        int at = acs.get().offset();
        Optional<ConfigSpace> config = function.config().filter(space -> space.has(at + 4, 8));
        return Optional.of(config.isEmpty() ? unknown(function, "the dump ends inside of its ACS capability")
                : byRegisters(function, config.get().u32(at + 4), config.get().u32(at + 8), Optional.of(quirk)));
    }

    private Optional<AcsCheck> southbridge(AcsQuirk quirk, PciFunction function) {
        Optional<Boolean> multifunction = multifunction(function);
        boolean rootBus = topology.parent(function.address()).isEmpty();
        if (!rootBus || multifunction.isPresent() && !multifunction.get()) {
            return Optional.empty();
        }
        if (assumptions.ivrs().isEmpty() || multifunction.isEmpty()) {
            return Optional.of(byQuirk(function, quirk, AcsCheck.State.UNKNOWN, assumptions.ivrs().isEmpty()
                    ? "counts as isolated only if the machine has an IVRS table, which is not known"
                    : "the dump does not show whether it has more functions"));
        }
        return assumptions.ivrs().get()
                ? Optional.of(byQuirk(function, quirk, AcsCheck.State.ISOLATED, quirk.words())) : Optional.empty();
    }

    private boolean byOverride(PciFunction function) {
        AcsOverride override = assumptions.override();
        if (!override.isActive() || function.express().isEmpty() || function.capability(Acs.class).isPresent()) {
            return false;
        }
        if (override.ids().contains(function.vendor() << 16 | function.device())) {
            return true;
        }
        return switch (function.express().get().type()) {
            case ROOT_PORT, DOWNSTREAM_PORT -> override.downstream();
            case ENDPOINT, LEGACY_ENDPOINT, UPSTREAM_PORT, ROOT_COMPLEX_INTEGRATED_ENDPOINT ->
                override.multifunction() && multifunction(function).orElse(false);
            default -> false;
        };
    }

    private static AcsCheck byQuirk(PciFunction function, AcsQuirk quirk, AcsCheck.State state, String why) {
        Set<Acs.Service> missing = state == AcsCheck.State.ISOLATED ? Set.of() : REQUIRED;
        return new AcsCheck(function.address(), state, missing, Set.of(), Optional.of(quirk), why);
    }

    private static AcsCheck isolated(PciFunction function, String why) {
        return new AcsCheck(function.address(), AcsCheck.State.ISOLATED, Set.of(), Set.of(), Optional.empty(), why);
    }

    private static AcsCheck notIsolated(PciFunction function, Set<Acs.Service> missing, Set<Acs.Service> off,
            String why) {
        return new AcsCheck(function.address(), AcsCheck.State.NOT_ISOLATED, missing, off, Optional.empty(), why);
    }

    private static AcsCheck unknown(PciFunction function, String why) {
        return new AcsCheck(function.address(), AcsCheck.State.UNKNOWN, Set.of(), Set.of(), Optional.empty(), why);
    }
}
