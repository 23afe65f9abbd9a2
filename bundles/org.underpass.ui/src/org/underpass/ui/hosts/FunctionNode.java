package org.underpass.ui.hosts;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.underpass.engine.CardVerdict;
import org.underpass.engine.ResetForecaster;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostCritical;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups.Group;
import org.underpass.iommu.group.Tie;
import org.underpass.pci.Bar;
import org.underpass.pci.Capability;
import org.underpass.pci.CapabilityCoverage;
import org.underpass.pci.PciAddress;
import org.underpass.spi.quirk.Forecast;
import org.underpass.ui.Description;
import org.underpass.ui.Description.Tone;
import org.underpass.ui.Subject;

/** A function of an open host, as views show it. */
public final class FunctionNode implements Subject {
    private static final Pattern LEGAL_FORM = Pattern.compile(
            ",? (Inc|Corporation|Corp|Co|Company|Ltd|LLC|GmbH|AG|Electronics|Technologies|Technology)\\b.*");

    private final String spec;
    private final Host host;
    private final HostFunction function;
    private final Optional<Group> group;
    private final List<HostCritical.Use> needs;
    private final Optional<CardVerdict> verdict;
    private final ResetForecaster forecaster;
    private final String name;
    private Description description;

    FunctionNode(String spec, Host host, HostFunction function, Optional<Group> group, List<HostCritical.Use> needs,
            Optional<CardVerdict> verdict, ResetForecaster forecaster) {
        this.spec = spec;
        this.host = host;
        this.function = function;
        this.group = group;
        this.needs = needs;
        this.verdict = verdict;
        this.forecaster = forecaster;
        this.name = host.nameOf(function);
    }

    public HostFunction function() {
        return function;
    }

    /** Vendor and device. */
    public String name() {
        return name;
    }

    /**
     * The same, shorter, for narrow columns: the vendor by the name that the list gives in brackets, or without its legal
     * form, as people say it.
     */
    public String shortName() {
        String vendor = host.ids().vendor(function.pci().vendor()).orElse("");
        if (vendor.isEmpty() || !name.startsWith(vendor)) {
            return name;
        }
        int open = vendor.indexOf('[');
        int close = vendor.indexOf(']', open + 1);
        String word = open >= 0 && close > open ? vendor.substring(open + 1, close)
                : LEGAL_FORM.matcher(vendor).replaceFirst("");
        return word + name.substring(vendor.length());
    }

    /**
     * Whether it is a part of the mainboard that nobody gives away: a bridge, a memory or interrupt controller, an IOMMU,
     * a processor. Only for what is listed first or at all; whether it may be given away, the rules say.
     */
    public boolean partOfBoard() {
        int base = function.pci().classCode() >>> 16;
        return function.pci().isBridge() || base == 0x05 || base == 0x06 || base == 0x08 || base == 0x0b;
    }

    /** What kind of device it is, in the words of the PCI id list. */
    public String kind() {
        return host.ids().className(function.pci().classCode()).orElse("class %06x".formatted(
                function.pci().classCode()));
    }

    public Optional<Group> group() {
        return group;
    }

    /** What the host needs it for. */
    public List<HostCritical.Use> needs() {
        return needs;
    }

    /** What the host needs it for, in words; empty when nothing is known. */
    public String needsText() {
        return needs.stream().map(FunctionNode::need).distinct().collect(Collectors.joining(", "));
    }

    private static String need(HostCritical.Use use) {
        return switch (use.kind()) {
            case FILE_SYSTEM -> "holds " + use.detail();
            case DEFAULT_ROUTE -> "carries the network (" + use.detail() + ")";
            case KEYBOARD -> "has the only keyboard";
        };
    }

    /** The verdict on the card that this is a part of. */
    public Optional<CardVerdict> verdict() {
        return verdict;
    }

    /** Whether it is the function by which its card is called. */
    public boolean isCard() {
        return verdict.filter(v -> v.card().display().equals(function)).isPresent();
    }

    public String driver() {
        return word(function.driver());
    }

    /** What is known in one word; absence and ignorance are told apart. */
    static String word(Fact<?> fact) {
        return switch (fact) {
            case Fact.Known<?> known -> String.valueOf(known.it());
            case Fact.Absent<?> absent -> "none";
            case Fact.Unknown<?> unknown -> "unknown";
        };
    }

    /** How it would reset. Some milliseconds at most. */
    public Forecast forecast() {
        return forecaster.forecast(function.address());
    }

