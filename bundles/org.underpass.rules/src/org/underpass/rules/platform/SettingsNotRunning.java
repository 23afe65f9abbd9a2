package org.underpass.rules.platform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostBoot;
import org.underpass.host.KernelArguments;
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

/** A13: kernel arguments that are written and that the kernel does not run with. */
public final class SettingsNotRunning implements Rule {
    private static final RuleInfo INFO = RuleText.of("A13", Severity.WARNING, Basis.THREADS, Scope.HOST)
            .title("kernel arguments are written where they have no effect")
            .why("The kernel runs without them: another boot loader reads another file, the file was not brought into "
                    + "effect, or the host was not restarted.")
            .cure("Write them where the host's boot loader reads them, run its command, and restart.")
            .references("https://gist.github.com/ngoc-minh-do", "https://github.com/HikariKnight/quickpassthrough",
                    "Proxmox VE documentation, editing the kernel command line")
            .info();

    private static final Set<String> NAMES = Set.of("intel_iommu", "amd_iommu", "iommu", "intremap",
            "pcie_acs_override", "pci", "video", "initcall_blacklist", "isolcpus", "nohz_full", "rcu_nocbs",
            "hugepages", "hugepagesz",
            "default_hugepagesz", "modprobe.blacklist", "module_blacklist", "rd.driver.pre", "pcie_aspm",
            "pcie_port_pm");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        KernelArguments running = host.kernel().arguments().orElse(null);
        if (running == null || running.all().isEmpty()) {
            return;
        }
        Map<String, List<HostBoot.Configured>> byFile = new LinkedHashMap<>();
        host.boot().configured().forEach(c -> byFile.computeIfAbsent(c.source().file(), f -> new ArrayList<>()).add(c));
        byFile.forEach((file, lines) -> {
            List<KernelArguments.Argument> missing = lines.stream().flatMap(c -> c.arguments().all().stream())
                    .filter(a -> isOfPassthrough(a) && !runsWith(running, a)).toList();
            if (!missing.isEmpty()) {
                findings.accept(finding(host, file, lines, missing));
            }
        });
    }

    private static Finding finding(Host host, String file, List<HostBoot.Configured> lines,
            List<KernelArguments.Argument> missing) {
        HostBoot.Loader reads = lines.get(0).loader();
        Fact<HostBoot.Loader> loader = host.boot().loader();
        boolean other = loader.value().filter(l -> l != reads && !isAlike(l, reads)).isPresent();
        String tokens = String.join(" ", missing.stream().map(KernelArguments.Argument::token).toList());
        Finding.Builder finding = Finding.of(INFO, file)
                .message("/" + file + " asks for " + tokens + ", and the kernel runs without" + (other
                        ? ": this host starts through " + loader.orElse(reads).title() + ", which does not read it"
                        : ""));
        for (HostBoot.Configured line : lines) {
            if (missing.stream().anyMatch(line.arguments().all()::contains)) {
                finding.evidence(Evidence.of("written for " + line.loader().title() + ": " + tokens, line.source()));
            }
        }
        finding.evidence(Evidence.of("not among the running kernel's arguments", host.kernel().arguments()));
        if (other) {
            for (KernelArguments.Argument argument : missing) {
                finding.fix(new Fix.HostChange("write " + argument.token() + " where "
                        + loader.orElse(reads).title() + " reads it", Fix.HostChange.Kind.ADD_KERNEL_ARGUMENT,
                        argument.name(), argument.value().orElse("")));
            }
        } else {
            finding.fix(new Fix.Manual("bring /" + file + " into effect (" + reads.command() + ") and restart the host",
                    Fix.Manual.Where.HOST));
        }
        return finding.build();
    }

    /** One file serves both; which of them starts the host, its command line does not always tell. */
    private static boolean isAlike(HostBoot.Loader one, HostBoot.Loader other) {
        return one != HostBoot.Loader.GRUB && other != HostBoot.Loader.GRUB
                && one != HostBoot.Loader.OSTREE && other != HostBoot.Loader.OSTREE;
    }

    private static boolean runsWith(KernelArguments running, KernelArguments.Argument wanted) {
        return running.named(wanted.name()).stream().anyMatch(a -> a.value().equals(wanted.value()));
    }

    private static boolean isOfPassthrough(KernelArguments.Argument argument) {
        String name = argument.name().replace('-', '_');
        return argument.token().indexOf('$') < 0 && (NAMES.contains(name) || name.startsWith("vfio")
                || name.startsWith("ivrs_") || name.startsWith("kvm"));
    }
}
