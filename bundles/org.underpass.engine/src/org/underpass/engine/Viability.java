package org.underpass.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups;
import org.underpass.host.HostGroups.Group;
import org.underpass.pci.PciAddress;

/**
 * Whether a group could be handed to VFIO as it is now: every member without a driver, on a VFIO driver, or on one of
 * the few that never touch DMA (drivers/vfio/vfio_main.c, vfio_driver_allowed, and pcieport since a port's DMA is the
 * kernel's own).
 *
 * @param viable    absent where a member's driver is not known and none is in the way
 * @param obstacles members in the way, with their drivers
 */
public record Viability(Optional<Boolean> viable, List<String> obstacles) {
    private static final Set<String> HARMLESS = Set.of("pci-stub", "pcieport");

    public Viability {
        obstacles = List.copyOf(obstacles);
    }

    public static Viability of(Host host, Group group) {
        List<String> obstacles = new ArrayList<>();
        // A group that rests on what is not shown may have members that nobody sees.
        boolean unknown = group.source() == HostGroups.Source.UNKNOWN;
        for (PciAddress address : group.functions()) {
            Optional<HostFunction> function = host.function(address);
            if (function.isEmpty()) {
                unknown = true;
                continue;
            }
            switch (function.get().driver()) {
                case Fact.Known<String> k when isHarmless(k.it()) -> { }
                case Fact.Known<String> k -> obstacles.add(address + " is bound to " + k.it());
                case Fact.Absent<String> a -> { }
                case Fact.Unknown<String> u -> unknown = true;
            }
        }
        return new Viability(!obstacles.isEmpty() ? Optional.of(false)
                : unknown ? Optional.empty() : Optional.of(true), obstacles);
    }

    /** Variant drivers carry VFIO in their names: {@code mlx5_vfio_pci}, {@code nvgrace-gpu-vfio-pci}. */
    private static boolean isHarmless(String driver) {
        return HARMLESS.contains(driver) || driver.toLowerCase(Locale.ROOT).contains("vfio");
    }
}
