package org.underpass.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.spi.Evidence;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.Assessment.Blocked;
import org.underpass.spi.quirk.Assessment.MethodVerdict;
import org.underpass.spi.quirk.Assessment.NotMine;
import org.underpass.spi.quirk.Assessment.Ready;
import org.underpass.spi.quirk.Assessment.Verdict;
import org.underpass.spi.quirk.Forecast;
import org.underpass.spi.quirk.Forecast.Method;
import org.underpass.spi.quirk.Forecast.Opinion;
import org.underpass.spi.quirk.Forecast.Path;
import org.underpass.spi.quirk.Quirk;

/**
 * Says how a function would reset when a guest gets it, restarts, and gives it back, before anybody tries.
 *
 * <p>The order is that of QEMU's vfio-pci (hw/vfio/pci.c, vfio_pci_reset): the kernel's function-level methods first,
 * then VFIO's hot reset of the bus, and a power-management reset only when nothing else is there. Which methods the
 * kernel has for a function is its {@code reset_method} list (drivers/pci/pci.c, pci_reset_fn_methods); what
 * {@code bus} in that list is worth is decided here anew, since the kernel writes the list when a function is found,
 * before its siblings exist.
 *
 * <p>One object serves one host; answers are cached. Thread-safe.
 */
public final class ResetForecaster {
    private static final Set<String> FUNCTION_LEVEL = Set.of("device_specific", "acpi", "flr");

    private final Host host;
    private final List<Contribution<Quirk>> quirks;
    private final Consumer<PluginFailure> failures;
    private final Map<PciAddress, Forecast> forecasts = new ConcurrentHashMap<>();
    private final Map<PciAddress, List<Judged>> judgements = new ConcurrentHashMap<>();

    /** One quirk's answer. */
    private record Judged(String quirk, Assessment assessment) {
        List<MethodVerdict> verdicts() {
            return assessment instanceof Ready ready ? ready.verdicts()
                    : assessment instanceof Blocked blocked ? blocked.verdicts() : List.of();
        }

        Optional<String> knownBad() {
            return assessment instanceof Ready ready ? ready.knownBad() : Optional.empty();
        }
    }

    /**
     * @param failures told of each quirk that throws; the forecast is then made without it
     */
    public ResetForecaster(Host host, Plugins plugins, Consumer<PluginFailure> failures) {
        this.host = host;
        this.quirks = plugins.quirks();
        this.failures = failures;
    }

    /**
     * The forecast for one function of the host.
     *
     * @throws IllegalArgumentException when the host has no such function
     */
    public Forecast forecast(PciAddress address) {
        Forecast known = forecasts.get(address);
        if (known == null) {
            HostFunction function = host.function(address)
                    .orElseThrow(() -> new IllegalArgumentException("no function " + address));
            known = new Attempt(function).make();
            forecasts.put(address, known);
        }
        return known;
    }

    /**
     * The routines of quirks that could reset a function now, by the quirk's id.
     *
     * @throws IllegalArgumentException when the host has no such function
     */
    public Map<String, Assessment.Routine> routines(PciAddress address) {
        HostFunction function = host.function(address)
                .orElseThrow(() -> new IllegalArgumentException("no function " + address));
        Map<String, Assessment.Routine> routines = new LinkedHashMap<>();
        for (Judged one : judge(function)) {
            if (one.assessment() instanceof Ready ready && ready.routine().isPresent()) {
                routines.put(one.quirk(), ready.routine().get());
            }
        }
        return routines;
    }

    private List<Judged> judge(HostFunction function) {
        return judgements.computeIfAbsent(function.address(), a -> {
            List<Judged> all = new ArrayList<>();
            for (Contribution<Quirk> quirk : quirks) {
                try {
                    Assessment answer = quirk.part().assess(function, host);
                    if (answer == null) {
                        throw new NullPointerException("assess returned null");
                    }
                    if (!(answer instanceof NotMine)) {
                        all.add(new Judged(quirk.id(), answer));
                    }
                } catch (RuntimeException | LinkageError failure) {
                    failures.accept(new PluginFailure(quirk.bundle(), "quirk " + quirk.id()
                            + " while assessing " + a, failure));
                }
            }
            all.sort(Comparator.comparing(Judged::quirk));
            return List.copyOf(all);
        });
    }

    /** The making of one forecast. */
    private final class Attempt {
        private final HostFunction function;
        private final PciAddress address;
        private final List<Method> methods = new ArrayList<>();
        private final List<Evidence> reasons = new ArrayList<>();
        private final Map<String, MethodVerdict> verdicts = new LinkedHashMap<>();
        private boolean forbidden;
        private boolean weak;
        private boolean clean;
        private boolean good;

        Attempt(HostFunction function) {
            this.function = function;
            this.address = function.address();
        }