    /** Whether words that somebody searches for occur in what is shown of it. */
    boolean matches(String words) {
        String all = (function.address() + " " + name + " " + kind() + " " + driver() + " " + needsText() + " "
                + "%04x:%04x".formatted(function.pci().vendor(), function.pci().device())
                + group.map(g -> " group " + g.id()).orElse("")
                + verdict.map(v -> " " + v.verdict().word()).orElse("")).toLowerCase(Locale.ROOT);
        for (String word : words.toLowerCase(Locale.ROOT).split("\\s+")) {
            if (!all.contains(word)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Optional<String> hostSpec() {
        return Optional.of(spec);
    }

    @Override
    public Optional<PciAddress> address() {
        return Optional.of(function.address());
    }

    @Override
    public synchronized Description description() {
        if (description == null) {
            description = describe();
        }
        return description;
    }

    private Description describe() {
        var out = Description.of(function.address() + "  " + name, kind());
        verdict.ifPresent(v -> {
            out.section("Can this card be given to a guest? " + words(v.verdict()));
            v.reasons().forEach(r -> out.line(r, "", tone(v.verdict())));
        });
        out.section("The host needs it");
        needs.forEach(u -> out.line(need(u), u.source().toString(), Tone.WARN));
        out.section("Kernel");
        fact(out, "driver", function.driver());
        fact(out, "driver override", function.driverOverride());
        fact(out, "NUMA node", function.numaNode());
        fact(out, "boot display", function.bootVga());
        fact(out, "power state", function.powerState());
        out.section("IOMMU group");
        group.ifPresentOrElse(g -> describeGroup(out, g),
                () -> out.line("in no group that the source shows", "", Tone.MUTED));
        describeForecast(out);
        out.section("PCI");
        out.line("ids %04x:%04x, class %06x%s".formatted(function.pci().vendor(), function.pci().device(),
                function.pci().classCode(), function.pci().subsystemVendor().isPresent()
                        ? ", subsystem %04x:%04x".formatted(function.pci().subsystemVendor().getAsInt(),
                                function.pci().subsystemDevice().orElse(0)) : ""));
        for (Bar bar : function.pci().bars()) {
            out.line((bar.index() == Bar.ROM_INDEX ? "ROM" : "BAR " + bar.index()) + "  "
                    + bar.kind().name().toLowerCase(Locale.ROOT) + " at 0x" + Long.toHexString(bar.address())
                    + (bar.size().isPresent() ? ", " + size(bar.size().getAsLong()) : ", size unknown")
                    + (bar.prefetchable() ? ", prefetchable" : ""));
        }
        for (Capability capability : function.pci().capabilities()) {
            out.line(capability.name(), "config at 0x" + Integer.toHexString(capability.offset()));
        }
        if (function.pci().coverage() != CapabilityCoverage.FULL) {
            out.line(function.pci().coverage() == CapabilityCoverage.NONE
                    ? "the source shows no capabilities: at most 64 bytes of configuration space"
                    : "the source ends before the extended capabilities: 256 bytes of configuration space", "",
                    Tone.WARN);
        }
        return out.build();
    }

    private void describeGroup(Description.Builder out, Group g) {
        out.line("group " + g.id() + " (" + g.source().word() + "), " + g.functions().size()
                + (g.functions().size() == 1 ? " function" : " functions"), g.place().toString());
        g.functions().stream().filter(a -> !a.equals(function.address())).forEach(a -> out.line("with " + a + "  "
                + host.function(a).map(host::nameOf).orElse("not shown")));
        host.groups().reasons(g).stream()
                .filter(r -> r.one().equals(function.address()) || r.other().equals(function.address()))
                .flatMap(r -> r.ties().stream()).map(Tie::sentence).distinct()
                .forEach(s -> out.line("tied: " + s, "", Tone.MUTED));
    }

    private void describeForecast(Description.Builder out) {
        describe(out, forecast(), "");
    }

    /**
     * Prints a forecast, for whoever shows one.
     *
     * @param prefix stands before the heading
     */
    public static void describe(Description.Builder out, Forecast forecast, String prefix) {
        out.section(prefix + "reset forecast " + forecast.path().word());
        forecast.reasons().forEach(r -> out.line(r.fact(), r.source(), tone(forecast)));
        forecast.methods().forEach(m -> out.line(m.name() + (m.usable() ? "" : " (not usable)") + ": " + m.reason(), "",
                m.usable() ? Tone.PLAIN : Tone.MUTED));
        forecast.victims().forEach(v -> out.line("it would also hit " + v, "", Tone.WARN));
        forecast.quirks().forEach(q -> out.line("quirk " + q.id() + " (" + q.state() + "): " + q.says()));
    }

    static Tone tone(Forecast forecast) {
        return switch (forecast.path()) {
            case CLEAN -> Tone.GOOD;
            case SHARED, WEAK, UNKNOWN -> Tone.WARN;
            case KNOWN_BAD, NONE, FORBIDDEN -> Tone.BAD;
        };
    }

    /** How a verdict is meant. */
    public static Tone tone(CardVerdict.Verdict verdict) {
        return switch (verdict) {
            case READY -> Tone.GOOD;
            case NEEDS_WORK -> Tone.WARN;
            case UNKNOWN -> Tone.MUTED;
            case IMPOSSIBLE -> Tone.BAD;
        };
    }

    /** A verdict as a person says it. */
    public static String words(CardVerdict.Verdict verdict) {
        return switch (verdict) {
            case READY -> "ready";
            case NEEDS_WORK -> "needs work";
            case UNKNOWN -> "unknown";
            case IMPOSSIBLE -> "impossible";
        };
    }

    private static void fact(Description.Builder out, String what, Fact<?> fact) {
        switch (fact) {
            case Fact.Known<?> known -> out.line(what + ": " + known.it(), known.source().toString());
            case Fact.Absent<?> absent -> { }
            case Fact.Unknown<?> unknown -> out.line(what + ": unknown, " + unknown.why(), unknown.source().toString(),
                    Tone.MUTED);
        }
    }

    private static String size(long bytes) {
        return bytes >= 1L << 30 ? (bytes >> 30) + " GiB" : bytes >= 1L << 20 ? (bytes >> 20) + " MiB"
                : bytes >= 1L << 10 ? (bytes >> 10) + " KiB" : bytes + " bytes";
    }
}
