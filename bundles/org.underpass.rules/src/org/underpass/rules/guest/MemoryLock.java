package org.underpass.rules.guest;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.underpass.host.HostFunction;
import org.underpass.host.HostMemory.LockLimit;
import org.underpass.pci.Bar;
import org.underpass.profile.Machine;
import org.underpass.profile.VirtualIommu;
import org.underpass.profile.VmProfile;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.rules.Sizes;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** F09: less memory may be locked than VFIO has to pin. */
public final class MemoryLock implements Rule {
    private static final RuleInfo INFO = RuleText.of("F09", Severity.ERROR, Basis.THREADS, Scope.ASSIGNMENT)
            .title("the limit on locked memory is too low")
            .why("A device writes to guest memory whenever it likes, so VFIO pins all of it, and the kernel refuses "
                    + "beyond the limit of the user who runs the guest.")
            .cure("Raise the limit of that user above the guest's memory; with an IOMMU in the guest, above as many "
                    + "times that memory as it has devices.")
            .symptoms("VFIO_MAP_DMA failed: Cannot allocate memory", "RLIMIT_MEMLOCK", "cannot limit locked memory")
            .references("https://github.com/kubevirt/kubevirt/issues/8472",
                    "https://github.com/kubevirt/kubevirt/pull/17805",
                    "https://github.com/cloud-hypervisor/cloud-hypervisor/issues/165",
                    "https://github.com/seapath/meta-seapath/issues/166")
            .info();

    /** Groups whose members run guests; limits of others, such as audio's, say nothing about guests. */
    private static final Set<String> GROUPS = Set.of("@kvm", "@libvirt", "@libvirt-qemu", "@qemu");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<VmProfile> vm = Given.machine(context);
        if (vm.isEmpty() || Given.forXen(context)) {
            return;
        }
        List<LockLimit> limits = context.host().memory().lockLimits().orElse(List.of()).stream()
                .filter(limit -> limit.hard() && concernsGuests(limit.subject())).toList();
        Optional<LockLimit> highest = limits.stream()
                .max((a, b) -> Long.compare(a.bytes().orElse(Long.MAX_VALUE), b.bytes().orElse(Long.MAX_VALUE)));
        long need = need(context, vm.get().machine());
        if (highest.isEmpty() || highest.get().bytes().orElse(Long.MAX_VALUE) >= need) {
            return;
        }
        LockLimit limit = highest.get();
        Finding.Builder finding = Finding.of(INFO, limit.subject())
                .message("the guest needs " + Sizes.of(need) + " of locked memory, and " + limit.subject()
                        + " may lock " + Sizes.of(limit.bytes().getAsLong()))
                .at(context.location("machine.memory"));
        for (LockLimit each : limits) {
            finding.evidence(Evidence.of("memlock of " + each.subject() + " is "
                    + Sizes.of(each.bytes().getAsLong()), each.source()));
        }
        finding.evidence(new Evidence(needInWords(context, vm.get().machine()), vm.get().fileName()));
        findings.accept(finding.fix(new Fix.HostChange("let " + limit.subject() + " lock " + Sizes.of(need),
                Fix.HostChange.Kind.LIMIT, limit.subject(), Long.toString(need))).build());
    }

    /**
     * Limits of the libvirt daemon are left out: it raises the guest's limit itself, and its own is about its eBPF
     * programs (libvirt, src/remote/libvirtd.service.in).
     */
    private static boolean concernsGuests(String subject) {
        return !subject.endsWith(".service") && (!subject.startsWith("@") || GROUPS.contains(subject))
                && !subject.startsWith("%");
    }

    /** Each device has an address space of its own behind an IOMMU of the guest; iommufd charges BARs as well. */
    private static long need(RuleContext context, Machine machine) {
        long spaces = machine.iommu() == VirtualIommu.NONE ? 1 : Math.max(1, context.assignment().devices().size());
        if (machine.memory() > Long.MAX_VALUE / 2 / spaces) {
            return Long.MAX_VALUE;
        }
        return machine.memory() * spaces + (machine.iommufd() ? bars(context) : 0);
    }

    private static String needInWords(RuleContext context, Machine machine) {
        String words = "machine.memory is " + Sizes.of(machine.memory());
        if (machine.iommu() != VirtualIommu.NONE) {
            words += ", counted once for each of " + context.assignment().devices().size()
                    + " devices behind the guest's own IOMMU";
        }
        return machine.iommufd() ? words + ", and " + Sizes.of(bars(context)) + " of BARs with iommufd" : words;
    }

    private static long bars(RuleContext context) {
        long sum = 0;
        for (HostFunction function : context.assignment().functions()) {
            for (Bar bar : function.pci().bars()) {
                OptionalLong size = bar.isMemory() && bar.kind() != Bar.Kind.ROM ? bar.size() : OptionalLong.empty();
                sum += size.orElse(0);
            }
        }
        return sum;
    }
}
