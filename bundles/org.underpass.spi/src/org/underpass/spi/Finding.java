package org.underpass.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.underpass.spi.rule.RuleInfo;

/**
 * What a rule has to say about a machine or a profile. A value: it holds no reference to the rule that made it.
 *
 * <p>A finding is identified by {@link #key()}, rule and subject: a later run that yields an equal key replaces it,
 * one that does not makes it vanish. A rule therefore reports each subject at most once.
 *
 * @param rule       id of the rule, such as {@code B01}
 * @param severity   at most the severity that the rule declares
 * @param subject    what it is about: an address, {@code group 12}, a path in the profile, {@code host}
 * @param message    what is wrong, in one sentence that a stranger understands
 * @param why        why it matters, in one sentence
 * @param location   place in the profile, where there is one
 * @param evidence   the facts it rests on; never empty
 * @param fixes      ways out, best first; empty when there is none, and then an error means impossible
 * @param references public sources
 */
public record Finding(String rule, Severity severity, String subject, String message, String why,
        Optional<Location> location, List<Evidence> evidence, List<Fix> fixes, List<String> references) {

    public Finding {
        Objects.requireNonNull(rule);
        Objects.requireNonNull(severity);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(message);
        Objects.requireNonNull(why);
        Objects.requireNonNull(location);
        evidence = List.copyOf(evidence);
        fixes = List.copyOf(fixes);
        references = List.copyOf(references);
        if (evidence.isEmpty()) {
            throw new IllegalArgumentException("finding of rule " + rule + " on " + subject + " has no evidence");
        }
    }

    /** Identity over several runs: rule and subject. */
    public String key() {
        return rule + " " + subject;
    }

    /** Starts a finding of the severity, reason and references that the rule declares. */
    public static Builder of(RuleInfo rule, String subject) {
        return new Builder(rule, subject);
    }

    /** Collects the parts of a finding. Not thread-safe, used once. */
    public static final class Builder {
        private final RuleInfo rule;
        private final String subject;
        private Severity severity;
        private String message;
        private String why;
        private Optional<Location> location = Optional.empty();
        private final List<Evidence> evidence = new ArrayList<>();
        private final List<Fix> fixes = new ArrayList<>();

        private Builder(RuleInfo rule, String subject) {
            this.rule = Objects.requireNonNull(rule);
            this.subject = Objects.requireNonNull(subject);
            this.severity = rule.severity();
            this.why = rule.why();
        }

        /** What is wrong, in one sentence. Required. */
        public Builder message(String text) {
            this.message = text;
            return this;
        }

        /** A milder severity than the rule's own; a graver one is capped at the rule's own. */
        public Builder severity(Severity value) {
            this.severity = value.compareTo(rule.severity()) < 0 ? rule.severity() : value;
            return this;
        }

        /** A reason that fits this case better than the rule's own. */
        public Builder why(String text) {
            this.why = text;
            return this;
        }

        public Builder at(Optional<Location> place) {
            this.location = place;
            return this;
        }

        public Builder evidence(Evidence... more) {
            evidence.addAll(List.of(more));
            return this;
        }

        public Builder evidence(List<Evidence> more) {
            evidence.addAll(more);
            return this;
        }

        public Builder fix(Fix... more) {
            fixes.addAll(List.of(more));
            return this;
        }

        public Finding build() {
            return new Finding(rule.id(), severity, subject, message, why, location, evidence, fixes,
                    rule.references());
        }
    }
}
