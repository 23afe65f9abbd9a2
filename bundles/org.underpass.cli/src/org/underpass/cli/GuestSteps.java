package org.underpass.cli;

import java.util.ArrayList;
import java.util.List;
import org.underpass.engine.Guests.Found;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestStatus;

/** What the vm verbs did, step by step, and the guests that they did it to. */
final class GuestSteps {
    static final String PLANNED = "planned";
    static final String DONE = "done";
    static final String FAILED = "failed";

    /** One step. */
    private record Step(String id, String kind, String target, String state, String detail) {
    }

    private record Line(String backend, Found found, GuestStatus status) {
    }

    private final List<Step> steps = new ArrayList<>();
    private final List<Line> guests = new ArrayList<>();

    void add(String kind, String target, String state, String detail) {
        steps.add(new Step(Integer.toString(steps.size() + 1), kind, target, state, detail));
    }

    /** Asks a guest how it is. */
    GuestStatus guest(Found found) {
        GuestStatus status = found.guest().status();
        guests.add(new Line(found.backend(), found, status));
        return status;
    }

    Json json(Json json) {
        return json.list("steps", steps, s -> Json.object().put("id", s.id()).put("kind", s.kind())
                        .put("target", s.target()).put("state", s.state()).put("detail", s.detail()))
                .list("guests", guests, g -> Json.object().put("name", g.found().guest().name())
                        .put("backend", g.backend()).put("state", g.status().state().word())
                        .put("detail", g.status().detail())
                        .put("pid", g.status().pid())
                        .put("since", g.status().since().map(Object::toString))
                        .put("folder", g.found().guest().folder().toString())
                        .put("log", g.found().guest().log().toString()));
    }

    void text(Text text) {
        for (Step step : steps) {
            text.line(text.tone(switch (step.state()) {
                case DONE -> Text.Tone.GOOD;
                case FAILED -> Text.Tone.BAD;
                default -> Text.Tone.QUIET;
            }, step.state()) + "  " + step.kind() + " " + step.target()
                    + (step.detail().isEmpty() ? "" : ": " + Command.oneLine(step.detail())));
        }
        for (Line line : guests) {
            text.line(text.tone(Text.Tone.STRONG, line.found().guest().name()) + "  "
                    + text.tone(tone(line.status()), line.status().state().word()) + " ("
                    + Command.oneLine(line.status().detail()) + ")  " + line.backend()
                    + (line.status().pid().isPresent() ? ", process " + line.status().pid().getAsLong() : "")
                    + "  log " + line.found().guest().log());
        }
    }

    private static Text.Tone tone(GuestStatus status) {
        return switch (status.state()) {
            case RUNNING, STARTING, SUSPENDED, PAUSED -> Text.Tone.GOOD;
            case STOPPED, SILENT -> Text.Tone.BAD;
            case ENDED -> Text.Tone.QUIET;
        };
    }

    /** The exit status that says who has to do something. */
    static int status(GuestException failure) {
        return switch (failure.kind()) {
            case REFUSED -> Status.SURROUNDINGS;
            case BUSY -> Status.NO;
            case FAILED, SILENT -> Status.ACTION;
        };
    }
}
