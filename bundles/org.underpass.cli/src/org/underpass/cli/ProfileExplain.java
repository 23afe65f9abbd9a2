package org.underpass.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.underpass.engine.PluginFailure;
import org.underpass.engine.explain.LogExplainer;
import org.underpass.engine.explain.LogExplainer.Explanation;
import org.underpass.host.Host;
import org.underpass.profile.ProfileResult;
import org.underpass.spi.Severity;

/** {@code profile explain}: what a log of QEMU, libvirt, Xen or the kernel says went wrong, and why on this machine. */
final class ProfileExplain {
    /** What the text itself is called in findings, when it was given as an operand. */
    private static final String TEXT = "text";
    private static final String STANDARD_INPUT = "-";

    private ProfileExplain() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        String operand = invocation.operands().get(0);
        Host host = invocation.host();
        Optional<ProfileResult> profile = invocation.operands().size() < 2 ? Optional.empty()
                : Optional.of(Profiles.read(invocation, invocation.operands().get(1)));
        LogExplainer explainer = new LogExplainer(invocation.plugins(), Optional.of(host), profile);
        Optional<Path> file = file(invocation, operand);
        String name = operand.equals(STANDARD_INPUT) ? STANDARD_INPUT : file.isPresent() ? operand : TEXT;
        Explanation explanation;
        try (InputStream in = open(invocation, operand, file)) {
            explanation = explainer.explain(in, name);
        } catch (IOException failure) {
            throw new CommandException(Status.INPUT, name + ": " + FileErrors.reason(failure), failure);
        }
        if (explanation.binary()) {
            throw new CommandException(Status.INPUT, name + ": is no text; expected a log of QEMU, libvirt, Xen or the"
                    + " kernel");
        }
        if (explanation.findings().isEmpty() && name.equals(TEXT) && isLikePath(operand)) {
            throw new CommandException(Status.INPUT, operand + ": no such file, and no error text that is known");
        }
        explanation.failures().forEach(f -> invocation.progress("underpass: " + f.message()));
        return new Answer(status(explanation), () -> json(host, name, explanation),
                text -> text(host, name, explanation, text),
                () -> Sarif.of(explanation.findings(), invocation.plugins()));
    }

    private static int status(Explanation explanation) {
        List<PluginFailure> failures = explanation.failures();
        return !failures.isEmpty() ? Status.PLUGIN : explanation.findings().stream()
                .anyMatch(f -> f.severity() == Severity.ERROR) ? Status.NO : Status.YES;
    }

    /** The file that an operand names; empty where it is the text itself. */
    private static Optional<Path> file(Invocation invocation, String operand) throws CommandException {
        if (operand.equals(STANDARD_INPUT) || operand.indexOf('\n') >= 0 || operand.length() > 4096) {
            return Optional.empty();
        }
        try {
            Path path = invocation.path(operand);
            if (Files.isDirectory(path)) {
                throw new CommandException(Status.INPUT, operand + ": is a folder; expected a log");
            }
            return Files.exists(path) ? Optional.of(path) : Optional.empty();
        } catch (CommandException unfit) {
            if (unfit.getCause() instanceof InvalidPathException || unfit.status() == Status.USAGE) {
                return Optional.empty();
            }
            throw unfit;
        }
    }

    /** One word with a dot or a slash was meant as a file. */
    private static boolean isLikePath(String operand) {
        return operand.strip().chars().noneMatch(Character::isWhitespace)
                && (operand.indexOf('/') >= 0 || operand.indexOf('.') > 0);
    }

    private static InputStream open(Invocation invocation, String operand, Optional<Path> file) throws IOException {
        if (file.isPresent()) {
            return new BufferedInputStream(Files.newInputStream(file.get()), 1 << 16);
        }
        return operand.equals(STANDARD_INPUT) ? invocation.in()
                : new ByteArrayInputStream(operand.getBytes(StandardCharsets.UTF_8));
    }

    private static Json json(Host host, String name, Explanation explanation) {
        return Json.answer().put("host", host.name()).put("log", name).put("lines", explanation.lines())
                .put("more", explanation.more() ? true : null)
                .list("findings", explanation.findings(), Findings::json);
    }

    private static void text(Host host, String name, Explanation explanation, Text text) {
        explanation.findings().forEach(f -> Findings.text(f, text));
        String lines = explanation.lines() + (explanation.lines() == 1 ? " line" : " lines");
        if (explanation.findings().isEmpty()) {
            text.line(name + ": no error text that is known in " + lines + "; that says nothing about others");
            return;
        }
        text.line(name + ", " + lines + ", joined with " + host.name() + ": "
                + Findings.count(explanation.findings())
                + (explanation.more() ? "; there is more, which is left out" : ""));
    }
}
