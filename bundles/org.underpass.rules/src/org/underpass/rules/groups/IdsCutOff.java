package org.underpass.rules.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostModprobe;
import org.underpass.host.KernelArguments;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;
import org.underpass.spi.rule.RuleInfo;

/** B12: a blank in a list of ids ends it. */
public final class IdsCutOff implements Rule {
    private static final RuleInfo INFO = RuleText.of("B12", Severity.ERROR, Basis.THREADS, Scope.HOST)
            .title("a list of ids for vfio-pci is cut off")
            .why("A blank or a wrong separator ends the list, and vfio-pci takes only what stands before it.")
            .cure("Separate ids by commas only.")
            .references("https://github.com/PassthroughPOST/VFIO-Tools/issues/2")
            .info();

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{4}:[0-9a-fA-F]{4}(:[0-9a-fA-F:]+)?,?");
    /** A comma at the end, or another separator between two ids. */
    private static final Pattern WRONG = Pattern.compile("[;|/]|,$|\\s");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        Map<String, List<String>> pieces = new TreeMap<>();
        for (HostModprobe.Option option : host.modprobe().value().map(m -> m.options("vfio_pci")).orElse(List.of())) {
            boolean list = option.name().equals("ids");
            if (list ? WRONG.matcher(option.value()).find() : isId(option.name())) {
                pieces.computeIfAbsent(option.source().toString(), key -> new ArrayList<>())
                        .add(list ? "ids=" + option.value() : option.name());
            }
        }
        Fact<KernelArguments> arguments = host.kernel().arguments();
        for (KernelArguments.Argument argument : arguments.value().map(KernelArguments::all).orElse(List.of())) {
            boolean list = argument.is("vfio-pci.ids");
            if (list ? WRONG.matcher(argument.value().orElse("")).find()
                    : argument.value().isEmpty() && isId(argument.name())) {
                pieces.computeIfAbsent(arguments.source().toString(), key -> new ArrayList<>()).add(argument.token());
            }
        }
        pieces.forEach((source, words) -> findings.accept(finding(context, String.join(" ", words), source)));
    }

    private static boolean isId(String word) {
        return ID.matcher(word).matches();
    }

    /** Grave only where the guest's own device is lost by it. */
    private static Finding finding(RuleContext context, String text, String source) {
        boolean ours = context.assignment().functions().stream()
                .map(f -> String.format("%04x:%04x", f.pci().vendor(), f.pci().device()))
                .anyMatch(text.toLowerCase(Locale.ROOT)::contains);
        return Finding.of(INFO, source)
                .severity(ours ? Severity.ERROR : Severity.WARNING)
                .message("\"" + text + "\" is not read as ids for vfio-pci: commas separate them, without blanks")
                .evidence(new Evidence(text, source))
                .fix(new Fix.Manual("write the ids in one word, separated by commas, in " + source,
                        Fix.Manual.Where.HOST))
                .build();
    }
}
