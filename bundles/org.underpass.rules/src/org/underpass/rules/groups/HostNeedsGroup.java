package org.underpass.rules.groups;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostCritical;
import org.underpass.host.HostCritical.Use;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciClass;
import org.underpass.rules.Board;
import org.underpass.rules.Given;
import org.underpass.rules.Groups;
import org.underpass.rules.Groups.Touched;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** B04: the guest would take what the host lives on. */
public final class HostNeedsGroup implements Rule {
    private static final RuleInfo INFO = RuleText.of("B04", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the guest would take what the host lives on")
            .why("A group goes to the guest as a whole, and with it the host would lose its disk, network or keyboard "
                    + "when the guest starts.")
            .cure("Move the card to a slot with a group of its own; what the host needs cannot be given away.")
            .references("https://github.com/truenas/middleware/issues/13976",
                    "https://github.com/truenas/middleware/issues/16815",
                    "https://github.com/harvester/harvester/issues/10499")
            .info();

    /** Mount points without which a running system stops. */
    private static final Set<String> SYSTEM = Set.of("/", "/boot", "/boot/efi", "/efi", "/usr", "/var", "/home", "/etc",
            "/sysroot", "/nix", "/gnu", "/run", "/tmp", "/opt", "/var/lib", "/var/log");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        Set<PciAddress> told = new TreeSet<>();
        for (Touched touched : Groups.touched(host, context.assignment()).values()) {
            for (PciAddress member : touched.others()) {
                List<Use> uses = host.critical().of(member);
                boolean bridge = host.function(member).filter(f -> f.pci().isBridge()).isPresent();
                if (!uses.isEmpty() && !bridge && told.add(member)) {
                    findings.accept(dragged(context, touched, member, uses));
                }
            }
        }
        for (HostFunction function : context.assignment().functions()) {
            if (told.add(function.address())) {
                given(context, function, findings);
            }
        }
    }

    /** A member that nobody asked for goes with the group. */
    private static Finding dragged(RuleContext context, Touched touched, PciAddress member, List<Use> uses) {
        Host host = context.host();
        Finding.Builder finding = Finding.of(INFO, member.toString())
                .message(member + " shares " + touched.subject() + " with " + touched.ours().first() + ", and the host "
                        + needs(uses))
                .at(Given.place(context, touched.ours().first()))
                .evidence(touched.evidence());
        uses.forEach(use -> finding.evidence(evidence(use)));
        finding.evidence(touched.ties(host, List.of(member)));
        if (Given.forXen(context)) {
            finding.severity(Severity.WARNING)
                    .why("Xen leaves the rest of a group to the host, but nothing keeps the guest's card from reaching "
                            + "it.");
        }
        touched.splits(host).forEach(finding::fix);
        return finding.build();
    }

    /** What is given away on purpose: a disk in use is refused, a lost network or keyboard is said. */
    private static void given(RuleContext context, HostFunction function, Consumer<Finding> findings) {
        List<Use> uses = context.host().critical().of(function.address());
        boolean disk = uses.stream().anyMatch(use -> use.kind() == HostCritical.Kind.FILE_SYSTEM);
        Finding.Builder finding = Finding.of(INFO, function.address().toString())
                .at(Given.place(context, function.address()))
                .why("The host loses it as long as the guest runs.");
        if (!uses.isEmpty()) {
            finding.message(function.address() + " is given away, and the host " + needs(uses))
                    .severity(disk ? Severity.ERROR : Severity.WARNING);
            uses.forEach(use -> finding.evidence(evidence(use)));
            ways(uses).forEach(finding::fix);
            findings.accept(finding.build());
        } else if (PciClass.isUsb(function.pci().classCode())
                && Board.isOnRootBus(context.host(), function.address())) {
            findings.accept(finding.severity(Severity.WARNING)
                    .message("the host loses the USB ports of " + function.address() + " and what is plugged in there")
                    .evidence(Evidence.of(String.format("class %06x on the root bus: ports of the board itself",
                            function.pci().classCode()), function.source("class"))).build());
        }
    }

    private static List<Fix> ways(List<Use> uses) {
        List<Fix> fixes = new ArrayList<>();
        boolean system = uses.stream().anyMatch(u -> u.kind() == HostCritical.Kind.FILE_SYSTEM
                && (SYSTEM.contains(u.detail()) || u.detail().startsWith("/boot/")));
        for (Use use : uses) {
            switch (use.kind()) {
                case FILE_SYSTEM -> {
                    if (!system) {
                        fixes.add(new Fix.Manual("unmount " + use.detail() + " for good", Fix.Manual.Where.HOST));
                    }
                }
                case DEFAULT_ROUTE -> fixes.add(new Fix.Manual("let the host's default route go through another "
                        + "interface than " + use.detail(), Fix.Manual.Where.HOST));
                case KEYBOARD -> fixes.add(new Fix.Manual("plug a keyboard into another controller",
                        Fix.Manual.Where.HARDWARE));
            }
        }
        if (system) {
            fixes.clear();
            fixes.add(new Fix.Manual("do not give it away: the system runs from it", Fix.Manual.Where.PROFILE));
        }
        return fixes;
    }

    private static String needs(List<Use> uses) {
        Map<HostCritical.Kind, List<String>> details = new EnumMap<>(HostCritical.Kind.class);
        uses.forEach(use -> details.computeIfAbsent(use.kind(), kind -> new ArrayList<>()).add(use.detail()));
        List<String> needs = new ArrayList<>();
        details.forEach((kind, names) -> {
            String all = String.join(", ", names);
            needs.add(switch (kind) {
                case FILE_SYSTEM -> "has " + all + " mounted from it";
                case DEFAULT_ROUTE -> "reaches the network through it (" + all + ")";
                case KEYBOARD -> "has its only keyboard on it (" + all + ")";
            });
        });
        return String.join(" and ", needs);
    }

    private static Evidence evidence(Use use) {
        return Evidence.of(switch (use.kind()) {
            case FILE_SYSTEM -> use.detail() + " is mounted from " + use.function();
            case DEFAULT_ROUTE -> "the default route goes through " + use.detail() + " on " + use.function();
            case KEYBOARD -> "keyboard " + use.detail() + " hangs on " + use.function();
        }, use.source());
    }
}
