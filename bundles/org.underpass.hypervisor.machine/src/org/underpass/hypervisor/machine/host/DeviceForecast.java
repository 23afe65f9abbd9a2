package org.underpass.hypervisor.machine.host;

import org.underpass.hypervisor.machine.text.Sh;
import org.underpass.profile.DeviceProfile;
import org.underpass.profile.Evidence;
import org.underpass.profile.ResetFact;
import org.underpass.spi.hypervisor.DevicePlan;

/** How a kind of device resets: what its profile says, and on a host the forecast for each function. */
public final class DeviceForecast {
    private DeviceForecast() {
    }

    /** The text of the artifact. */
    public static String of(DevicePlan plan) {
        StringBuilder text = new StringBuilder();
        if (plan.host().isPresent()) {
            text.append("On this host\n\n").append(ForecastText.of(plan.forecasts())).append('\n');
        }
        DeviceProfile profile = plan.profile();
        text.append("What ").append(profile.name()).append(" says of such devices\n");
        if (profile.reset().isEmpty()) {
            text.append("  nothing about resets\n");
        }
        for (ResetFact fact : profile.reset()) {
            text.append("  ").append(Sh.printable(fact.method())).append(": ")
                    .append(fact.verdict().map(v -> v.word()).orElse("unknown"));
            fact.when().ifPresent(when -> text.append(", ").append(Sh.printable(when)));
            text.append('\n');
            for (Evidence evidence : fact.evidence()) {
                text.append("    ").append(Sh.printable(evidence.source()));
                evidence.note().ifPresent(note -> text.append(": ").append(Sh.printable(note)));
                text.append('\n');
            }
        }
        if (!profile.resetSettings().methods().isEmpty()) {
            text.append("  methods in the order to try: ")
                    .append(String.join(" ", profile.resetSettings().methods())).append('\n');
        }
        return text.toString();
    }
}
