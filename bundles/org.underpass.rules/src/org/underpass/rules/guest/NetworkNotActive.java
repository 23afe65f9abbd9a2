package org.underpass.rules.guest;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.FileTree;
import org.underpass.profile.NetworkInterface;
import org.underpass.profile.NetworkType;
import org.underpass.profile.VmProfile;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.LogMatch;
import org.underpass.spi.rule.LogRule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** F14: a network of libvirt's is not there. */
public final class NetworkNotActive implements LogRule {
    private static final RuleInfo INFO = RuleText.of("F14", Severity.ERROR, Basis.THREADS, Scope.PROFILE)
            .title("a network of libvirt's is not there")
            .why("libvirt starts no guest on a network that is not active.")
            .cure("Start the network, and have libvirt start it by itself: virsh net-start NAME and "
                    + "virsh net-autostart NAME.")
            .symptoms("network '…' is not active")
            .references("https://github.com/doneal/KVM-GPU-Passthrough/issues/14")
            .info();

    private static final String FOLDER = "etc/libvirt/qemu/networks";

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<VmProfile> vm = Given.machine(context);
        if (vm.isEmpty() || !context.hasHost() || Given.forXen(context)) {
            return;
        }
        FileTree tree = context.host().tree();
        for (NetworkInterface one : vm.get().network()) {
            Optional<String> name = one.source().filter(n -> one.type() == NetworkType.NETWORK);
            Fact<List<String>> defined = tree.list(FOLDER);
            Fact<List<String>> automatic = tree.list(FOLDER + "/autostart");
            boolean missing = name.isPresent() && defined.value().filter(l -> !l.contains(name.get() + ".xml"))
                    .isPresent();
            boolean sleeping = name.isPresent() && !missing && automatic.value()
                    .filter(l -> !l.contains(name.get() + ".xml")).isPresent();
            if (missing || sleeping) {
                findings.accept(Finding.of(INFO, one.path())
                        .severity(missing ? Severity.ERROR : Severity.WARNING)
                        .message(missing ? "libvirt has no network " + name.get()
                                : "libvirt does not start the network " + name.get() + " by itself")
                        .at(context.location(one.path() + ".source"))
                        .evidence(missing ? Evidence.of("there is no " + name.get() + ".xml", defined)
                                : Evidence.of("there is no link " + name.get() + ".xml", automatic))
                        .fix(new Fix.Manual(missing ? "define the network, or name another"
                                : "virsh net-autostart " + name.get() + " and virsh net-start " + name.get(),
                                Fix.Manual.Where.HOST)).build());
            }
        }
    }

    @Override
    public boolean explain(LogMatch match, RuleContext context, Consumer<Finding> findings) {
        String name = match.holes().isEmpty() ? "default" : match.holes().get(0);
        boolean plain = name.matches("[A-Za-z0-9._-]+");
        findings.accept(Finding.of(INFO, "network " + name)
                .message("libvirt's network " + name + " is not active")
                .evidence(match.evidence())
                .fix(new Fix.Manual(plain ? "virsh net-start " + name + " and virsh net-autostart " + name
                        : "start the network with virsh net-start", Fix.Manual.Where.HOST)).build());
        return true;
    }
}
