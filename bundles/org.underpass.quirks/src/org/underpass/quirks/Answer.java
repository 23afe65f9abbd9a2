package org.underpass.quirks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.VersionNumber;
import org.underpass.spi.Evidence;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.Assessment.MethodVerdict;
import org.underpass.spi.quirk.Assessment.Routine;
import org.underpass.spi.quirk.Assessment.Verdict;

/** Collects what is known of one function. Used once, by one thread. */
public final class Answer {
    private final Fact<VersionNumber> kernel;
    private final List<MethodVerdict> verdicts = new ArrayList<>();
    private final List<Evidence> evidence = new ArrayList<>();
    private final SortedSet<Integer> companions = new TreeSet<>();
    private Optional<String> knownBad = Optional.empty();
    private Optional<Duration> settle = Optional.empty();
    private Optional<Routine> routine = Optional.empty();
    private boolean kernelShown;

    public Answer(Host host) {
        this.kernel = host.kernel().version();
    }

    /** Adds what a row says. */
    public void add(Row row) {
        // No pattern switch: the JVM would link it anew in every run of the short-lived command.
        Effect effect = row.effect();
        if (effect instanceof Effect.Flag flag) {
            addFlag(row, flag);
        } else if (effect instanceof Effect.Works works) {
            verdict(works.method(), Verdict.GOOD, works.reason());
            evidence(works.reason(), row.source());
        } else if (effect instanceof Effect.KnownBad bad) {
            knownBad(bad.reason());
            evidence(row.name() + ": " + bad.reason(), row.source());
        } else if (effect instanceof Effect.Settle wait) {
            addSettle(row, wait);
        } else if (effect instanceof Effect.Note note) {
            evidence(row.name() + ": " + note.text(), row.source());
        }
    }

    /**
     * A method with a flag must not be counted on with any kernel: a newer one refuses it, an older one tries it and
     * does the harm that the flag is there to prevent.
     */
    private void addFlag(Row row, Effect.Flag flag) {
        Optional<VersionNumber> running = kernel.value();
        boolean lacking = running.isPresent() && flag.since().isPresent()
                && running.get().compareTo(flag.since().get()) < 0;
        if (lacking) {
            verdict(flag.method(), Verdict.BAD, "Linux " + name(running.get()) + " may still try " + flag.method()
                    + ": mainline refuses it since " + name(flag.since().get()) + ", because " + flag.reason());
        } else {
            verdict(flag.method(), Verdict.FORBIDDEN, "Linux refuses " + flag.method() + " on " + row.name()
                    + ": " + flag.reason());
        }
        evidence(row.name() + ": " + flag.reason() + "; refused "
                + flag.since().map(v -> "since Linux " + name(v)).orElse("by Linux"), row.source());
        if (flag.since().isPresent()) {
            showKernel();
        }
    }

    private void addSettle(Row row, Effect.Settle wait) {
        settle = Optional.of(settle.filter(t -> t.compareTo(wait.time()) > 0).orElse(wait.time()));
        evidence(row.name() + ": " + wait.reason() + "; Linux waits by itself since " + name(wait.since()),
                row.source());
        showKernel();
    }

    private void showKernel() {
        if (!kernelShown) {
            kernelShown = true;
            String seen = kernel.value().map(version -> "the host runs Linux " + version)
                    .orElse(kernel instanceof Fact.Unknown<VersionNumber> unknown
                            ? "the host's kernel is not shown: " + unknown.why() : "the host names no kernel");
            evidence.add(Evidence.of(seen, kernel));
        }
    }

    /** Mainline flags come with the first release of a series. */
    private static String name(VersionNumber version) {
        return version.major() + "." + version.minor();
    }

    public void verdict(String method, Verdict verdict, String reason) {
        verdicts.add(new MethodVerdict(method, verdict, reason));
    }

    public void evidence(String fact, String source) {
        evidence.add(new Evidence(fact, source));
    }

    public void evidence(Evidence one) {
        evidence.add(one);
    }

    /** The first reason stands. */
    public void knownBad(String reason) {
        if (knownBad.isEmpty()) {
            knownBad = Optional.of(reason);
        }
    }

    public void routine(Routine value) {
        routine = Optional.of(value);
    }

    /** Another function of the slot that belongs to this one. */
    public void companion(int function) {
        companions.add(function);
    }

    /** What came together; not mine when nothing did. */
    public Assessment make() {
        return evidence.isEmpty() ? Assessment.notMine()
                : new Assessment.Ready(verdicts, knownBad, routine, List.copyOf(companions), settle, evidence);
    }

    /** The same for a function for which nothing can be done now. */
    public Assessment blocked(String reason) {
        return new Assessment.Blocked(reason, verdicts, evidence);
    }
}
