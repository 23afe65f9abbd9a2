package org.underpass.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.engine.Plugins.Rejected;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.quirk.Quirk;
import org.underpass.spi.quirk.QuirkSet;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleSet;

/**
 * Watches the service registry for rules, quirks and backends, and hands out {@link Plugins} as they are at the
 * moment.
 *
 * <p>It keeps references, not objects: a component is activated when somebody first asks for its kind. A component
 * that cannot be activated is named in {@link Plugins#rejected()} and hides nothing else.
 */
@Component(service = PluginCatalogue.class)
public final class PluginCatalogue {
    private final BundleContext context;

    // The runtime puts a new list into a field whenever something comes or goes.
    @Reference(service = Rule.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<ServiceReference<Rule>> rules;

    @Reference(service = RuleSet.class, cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<ServiceReference<RuleSet>> ruleSets;

    @Reference(service = Quirk.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<ServiceReference<Quirk>> quirks;

    @Reference(service = QuirkSet.class, cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<ServiceReference<QuirkSet>> quirkSets;

    @Reference(service = Hypervisor.class, cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<ServiceReference<Hypervisor>> hypervisors;

    private Snapshot last;

    /** The lists of one moment, and what was made of them. */
    private record Snapshot(List<?> references, Plugins plugins) {
        boolean isOf(List<?> others) {
            for (int i = 0; i < others.size(); i++) {
                if (references.get(i) != others.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    @Activate
    public PluginCatalogue(BundleContext context) {
        this.context = context;
    }

    /** What is there now. Cheap: the same object until something comes or goes. */
    public synchronized Plugins snapshot() {
        List<ServiceReference<Rule>> someRules = rules;
        List<ServiceReference<RuleSet>> someRuleSets = ruleSets;
        List<ServiceReference<Quirk>> someQuirks = quirks;
        List<ServiceReference<QuirkSet>> someQuirkSets = quirkSets;
        List<ServiceReference<Hypervisor>> someHypervisors = hypervisors;
        List<?> references = List.of(someRules, someRuleSets, someQuirks, someQuirkSets, someHypervisors);
        if (last == null || !last.isOf(references)) {
            last = new Snapshot(references, new Plugins(
                    out -> all(someRules, someRuleSets, RuleSet::rules, out, r -> r.info().id()),
                    out -> all(someQuirks, someQuirkSets, QuirkSet::quirks, out, q -> q.info().id()),
                    out -> list(someHypervisors, out, h -> h.info().id())));
        }
        return last.plugins();
    }

    /** What comes one by one, and what comes in sets. */
    private <T, S> List<Contribution<T>> all(Collection<ServiceReference<T>> singles,
            Collection<ServiceReference<S>> sets, Function<S, List<T>> members, Consumer<Rejected> out,
            Function<T, String> id) {
        List<Contribution<T>> all = new ArrayList<>(list(singles, out, id));
        for (ServiceReference<S> reference : sets) {
            String bundle = bundleOf(reference);
            guarded(reference, out, set -> {
                for (T member : members.apply(set)) {
                    all.add(new Contribution<>(member, id.apply(member), bundle));
                }
            });
        }
        return all;
    }

    private <T> List<Contribution<T>> list(Collection<ServiceReference<T>> references, Consumer<Rejected> out,
            Function<T, String> id) {
        List<Contribution<T>> all = new ArrayList<>();
        for (ServiceReference<T> reference : references) {
            guarded(reference, out,
                    part -> all.add(new Contribution<>(part, id.apply(part), bundleOf(reference))));
        }
        return all;
    }

    /** Strangers' constructors and info methods run here; what they throw is their own problem. */
    private <T> void guarded(ServiceReference<T> reference, Consumer<Rejected> out, Consumer<T> use) {
        try {
            T service = context.getService(reference);
            if (service == null) {
                out.accept(new Rejected(bundleOf(reference), "its component "
                        + reference.getProperty("component.name") + " could not be activated"));
            } else {
                use.accept(service);
            }
        } catch (RuntimeException | LinkageError failure) {
            out.accept(new Rejected(bundleOf(reference), "its component "
                    + reference.getProperty("component.name") + " failed: " + failure));
        }
    }

    private static String bundleOf(ServiceReference<?> reference) {
        return reference.getBundle() == null ? "gone" : reference.getBundle().getSymbolicName();
    }
}
