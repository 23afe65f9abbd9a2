package org.underpass.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.quirk.Quirk;
import org.underpass.spi.rule.Rule;

/**
 * The rules, quirks and backends that are there at one moment, each with the bundle it came from. Immutable: whoever
 * works with a copy is not disturbed by plug-ins that come and go meanwhile.
 *
 * <p>The three lists are made when first asked for, so that a command that needs no backend starts none.
 */
public final class Plugins {
    /**
     * One part and where it came from.
     *
     * @param part   the rule, quirk or backend
     * @param id     its id
     * @param bundle symbolic name of the bundle that brought it
     */
    public record Contribution<T>(T part, String id, String bundle) {
    }

    /**
     * A contribution that is not used.
     *
     * @param bundle who brought it
     * @param reason why it is left out, in one sentence
     */
    public record Rejected(String bundle, String reason) {
    }

    private final Supplier<List<Contribution<Rule>>> rules;
    private final Supplier<List<Contribution<Quirk>>> quirks;
    private final Supplier<List<Contribution<Hypervisor>>> hypervisors;
    private final List<Rejected> rejected = new ArrayList<>();

    Plugins(Lister<Rule> rules, Lister<Quirk> quirks, Lister<Hypervisor> hypervisors) {
        this.rules = once(() -> unique("rule", rules.list(this::reject)));
        this.quirks = once(() -> unique("quirk", quirks.list(this::reject)));
        this.hypervisors = once(() -> unique("backend", hypervisors.list(this::reject)));
    }

    /** Makes one of the three lists, and says what it had to leave out. */
    interface Lister<T> {
        List<Contribution<T>> list(Consumer<Rejected> rejected);
    }

    /** Parts that were made by hand, as tests and programs without OSGi do. */
    public static Plugins of(List<? extends Rule> rules, List<? extends Quirk> quirks,
            List<? extends Hypervisor> hypervisors) {
        return new Plugins(
                out -> rules.stream().map(r -> new Contribution<Rule>(r, r.info().id(), "given")).toList(),
                out -> quirks.stream().map(q -> new Contribution<Quirk>(q, q.info().id(), "given")).toList(),
                out -> hypervisors.stream().map(h -> new Contribution<Hypervisor>(h, h.info().id(), "given"))
                        .toList());
    }

    /** All rules, ours first, then by bundle and id. */
    public List<Contribution<Rule>> rules() {
        return rules.get();
    }

    /** All quirks, ours first, then by bundle and id. */
    public List<Contribution<Quirk>> quirks() {
        return quirks.get();
    }

    /** All backends, ours first, then by bundle and id. */
    public List<Contribution<Hypervisor>> hypervisors() {
        return hypervisors.get();
    }

    /** The backend of that id. */
    public Optional<Contribution<Hypervisor>> hypervisor(String id) {
        return hypervisors().stream().filter(h -> h.id().equals(id)).findFirst();
    }

    /** What was brought and is not used, as far as the lists have been asked for. */
    public synchronized List<Rejected> rejected() {
        return List.copyOf(rejected);
    }

    private synchronized void reject(Rejected one) {
        rejected.add(one);
    }

    /** Two parts of one id would speak twice under one name: the first stays, which is ours where one is ours. */
    private <T> List<Contribution<T>> unique(String word, List<Contribution<T>> all) {
        List<Contribution<T>> sorted = new ArrayList<>(all);
        sorted.sort((a, b) -> {
            int ours = Boolean.compare(isOurs(b.bundle()), isOurs(a.bundle()));
            if (ours != 0) {
                return ours;
            }
            int bundle = a.bundle().compareTo(b.bundle());
            return bundle != 0 ? bundle : a.id().compareTo(b.id());
        });
        Map<String, Contribution<T>> byId = new LinkedHashMap<>();
        for (Contribution<T> one : sorted) {
            Contribution<T> first = byId.putIfAbsent(one.id(), one);
            if (first != null) {
                reject(new Rejected(one.bundle(),
                        "its " + word + " " + one.id() + " is left out: " + first.bundle() + " has one of that id"));
            }
        }
        return List.copyOf(byId.values());
    }

    static boolean isOurs(String bundle) {
        return bundle.equals("given") || bundle.startsWith("org.underpass.");
    }

    private static <T> Supplier<T> once(Supplier<T> make) {
        return new Supplier<>() {
            private T value;

            @Override
            public synchronized T get() {
                if (value == null) {
                    value = make.get();
                }
                return value;
            }
        };
    }
}
