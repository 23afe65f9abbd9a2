package org.underpass.spi.rule;

import java.util.List;
import java.util.Objects;
import org.underpass.spi.Severity;

/**
 * What a rule is, apart from any machine. Its page of documentation is generated from this.
 *
 * @param id         short and unique: {@code B01}; a plug-in's begins with a prefix of its own
 * @param severity   the gravest severity that it reports; never ERROR for a {@link Basis#SINGLE_REPORT}
 * @param basis      how well its cause is established
 * @param scope      what it needs to be asked at all
 * @param title      what goes wrong, in a few words
 * @param why        why it matters, in one sentence
 * @param cure       what helps, in one or two sentences
 * @param symptoms   texts that logs show when it happened, word for word; {@code …} stands for anything within a line.
 *                   {@code profile explain} finds them, where at least six characters in a row are fixed. May be empty
 * @param references public sources
 */
public record RuleInfo(String id, Severity severity, Basis basis, Scope scope, String title, String why, String cure,
        List<String> symptoms, List<String> references) {

    /** How well the cause is established. */
    public enum Basis {
        /** Read in the source of the kernel, QEMU, libvirt or Xen. */
        SOURCE,
        /** Stated by a project's own documentation. */
        DOCUMENTATION,
        /** Several voices in public threads. */
        THREADS,
        /** One user's report: a hint, never more than a warning. */
        SINGLE_REPORT,
        /** Inferred from source. */
        INFERENCE
    }

    /** What a rule needs in order to be asked. */
    public enum Scope {
        /** A host; asked once, with or without an assignment. */
        HOST,
        /** A profile; asked with or without a host. */
        PROFILE,
        /** A host and an assignment, be it a profile's or a card that is being judged. */
        ASSIGNMENT,
        /** Only a log shows it; asked when one is explained. */
        LOG,
        /** A script of the owner's, such as libvirt's hooks; asked where there is one, with or without the rest. */
        SCRIPT
    }

    public RuleInfo {
        Objects.requireNonNull(id);
        Objects.requireNonNull(title);
        Objects.requireNonNull(why);
        Objects.requireNonNull(cure);
        symptoms = List.copyOf(symptoms);
        references = List.copyOf(references);
        if (basis == Basis.SINGLE_REPORT && severity == Severity.ERROR) {
            throw new IllegalArgumentException("rule " + id + ": a single report is never an error");
        }
    }
}
