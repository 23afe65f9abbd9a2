package org.underpass.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostOrigin;
import org.underpass.host.KernelLog;
import org.underpass.iommu.fault.Fault;
import org.underpass.iommu.fault.FaultLog;

/** {@code iommu faults}: what IOMMUs refused, by a kernel's log. */
final class IommuFaults {
    private IommuFaults() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        Optional<String> file = invocation.operands().stream().findFirst();
        Optional<Host> host = file.isEmpty() || invocation.option(Verb.Option.HOST).isPresent()
                ? Optional.of(invocation.host()) : Optional.empty();
        FaultLog log = file.isPresent() ? ofFile(invocation.path(file.get()), file.get()) : ofHost(host.orElseThrow());
        String from = file.orElseGet(() -> host.orElseThrow().name());
        FaultHint hints = new FaultHint(host, invocation.plugins());
        return new Answer(Status.YES, () -> json(log, hints), text -> text(from, log, hints, text));
    }

    private static FaultLog ofFile(Path path, String given) throws CommandException {
        if (Files.isDirectory(path)) {
            throw new CommandException(Status.INPUT, given + ": is a folder; expected a kernel's log");
        }
        try (Reader text = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            return FaultLog.read(text);
        } catch (IOException failure) {
            throw new CommandException(Status.INPUT, given + ": " + FileErrors.reason(failure), failure);
        }
    }

    /** The log with its time stamps, as it lies in the host's files. */
    private static FaultLog ofHost(Host host) throws CommandException {
        Fact<KernelLog> known = host.kernel().log();
        Fact<byte[]> bytes = known.flatMap(log -> host.tree().read(log.file()));
        if (!bytes.isKnown()) {
            throw new CommandException(host.origin().kind() == HostOrigin.Kind.LIVE
                    ? Status.SURROUNDINGS : Status.INPUT, host.name() + " does not show its kernel's log"
                    + (bytes instanceof Fact.Unknown<byte[]> unknown ? ": " + unknown.why() : ""));
        }
        try (Reader text = new StringReader(new String(bytes.value().orElseThrow(), StandardCharsets.ISO_8859_1))) {
            return FaultLog.read(text);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Json json(FaultLog log, FaultHint hints) {
        return Json.answer().put("suppressed", log.suppressed()).list("faults", log.faults(), fault -> Json.object()
                .put("line", fault.line())
                .put("seconds", fault.seconds().isPresent() ? (Object) String.valueOf(fault.seconds().getAsDouble())
                        : null)
                .put("unit", unit(fault))
                .put("kind", kind(fault))
                .put("event", fault.event())
                .put("device", fault.device().map(Object::toString))
                .put("name", hints.name(fault))
                .put("group", hints.group(fault))
                .put("address", fault.address().isPresent() ? Words.hex(fault.address().getAsLong()) : null)
                .put("pasid", fault.pasid())
                .put("code", fault.code().isPresent() ? Words.hex(fault.code().getAsInt()) : null)
                .put("index", fault.index())
                .put("domain", fault.domain())
                .put("streamId", fault.streamId().isPresent() ? Words.hex(fault.streamId().getAsLong()) : null)
                .put("reason", fault.reason())
                .list("hints", hints.of(fault), hint -> Json.object().put("rule", hint.rule())
                        .put("sentence", hint.sentence()))
                .put("text", fault.text()));
    }

    private static String unit(Fault fault) {
        return switch (fault.unit()) {
            case INTEL -> "vtd";
            case AMD -> "amdvi";
            case SMMU_V3 -> "smmuv3";
        };
    }

    private static String kind(Fault fault) {
        return fault.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void text(String from, FaultLog log, FaultHint hints, Text text) {
        if (log.faults().isEmpty()) {
            text.line("no IOMMU fault in the log of " + from);
        }
        for (Fault fault : log.faults()) {
            text.line(text.tone(Text.Tone.BAD, fault.device().map(Object::toString).orElse("unknown device")) + "  "
                    + kind(fault).replace('-', ' ') + (fault.address().isPresent()
                            ? " at " + Words.hex(fault.address().getAsLong()) : "") + ": " + fault.reason()
                    + (fault.code().isPresent() ? String.format(" (%s 0x%02x)", fault.event(),
                            fault.code().getAsInt()) : ""));
            hints.name(fault).ifPresent(name -> text.line("    " + name
                    + hints.group(fault).map(group -> ", group " + group).orElse("")));
            for (FaultHint.Hint hint : hints.of(fault)) {
                text.line("    " + (hint.rule() == null ? "" : hint.rule() + ": ") + hint.sentence());
            }
            text.line("    " + text.tone(Text.Tone.QUIET, "line " + fault.line() + ": " + fault.text()));
        }
        if (log.suppressed() > 0) {
            text.line("the kernel left out " + log.suppressed() + " further lines");
        }
    }
}
