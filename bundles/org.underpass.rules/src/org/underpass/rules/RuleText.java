package org.underpass.rules;

import java.util.List;
import java.util.Objects;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/**
 * The words of one rule, written beside its code: {@code RuleText.of("B01", …).title(…).why(…).cure(…)…info()}.
 * Each of title, why and cure is required.
 */
public final class RuleText {
    private final String id;
    private final Severity severity;
    private final Basis basis;
    private final Scope scope;
    private String title;
    private String why;
    private String cure;
    private List<String> symptoms = List.of();
    private List<String> references = List.of();

    private RuleText(String id, Severity severity, Basis basis, Scope scope) {
        this.id = Objects.requireNonNull(id);
        this.severity = Objects.requireNonNull(severity);
        this.basis = Objects.requireNonNull(basis);
        this.scope = Objects.requireNonNull(scope);
    }

    public static RuleText of(String id, Severity severity, Basis basis, Scope scope) {
        return new RuleText(id, severity, basis, scope);
    }

    /** What goes wrong, in a few words. */
    public RuleText title(String text) {
        this.title = text;
        return this;
    }

    /** Why it matters, in one sentence. */
    public RuleText why(String text) {
        this.why = text;
        return this;
    }

    /** What helps, in one or two sentences. */
    public RuleText cure(String text) {
        this.cure = text;
        return this;
    }

    /** Texts that logs show, as stretches without anything that varies. */
    public RuleText symptoms(String... texts) {
        this.symptoms = List.of(texts);
        return this;
    }

    /** Public sources: addresses, or project and file. */
    public RuleText references(String... sources) {
        this.references = List.of(sources);
        return this;
    }

    public RuleInfo info() {
        return new RuleInfo(id, severity, basis, scope, title, why, cure, symptoms, references);
    }
}