        Forecast make() {
            List<Judged> judged = judge(function);
            for (Judged one : judged) {
                for (MethodVerdict verdict : one.verdicts()) {
                    verdicts.merge(verdict.method(), verdict, Attempt::graver);
                }
            }
            KernelMethods kernel = KernelMethods.of(function, host);
            reasons.add(kernel.evidence());
            for (String name : kernel.names()) {
                if (!name.equals("bus") && !name.equals("cxl_bus")) {
                    functionLevel(name);
                }
            }
            BusReset bus = BusReset.of(function, host);
            String busForbidden = busForbidden(bus);
            boolean shared = false;
            boolean alone = false;
            if (busForbidden != null) {
                forbidden = true;
                methods.add(new Method("hot-reset", false, busForbidden));
                reasons.add(new Evidence(busForbidden, "quirks"));
            } else if (bus.possible()) {
                alone = bus.victims().isEmpty();
                shared = !alone;
                methods.add(alone
                        ? new Method("bus", true, "nothing else is on the bus, so its reset hits this function only")
                        : new Method("hot-reset", true, "VFIO resets the whole bus: " + join(bus.victims())
                                + " would be reset with it"));
                good |= isGood("bus");
            } else {
                methods.add(new Method("hot-reset", false, bus.obstacle()));
            }
            for (Judged one : judged) {
                routine(one);
            }
            Optional<Judged> bad = judged.stream().filter(j -> j.knownBad().isPresent()).findFirst();
            Path path;
            if (bad.isPresent() && !good) {
                path = Path.KNOWN_BAD;
            } else if (clean || alone) {
                path = Path.CLEAN;
            } else if (shared) {
                path = Path.SHARED;
            } else if (weak) {
                path = Path.WEAK;
            } else if (!kernel.known() || bus.unknown()) {
                path = Path.UNKNOWN;
            } else {
                path = forbidden ? Path.FORBIDDEN : Path.NONE;
            }
            if (path == Path.KNOWN_BAD) {
                reasons.add(0, new Evidence(bad.get().knownBad().get(), "quirk " + bad.get().quirk()));
            }
            if (path == Path.SHARED || !clean) {
                reasons.add(bus.evidence());
            }
            List<PciAddress> victims = path == Path.SHARED || path == Path.KNOWN_BAD && shared
                    ? bus.victims() : List.of();
            return new Forecast(address, path, methods, victims, reasons, opinions(judged));
        }

        private void functionLevel(String name) {
            MethodVerdict verdict = verdicts.get(name);
            if (verdict != null && verdict.verdict() != Verdict.GOOD) {
                forbidden = true;
                methods.add(new Method(name, false, verdict.reason()));
                return;
            }
            good |= verdict != null;
            if (FUNCTION_LEVEL.contains(name)) {
                clean = true;
                methods.add(new Method(name, true, verdict != null ? verdict.reason()
                        : "resets this function alone"));
            } else {
                weak = true;
                methods.add(new Method(name, true, verdict != null ? verdict.reason() : switch (name) {
                    case "pm" -> "a change from D3hot to D0: what the card keeps in between is up to the card";
                    case "af_flr" -> "the conventional Advanced Features reset, less thorough than an FLR";
                    default -> "the kernel lists it";
                }));
            }
        }

        private boolean isGood(String method) {
            MethodVerdict verdict = verdicts.get(method);
            return verdict != null && verdict.verdict() == Verdict.GOOD;
        }

        /** A bus reset hits everything on the bus, so one function or bridge that must not have it forbids it. */
        private String busForbidden(BusReset bus) {
            for (HostFunction each : bus.touched()) {
                for (Judged one : judge(each)) {
                    for (MethodVerdict verdict : one.verdicts()) {
                        if (verdict.method().equals("bus") && verdict.verdict() != Verdict.GOOD) {
                            return each.address().equals(address) ? verdict.reason()
                                    : each.address() + ": " + verdict.reason();
                        }
                    }
                }
            }
            return null;
        }

        /** Shown, never counted on: nothing of ours performs a routine yet, and no hypervisor does by itself. */
        private void routine(Judged one) {
            if (one.assessment() instanceof Ready ready && ready.routine().isPresent()) {
                int steps = ready.routine().get().steps().size();
                methods.add(new Method("quirk:" + one.quirk(), false, ready.routine().get().title() + ", "
                        + steps + " steps: no hypervisor performs it by itself"));
            }
        }

        private List<Opinion> opinions(List<Judged> judged) {
            List<Opinion> all = new ArrayList<>();
            for (Judged one : judged) {
                if (one.assessment() instanceof Blocked blocked) {
                    all.add(new Opinion(one.quirk(), "blocked", blocked.reason(), 0, blocked.evidence()));
                } else if (one.assessment() instanceof Ready ready) {
                    all.add(new Opinion(one.quirk(), "ready", says(ready),
                            ready.routine().map(r -> r.steps().size()).orElse(0), ready.evidence()));
                }
            }
            return all;
        }

        private static String says(Ready ready) {
            if (ready.knownBad().isPresent()) {
                return ready.knownBad().get();
            }
            List<String> parts = new ArrayList<>();
            for (MethodVerdict verdict : ready.verdicts()) {
                parts.add(verdict.method() + " is " + switch (verdict.verdict()) {
                    case GOOD -> "good";
                    case BAD -> "bad";
                    case FORBIDDEN -> "forbidden";
                } + ": " + verdict.reason());
            }
            ready.settle().ifPresent(t -> parts.add("needs " + t.toMillis() + " ms after a reset"));
            return parts.isEmpty() ? ready.evidence().get(0).fact() : String.join("; ", parts);
        }

        private static MethodVerdict graver(MethodVerdict a, MethodVerdict b) {
            return a.verdict().compareTo(b.verdict()) >= 0 ? a : b;
        }
    }

    private static String join(List<PciAddress> addresses) {
        Set<String> words = new TreeSet<>();
        addresses.forEach(a -> words.add(a.toString()));
        return String.join(", ", words);
    }
}
