package org.underpass.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.underpass.engine.Card;
import org.underpass.engine.PluginFailure;
import org.underpass.engine.ResetForecaster;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.spi.quirk.Forecast;

/** {@code reset forecast}: how functions would reset. */
final class ResetForecast {
    private ResetForecast() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        Host host = invocation.host();
        List<PluginFailure> failures = Collections.synchronizedList(new ArrayList<>());
        ResetForecaster forecaster = new ResetForecaster(host, invocation.plugins(), failures::add);
        Optional<String> word = invocation.operands().stream().findFirst()
                .or(() -> invocation.option(Verb.Option.FUNCTION));
        List<Forecast> forecasts = new ArrayList<>();
        for (HostFunction function : word.isPresent() ? List.of(Functions.find(host, word.get()))
                : Card.of(host).stream().flatMap(c -> c.functions().stream()).toList()) {
            forecasts.add(forecaster.forecast(function.address()));
        }
        failures.forEach(f -> invocation.progress("underpass: " + f.message()));
        int status = !failures.isEmpty() ? Status.PLUGIN
                : forecasts.stream().anyMatch(Forecast::refused) ? Status.NO : Status.YES;
        return new Answer(status, () -> json(forecasts, word.isPresent()), text -> text(host, forecasts, text));
    }

    /** For one function its forecast is the answer itself; for all cards they are a list. */
    private static Json json(List<Forecast> forecasts, boolean one) {
        return one ? fill(Json.answer(), forecasts.get(0))
                : Json.answer().list("forecasts", forecasts, f -> fill(Json.object(), f));
    }

    private static Json fill(Json json, Forecast forecast) {
        return json.put("function", forecast.function().toString())
                .put("path", forecast.path().word())
                .list("methods", forecast.methods(), m -> Json.object().put("name", m.name())
                        .put("usable", m.usable()).put("reason", m.reason()))
                .strings("victims", forecast.victims())
                .list("reasons", forecast.reasons(), r -> Json.object().put("fact", r.fact())
                        .put("source", r.source()))
                .list("quirks", forecast.quirks(), q -> Json.object().put("id", q.id()).put("state", q.state())
                        .put("says", q.says()).put("steps", q.steps())
                        .list("evidence", q.evidence(), e -> Json.object().put("fact", e.fact())
                                .put("source", e.source())));
    }

    private static void text(Host host, List<Forecast> forecasts, Text text) {
        if (forecasts.isEmpty()) {
            text.line("no graphics card among " + host.functions().size() + " functions; name a function to ask for"
                    + " another device");
        }
        for (Forecast forecast : forecasts) {
            text.line(text.tone(tone(forecast.path()), forecast.path().word()) + "  " + forecast.function() + "  "
                    + host.function(forecast.function()).map(host::nameOf).orElse(""));
            for (Forecast.Method method : forecast.methods()) {
                text.line("    " + (method.usable() ? "can  " : "can't") + " " + method.name() + ": "
                        + method.reason());
            }
            if (!forecast.victims().isEmpty()) {
                text.line("    would also reset "
                        + String.join(", ", forecast.victims().stream().map(PciAddress::toString).toList()));
            }
            forecast.reasons().forEach(r -> text.line("    seen: " + r.fact() + "  [" + r.source() + "]"));
            forecast.quirks().forEach(q -> text.line("    quirk " + q.id() + " (" + q.state() + "): " + q.says()));
        }
    }

    private static Text.Tone tone(Forecast.Path path) {
        return switch (path) {
            case CLEAN -> Text.Tone.GOOD;
            case SHARED, WEAK, UNKNOWN -> Text.Tone.WARN;
            case KNOWN_BAD, NONE, FORBIDDEN -> Text.Tone.BAD;
        };
    }
}
