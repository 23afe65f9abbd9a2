package org.underpass.cli;

import java.util.ArrayList;
import java.util.List;
import org.underpass.iommu.walk.Permissions;
import org.underpass.iommu.walk.Request;
import org.underpass.iommu.walk.Translation;
import org.underpass.iommu.walk.WalkStep;
import org.underpass.pci.PciAddress;

/** An outcome of a walk as JSON and as text. */
final class TranslationAnswer {
    private TranslationAnswer() {
    }

    /** @param assumptions sentences about what was taken for granted */
    static Answer of(PciAddress requester, Request request, Translation translation, List<String> assumptions)
            throws CommandException {
        List<String> notes = new ArrayList<>(assumptions);
        if (translation instanceof Translation.Blocked blocked && blocked.tableUnreadable()) {
            notes.add("the memory at hand does not show the table that comes next; in the machine itself the walk may"
                    + " have gone on");
        }
        if (translation instanceof Translation.NotSupported not) {
            throw new CommandException(Status.INPUT, "iommu translate: these tables cannot be walked: " + not.why());
        }
        return new Answer(translation instanceof Translation.Blocked ? Status.NO : Status.YES,
                () -> json(requester, request, translation, notes),
                text -> text(requester, request, translation, notes, text));
    }

    private static String outcome(Translation translation) {
        return switch (translation) {
            case Translation.Translated t -> "translated";
            case Translation.PassedThrough p -> "passed-through";
            case Translation.Interrupt i -> "interrupt";
            case Translation.Blocked b -> "blocked";
            case Translation.NotSupported n -> throw new IllegalArgumentException(n.why());
        };
    }

    private static Json json(PciAddress requester, Request request, Translation translation, List<String> notes) {
        Json json = Json.answer()
                .put("requester", requester.toString())
                .put("pasid", request.pasid())
                .put("iova", Words.hex(request.iova()))
                .put("outcome", outcome(translation));
        switch (translation) {
            case Translation.Translated found -> json.put("address", Words.hex(found.address()))
                    .put("permissions", found.permissions().toString()).put("pageSize", found.pageSize());
            case Translation.PassedThrough passed -> json.put("address", Words.hex(passed.address()))
                    .put("permissions", passed.permissions().toString());
            case Translation.Blocked blocked -> json.put("fault", Json.object()
                    .put("code", blocked.code().isPresent() ? Words.hex(blocked.code().getAsInt()) : null)
                    .put("event", blocked.event().isEmpty() ? null : blocked.event())
                    .put("sentence", blocked.sentence()));
            case Translation.Interrupt interrupt -> json.put("address", Words.hex(interrupt.address()));
            case Translation.NotSupported not -> throw new IllegalArgumentException(not.why());
        }
        json.list("walk", translation.walk(), step -> Json.object().put("table", step.table())
                .put("level", step.level()).put("entryAddress", Words.hex(step.entryAddress()))
                .put("entry", Words.hex(step.entry()))
                .put("upper", step.upper() == 0 ? null : Words.hex(step.upper())));
        return json.strings("notes", notes);
    }

    private static void text(PciAddress requester, Request request, Translation translation, List<String> notes,
            Text text) {
        String asked = requester + (request.pasid().isPresent() ? " PASID " + request.pasid().getAsInt() : "") + " "
                + Words.hex(request.iova()) + ": ";
        text.line(asked + switch (translation) {
            case Translation.Translated found -> text.tone(Text.Tone.GOOD, Words.hex(found.address())) + ", "
                    + words(found.permissions()) + ", in a page of " + Words.size(found.pageSize());
            case Translation.PassedThrough passed -> text.tone(Text.Tone.WARN, "passed through") + " as it stands, "
                    + words(passed.permissions());
            case Translation.Interrupt interrupt -> "an interrupt message, which page tables do not translate";
            case Translation.Blocked blocked -> text.tone(Text.Tone.BAD, "blocked") + ": " + blocked.sentence()
                    + reason(blocked);
            case Translation.NotSupported not -> throw new IllegalArgumentException(not.why());
        });
        List<List<String>> rows = new ArrayList<>();
        for (WalkStep step : translation.walk()) {
            rows.add(List.of("  " + step.table() + (step.level() != 0 || step.table().startsWith("stage-")
                    ? " " + step.level() : ""), "at " + Words.hex(step.entryAddress()), Words.hex(step.entry())));
        }
        text.table(rows);
        notes.forEach(note -> text.line("  note: " + note));
    }

    private static String reason(Translation.Blocked blocked) {
        String code = blocked.code().isPresent() ? String.format("0x%02x", blocked.code().getAsInt()) : "";
        String both = (blocked.event() + " " + code).strip();
        return both.isEmpty() ? "" : " (" + both + ")";
    }

    private static String words(Permissions permissions) {
        return permissions.read() && permissions.write() ? "read and write"
                : permissions.read() ? "read only" : permissions.write() ? "write only" : "no access";
    }
}
