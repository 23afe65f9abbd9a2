package org.underpass.hypervisor.machine.host;

import java.util.List;
import java.util.stream.Collectors;
import org.underpass.hypervisor.machine.text.Sh;
import org.underpass.spi.Evidence;
import org.underpass.spi.quirk.Forecast;

/** Forecasts of resets as text for people. */
public final class ForecastText {
    private ForecastText() {
    }

    /** One paragraph a function, in the order given. */
    public static String of(List<Forecast> forecasts) {
        StringBuilder text = new StringBuilder();
        for (Forecast forecast : forecasts) {
            text.append(text.isEmpty() ? "" : "\n");
            text.append(forecast.function()).append(": ").append(forecast.path().word()).append('\n');
            for (Forecast.Method method : forecast.methods()) {
                line(text, (method.usable() ? "can use " : "cannot use ") + method.name() + ": " + method.reason());
            }
            if (!forecast.victims().isEmpty()) {
                line(text, "would reset too: " + forecast.victims().stream().map(Object::toString)
                        .collect(Collectors.joining(" ")));
            }
            for (Evidence reason : forecast.reasons()) {
                line(text, "because " + reason.fact() + " (" + reason.source() + ")");
            }
            for (Forecast.Opinion quirk : forecast.quirks()) {
                line(text, "quirk " + quirk.id() + " is " + quirk.state() + ": " + quirk.says()
                        + (quirk.steps() > 0 ? " (" + quirk.steps() + " steps)" : ""));
            }
        }
        return text.isEmpty() ? "Nothing is given away that would be reset.\n" : text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append("  ").append(Sh.printable(line)).append('\n');
    }
}
