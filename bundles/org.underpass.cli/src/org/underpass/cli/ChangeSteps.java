package org.underpass.cli;

import java.util.List;
import org.underpass.engine.change.ChangeResult;
import org.underpass.engine.change.StepReport;
import org.underpass.host.write.Holders.Holder;
import org.underpass.host.write.Step;

/** Steps of a change of a machine, as answers show them. */
final class ChangeSteps {
    private ChangeSteps() {
    }

    static Json json(Json json, List<StepReport> steps) {
        return json.list("steps", steps, s -> Json.object().put("id", Integer.toString(s.id()))
                .put("kind", s.step().kind()).put("target", s.step().target()).put("state", s.state().word())
                .put("detail", s.detail()).list("undo", s.undo(), ChangeSteps::undo));
    }

    private static Json undo(Step step) {
        return Json.object().put("kind", step.kind()).put("target", step.target()).put("detail", step.describe());
    }

    static Json holders(Json json, List<Holder> holders) {
        return json.list("holders", holders, h -> Json.object().put("pid", h.pid()).put("command", h.command())
                .put("unit", h.unit()).strings("nodes", h.nodes()));
    }

    static void text(List<StepReport> steps, boolean inverses, Text text) {
        int width = steps.isEmpty() ? 0 : Integer.toString(steps.getLast().id()).length();
        for (StepReport step : steps) {
            String number = Integer.toString(step.id());
            text.line(" ".repeat(width - number.length()) + number + "  " + text.tone(switch (step.state()) {
                case DONE -> Text.Tone.GOOD;
                case FAILED -> Text.Tone.BAD;
                case UNDONE -> Text.Tone.WARN;
                case PLANNED -> Text.Tone.QUIET;
            }, step.state().word()) + "  " + Command.oneLine(step.detail()));
            if (inverses) {
                for (Step undo : step.undo()) {
                    text.line(" ".repeat(width + 4) + text.tone(Text.Tone.QUIET, "undo: " + undo.describe()));
                }
            }
        }
    }

    /** The exit status that belongs to what became of a change. */
    static int status(ChangeResult result) {
        return switch (result.outcome()) {
            case DONE -> Status.YES;
            case TAKEN -> Status.NO;
            case REFUSED -> Status.SURROUNDINGS;
            case RESTORED -> Status.ACTION;
            case LEFT -> Status.LEFT;
        };
    }
}
