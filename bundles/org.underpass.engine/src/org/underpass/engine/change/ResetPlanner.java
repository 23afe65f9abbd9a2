package org.underpass.engine.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.engine.ResetForecaster;
import org.underpass.host.Host;
import org.underpass.host.HostCritical;
import org.underpass.host.HostFunction;
import org.underpass.host.write.Holders;
import org.underpass.host.write.Machine;
import org.underpass.host.write.Step;
import org.underpass.host.write.Step.Attribute;
import org.underpass.pci.PciAddress;
import org.underpass.spi.quirk.Assessment.Routine;
import org.underpass.spi.quirk.Forecast;

/** Decides how one function is reset now: by a kernel's method, or by a quirk's routine where that is asked for. */
public final class ResetPlanner {
    private final Host host;
    private final ResetForecaster forecaster;

    public ResetPlanner(Host host, ResetForecaster forecaster) {
        this.host = host;
        this.forecaster = forecaster;
    }

    /**
     * A reset, decided.
     *
     * @param steps   none when it is refused
     * @param refusal one sentence; absent when it may be done
     */
    public record ResetPlan(Forecast forecast, List<Step> steps, Optional<String> refusal) {
        public ResetPlan {
            steps = List.copyOf(steps);
        }
    }

    /**
     * Decides. A function that the host cannot do without is never reset; one whose driver works with it only where
     * that is wanted, and not under its driver's hands.
     *
     * @param method a kernel's method, or {@code quirk:ID}; absent: the first that the forecast counts on
     * @param force  whether a driver that works with it, or a forecast that advises against it, is passed over
     */
    public ResetPlan plan(HostFunction function, Machine machine, Optional<String> method, boolean force) {
        PciAddress address = function.address();
        Forecast forecast = forecaster.forecast(address);
        Optional<String> chosen = method.or(() -> forecast.methods().stream().filter(Forecast.Method::usable)
                .map(Forecast.Method::name).filter(name -> !name.equals("hot-reset")).findFirst());
        List<Holders.Holder> holders = new Holders(machine.tree()).of(address);
        boolean known = chosen.isPresent() && (chosen.get().startsWith("quirk:")
                ? forecaster.routines(address).containsKey(chosen.get().substring("quirk:".length()))
                : function.resetMethods().orElse(List.of()).contains(chosen.get()));
        boolean advised = chosen.isPresent() && forecast.methods().stream().anyMatch(m -> m.usable()
                && m.name().equals(chosen.get()));
        String refusal = null;
        List<HostCritical.Use> needs = host.critical().of(address);
        if (!needs.isEmpty()) {
            refusal = "the host cannot do without " + address + ": " + needs.getFirst().detail();
        } else if (!holders.isEmpty()) {
            refusal = holders.getFirst().describe();
        } else if (!isIdle(function) && !force) {
            refusal = function.driver().orElse("its driver") + " works with " + address
                    + "; --force takes it from there, and gives it back";
        } else if (chosen.isEmpty()) {
            refusal = "no method that resets " + address + " alone can be counted on: forecast "
                    + forecast.path().word();
        } else if (!known) {
            refusal = address + " has no method " + chosen.get();
        } else if (!advised && !force) {
            refusal = "the forecast does not count on " + chosen.get() + " for " + address + "; --force does it all"
                    + " the same";
        }
        return new ResetPlan(forecast, refusal == null ? steps(function, chosen.get()) : List.of(),
                Optional.ofNullable(refusal));
    }

    private static boolean isIdle(HostFunction function) {
        return function.driver().isAbsent() || function.driver().value()
                .filter(d -> d.equals("vfio-pci") || d.equals("pciback")).isPresent();
    }

    private List<Step> steps(HostFunction function, String method) {
        PciAddress address = function.address();
        List<Step> steps = new ArrayList<>();
        Optional<String> driver = function.driver().value();
        boolean idle = isIdle(function);
        if (!idle) {
            steps.add(new Step.Unbind(address));
        }
        if (method.startsWith("quirk:")) {
            Map<String, Routine> routines = forecaster.routines(address);
            steps.addAll(new QuirkSteps(address).of(routines.get(method.substring("quirk:".length())).steps()));
        } else {
            String before = function.resetMethods().value().map(m -> String.join(" ", m)).orElse(method);
            if (!before.equals(method)) {
                steps.add(new Step.SetAttribute(address, Attribute.RESET_METHOD, method));
            }
            steps.add(new Step.Reset(address));
            if (!before.equals(method)) {
                steps.add(new Step.SetAttribute(address, Attribute.RESET_METHOD, before));
            }
        }
        driver.filter(d -> !idle).ifPresent(d -> steps.add(new Step.Bind(address, d)));
        return steps;
    }
}
