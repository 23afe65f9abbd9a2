package org.underpass.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;
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
    private final Collection<ServiceReference<Rule>> rules = new ConcurrentSkipListSet<>();
    private final Collection<ServiceReference<RuleSet>> ruleSets = new ConcurrentSkipListSet<>();
    private final Collection<ServiceReference<Quirk>> quirks = new ConcurrentSkipListSet<>();
    private final Collection<ServiceReference<QuirkSet>> quirkSets = new ConcurrentSkipListSet<>();
    private final Collection<ServiceReference<Hypervisor>> hypervisors = new ConcurrentSkipListSet<>();
    private volatile Plugins current;

    @Activate
    public PluginCatalogue(BundleContext context) {
        this.context = context;
    }

    /** What is there now. Cheap: the same object until something comes or goes. */
    public Plugins snapshot() {
        Plugins known = current;
        if (known == null) {
            known = new Plugins(
                    out -> all(rules, ruleSets, RuleSet::rules, out, r -> r.info().id()),
                    out -> all(quirks, quirkSets, QuirkSet::quirks, out, q -> q.info().id()),
                    out -> list(hypervisors, out, h -> h.info().id()));
            current = known;
        }
        return known;
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

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY, service = Rule.class)
    void addRule(ServiceReference<Rule> reference) {
        rules.add(reference);
        current = null;
    }

    void removeRule(ServiceReference<Rule> reference) {
        rules.remove(reference);
        current = null;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY, service = RuleSet.class)
    void addRuleSet(ServiceReference<RuleSet> reference) {
        ruleSets.add(reference);
        current = null;
    }

    void removeRuleSet(ServiceReference<RuleSet> reference) {
        ruleSets.remove(reference);
        current = null;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY, service = Quirk.class)
    void addQuirk(ServiceReference<Quirk> reference) {
        quirks.add(reference);
        current = null;
    }

    void removeQuirk(ServiceReference<Quirk> reference) {
        quirks.remove(reference);
        current = null;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY, service = QuirkSet.class)
    void addQuirkSet(ServiceReference<QuirkSet> reference) {
        quirkSets.add(reference);
        current = null;
    }

    void removeQuirkSet(ServiceReference<QuirkSet> reference) {
        quirkSets.remove(reference);
        current = null;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY, service = Hypervisor.class)
    void addHypervisor(ServiceReference<Hypervisor> reference) {
        hypervisors.add(reference);
        current = null;
    }

    void removeHypervisor(ServiceReference<Hypervisor> reference) {
        hypervisors.remove(reference);
        current = null;
    }
}
