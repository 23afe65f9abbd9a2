package org.underpass.rules.guest;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.underpass.host.Fact;
import org.underpass.host.HostMemory.HugePages;
import org.underpass.profile.BindingTime;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.rules.Sizes;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;
import org.underpass.spi.rule.RuleInfo;

/** F10: fewer huge pages are free than the guest's memory takes. */
public final class HugePagesShort implements Rule {
    private static final RuleInfo INFO = RuleText.of("F10", Severity.ERROR, Basis.THREADS, Scope.PROFILE)
            .title("there are too few huge pages")
            .why("A guest whose memory is to lie in huge pages does not start when the pool, or that of its NUMA node, "
                    + "has not enough of them.")
            .cure("Reserve the pages when the host boots, before memory is scattered.")
            .symptoms("unable to map backing store for guest RAM: Cannot allocate memory")
            .references("https://github.com/bryansteiner/gpu-passthrough-tutorial/issues/33")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<VmProfile> vm = Given.machine(context);
        OptionalLong size = vm.map(v -> v.machine().hugepages()).orElse(OptionalLong.empty());
        if (size.isEmpty() || size.getAsLong() <= 0 || !context.hasHost() || Given.forXen(context)
                || Given.backend(context).filter("emulator"::equals).isPresent()
                || !(context.host().memory().hugePages() instanceof Fact.Known<List<HugePages>> known)) {
            return;
        }
        long page = size.getAsLong();
        long memory = vm.get().machine().memory();
        long pages = memory / page + (memory % page == 0 ? 0 : 1);
        OptionalInt node = vm.get().machine().numaNode();
        Optional<HugePages> pool = pool(known.it(), page, node);
        if (pool.isPresent() && pool.get().free() >= pages) {
            return;
        }
        if (pool.isEmpty() && known.it().stream().anyMatch(p -> p.pageSize() == page)) {
            return; // The pool of that node is not shown.
        }
        boolean later = vm.get().preparation().hugepages().filter(BindingTime.START::equals).isPresent();
        String where = node.isPresent() ? " of node " + node.getAsInt() : "";
        Finding.Builder finding = Finding.of(INFO, "machine.hugepages")
                .severity(later && pool.isPresent() ? Severity.WARNING : Severity.ERROR)
                .message(pool.isEmpty() ? "the host's kernel has no huge pages of " + Sizes.of(page)
                        : "the guest needs " + pages + " huge pages of " + Sizes.of(page) + where + ", and "
                                + pool.get().free() + " are free")
                .at(context.location("machine.hugepages"))
                .evidence(pool.map(p -> Evidence.of(p.free() + " of " + p.total() + " pages are free", p.source()))
                                .orElse(Evidence.of("no pool of pages of " + Sizes.of(page), known)),
                        new Evidence("machine.memory is " + Sizes.of(memory), vm.get().fileName()));
        if (pool.isPresent() && !later) {
            long total = pool.get().total() + pages - pool.get().free();
            finding.fix(new Fix.HostChange("reserve " + total + " pages of " + Sizes.of(page) + " when the host boots",
                    Fix.HostChange.Kind.ADD_KERNEL_ARGUMENT, "hugepagesz", word(page) + " hugepages=" + total));
        }
        finding.fix(new Fix.EditProfile("use ordinary pages",
                new ProfileEdit.Remove("machine.hugepages")));
        findings.accept(finding.build());
    }

    private static Optional<HugePages> pool(List<HugePages> pools, long page, OptionalInt node) {
        return pools.stream().filter(p -> p.pageSize() == page && p.node().equals(node)).findFirst();
    }

    private static String word(long page) {
        return page % (1L << 30) == 0 ? (page >> 30) + "G" : page % (1 << 20) == 0 ? (page >> 20) + "M"
                : (page >> 10) + "K";
    }
}
