package org.underpass.rules.binding;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostHolders.Holder;
import org.underpass.profile.BindingTime;
import org.underpass.profile.HolderAction;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.spi.Evidence;
import org.underpass.spi.Fix;
import org.underpass.spi.rule.RuleContext;

/** What rules ask about graphics adapters whose driver is taken from them while the host runs. */
final class Unbinding {
    /** Compositors and X servers, as the kernel shortens their names. */
    private static final Set<String> COMPOSITORS = Set.of("Xorg", "X", "Xwayland", "gnome-shell", "kwin_wayland",
            "kwin_x11", "mutter", "sway", "Hyprland", ".Hyprland-wrapp", "hyprland", "wayfire", "weston", "river",
            "niri", "labwc", "cosmic-comp", "gamescope", "cage", "dwl", "qtile", "mir", "plasmashell", "cinnamon", "xfwm4",
            "gala", "phoc", "miracle-wm");

    private Unbinding() {
    }

    /**
     * The guest's adapters that are on a driver of the host, where the profile does not say that they are bound when
     * the host starts. Where it says nothing, the first start may come before the host was restarted.
     */
    static List<HostFunction> displays(RuleContext context) {
        Optional<BindingTime> said = Given.machine(context).flatMap(vm -> vm.preparation().binding());
        if (context.profile().isEmpty() || said.filter(BindingTime.BOOT::equals).isPresent()) {
            return List.of();
        }
        return Given.displays(context).stream()
                .filter(f -> f.driver().value().filter(d -> !Given.isHarmlessDriver(d)).isPresent()).toList();
    }

    static List<Holder> holders(Host host, HostFunction display) {
        return host.holders().of(display, host.functions());
    }

    static boolean isCompositor(String process) {
        return COMPOSITORS.contains(process);
    }

    static Evidence evidence(Holder holder) {
        return Evidence.of(name(holder) + " has /" + holder.device() + " open", holder.source());
    }

    /** The processes, each once. */
    static String names(List<Holder> holders) {
        Set<String> names = new LinkedHashSet<>();
        holders.forEach(h -> names.add(name(h)));
        return String.join(", ", names);
    }

    private static String name(Holder holder) {
        return holder.process().isEmpty() ? "process " + holder.pid() : holder.process() + " (" + holder.pid() + ")";
    }

    /** Ways to be rid of what has the card open. */
    static List<Fix> ways(RuleContext context, List<Holder> holders) {
        List<Fix> fixes = new ArrayList<>();
        if (!holders.isEmpty()) {
            fixes.add(new Fix.EditProfile("have the switch ask them to end", new ProfileEdit.Set("switch.holders",
                    HolderAction.TERMINATE.word())));
            fixes.add(new Fix.Manual("end " + names(holders) + " before the guest starts", Fix.Manual.Where.HOST));
        }
        fixes.add(new Fix.EditProfile("bind the card when the host starts",
                new ProfileEdit.Set("preparation.binding", BindingTime.BOOT.word())));
        return fixes;
    }
}
