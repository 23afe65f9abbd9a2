package org.underpass.rules.groups;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostBoot;
import org.underpass.host.HostFunction;
import org.underpass.host.HostPrograms;
import org.underpass.rules.Given;
import org.underpass.rules.Groups;
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

/** B17: who runs QEMU may not open the group's node. */
public final class GroupNodeDenied implements Rule {
    private static final RuleInfo INFO = RuleText.of("B17", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the node of the IOMMU group may not be opened")
            .why("QEMU opens /dev/vfio/GROUP itself, so the user that it runs as needs the right to, and the cgroup of "
                    + "its service too.")
            .cure("Give the node to that user with a udev rule, let libvirt set owners (dynamic_ownership=1), and let "
                    + "the cgroup pass /dev/vfio.")
            .symptoms("failed to open /dev/vfio/", "Operation not permitted")
            .references("https://github.com/kata-containers/runtime/issues/2605",
                    "Linux Documentation/driver-api/vfio.rst", "libvirt src/qemu/qemu.conf.in")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        if (Given.forXen(context)) {
            return;
        }
        Host host = context.host();
        Map<String, HostPrograms.Setting> libvirt = host.programs().libvirtSettings("qemu.conf").orElse(Map.of());
        Set<String> told = new TreeSet<>();
        for (HostFunction function : context.assignment().functions()) {
            Optional<String> group = Groups.id(host, function.address());
            Optional<HostBoot.FileStatus> node = group.flatMap(id -> host.boot().status("dev/vfio/" + id));
            if (node.isEmpty() || !told.add(node.get().path()) || (node.get().mode() & 0006) == 0006) {
                continue;
            }
            boolean dynamic = !"0".equals(value(libvirt, "dynamic_ownership"));
            String user = value(libvirt, "user");
            boolean direct = host.programs().libvirt().isAbsent();
            if (!libvirt.isEmpty() && !dynamic && !user.isEmpty() && !isNameOf(user, node.get().owner())
                    && !user.equals("root") && !user.equals("+0")) {
                findings.accept(finding(context, function, node.get(), "libvirt runs QEMU as " + user
                        + " and leaves owners as they are", Severity.ERROR,
                        Evidence.of("user=" + user, libvirt.get("user").source()),
                        Evidence.of("dynamic_ownership=0", libvirt.get("dynamic_ownership").source())));
            } else if (direct && isNameOf("root", node.get().owner()) && (node.get().mode() & 0060) != 0060) {
                findings.accept(finding(context, function, node.get(), "only root may open it", Severity.WARNING,
                        Evidence.of("no libvirt is installed that would change the owner", host.programs().libvirt())));
            }
        }
    }

    private static String value(Map<String, HostPrograms.Setting> settings, String name) {
        HostPrograms.Setting setting = settings.get(name);
        return setting == null ? "" : setting.value();
    }

    /** A capture may show numbers in place of names. */
    private static boolean isNameOf(String user, String owner) {
        return user.equals(owner) || user.equals("root") && owner.equals("0") || user.equals("+" + owner);
    }

    private static Finding finding(RuleContext context, HostFunction function, HostBoot.FileStatus node, String why,
            Severity severity, Evidence... evidence) {
        String mode = Integer.toOctalString(node.mode());
        return Finding.of(INFO, function.address().toString())
                .severity(severity)
                .message("/" + node.path() + ", the group's node of " + function.address() + ", belongs to "
                        + node.owner() + " with mode " + mode + ", and " + why)
                .at(Given.place(context, function.address()))
                .evidence(Evidence.of("owner " + node.owner() + ", group " + node.group() + ", mode " + mode,
                        node.source()))
                .evidence(evidence)
                .fix(new Fix.Manual("give the node to the user who runs QEMU, by a udev rule: SUBSYSTEM==\"vfio\", "
                                + "OWNER=\"...\"", Fix.Manual.Where.HOST),
                        new Fix.Manual("run the guest through libvirt with dynamic_ownership=1",
                                Fix.Manual.Where.HOST))
                .build();
    }
}
