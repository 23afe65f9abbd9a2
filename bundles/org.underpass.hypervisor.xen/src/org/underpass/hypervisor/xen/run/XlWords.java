package org.underpass.hypervisor.xen.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.underpass.pci.PciAddress;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;

/**
 * What xl says when something fails, in a sentence. libxl tells a failure at each level on the way out, the cause
 * first; what follows from it is left out.
 */
final class XlWords {
    private static final Pattern PREFIX = Pattern.compile(
            "^(?:libxl|xc|libxlu): (error|warning|info|detail|debug|critical): (?:panic: )?(?:[a-z0-9_]+\\.c:[0-9]+: ?"
                    + "(?:[a-z0-9_]+: ?)?)?(?:Domain [0-9]+: ?)?");
    /** Follows from another line, or belongs to every call. */
    private static final Pattern ECHO = Pattern.compile("Non-existant domain|Unable to destroy guest|"
            + "Destruction of domain failed|cannot \\(re-\\)build domain|unable to add pci devices|"
            + "unable to (add|remove) device|Parsing config from|xc_dom_build_image failed|cannot make domain|"
            + "doesn't support reset from sysfs|got a tsc mode string");
    private static final int LONGEST = 300;

    /** How a cause is known, and what to say; {@code $1} is what the text names. */
    private record Cause(Pattern text, Kind kind, String sentence) {
    }

    private static final List<Cause> CAUSES = List.of(
            cause("Domain with name \"(.*)\" already exists", Kind.BUSY, "a guest of the name $1 runs already"),
            cause("PCI device (\\S+) is not assignable", Kind.REFUSED,
                    "$1 is not assignable: it is not on pciback, or another guest has it"),
            cause("libxl__device_pci_add failed for PCI device '(.*)' \\(rc -23\\)", Kind.REFUSED,
                    "no assignable device has the name $1"),
            cause("Must specify a v-slot for multi-function", Kind.REFUSED,
                    "functions that are given away together need a slot of the guest"),
            cause("passthrough disabled but devices are specified", Kind.REFUSED,
                    "Xen gives no device away: it runs without an IOMMU, or the configuration forbids it"),
            cause("passthrough not yet supported for x86 PVH", Kind.REFUSED, "a PVH guest takes no devices"),
            cause("failed to quarantine (\\S+)", Kind.REFUSED,
                    "Xen cannot put $1 into quarantine: it runs without an IOMMU"),
            cause("failed to de-quarantine (\\S+)", Kind.REFUSED,
                    "Xen does not let $1 out of quarantine: a guest still has it, or it never was there"),
            cause("[Ll]ooks like pciback driver (?:is )?not loaded", Kind.REFUSED,
                    "dom0 has no pciback: load the module xen-pciback"),
            cause("Couldn't lstat /sys/bus/pci/devices/(\\S+): No such file", Kind.REFUSED,
                    "there is no function $1 any more"),
            cause("PCI device not attached to this domain", Kind.REFUSED, "the guest does not have that device"),
            cause("unable to parse PCI_SPEC_STRING [`'](.*)'", Kind.REFUSED,
                    "xl does not understand the device \"$1\""),
            cause("segment kernel too large|[Ff]ailed to (?:free|allocate) memory|Out of memory|"
                    + "not enough (?:free )?memory|Cannot allocate memory", Kind.REFUSED,
                    "Xen has too little free memory for the guest"),
            cause("privileged command interface|failed to open xc_interface|cannot open libxc handle|"
                    + "/dev/xen/privcmd|cannot init xl context", Kind.REFUSED,
                    "this is no dom0 of Xen, or the user is not root"),
            cause("[Cc]annot connect to xenstore|xs_open|xenstored? .*[Cc]onnection refused", Kind.REFUSED,
                    "xenstored does not answer"),
            cause("unable to detect required gfx_passthru_kind", Kind.REFUSED,
                    "gfx_passthru is for Intel's integrated graphics only"),
            cause("(\\S+) is an invalid domain identifier", Kind.SILENT, "there is no guest $1"));

    private XlWords() {
    }

    private static Cause cause(String text, Kind kind, String sentence) {
        return new Cause(Pattern.compile(text), kind, sentence);
    }

    /** The failure that an answer tells; its cause as the kind, or FAILED. */
    static GuestException failure(String what, Xl.Answer answer) {
        Optional<Kind> kind = CAUSES.stream().filter(c -> c.text.matcher(answer.all()).find()).map(Cause::kind)
                .findFirst();
        String sentence = sentence(answer.all());
        return new GuestException(kind.orElse(Kind.FAILED), what + ": "
                + (sentence.isEmpty() ? "it ended with status " + answer.status() : sentence));
    }

    /** The first known cause, then xl's own first words about it. Empty where it said nothing. */
    static String sentence(String text) {
        Optional<String> own = own(text);
        for (Cause cause : CAUSES) {
            Matcher found = cause.text.matcher(text);
            if (found.find()) {
                String named = found.groupCount() > 0 ? address(found.group(1)) : "";
                String said = own.map(o -> " (xl: " + o + ")").orElse("");
                return cause.sentence.replace("$1", named) + said;
            }
        }
        return own.orElse("");
    }

    /** libxl writes addresses without leading zeros, {@code 0:1:0.0}. */
    private static String address(String word) {
        String[] parts = word.split("[:.]");
        if (parts.length == 4 && word.matches("[0-9a-f]{1,4}:[0-9a-f]{1,2}:[0-9a-f]{1,2}\\.[0-7]")) {
            return new PciAddress(Integer.parseInt(parts[0], 16), Integer.parseInt(parts[1], 16),
                    Integer.parseInt(parts[2], 16), Integer.parseInt(parts[3], 16)).toString();
        }
        return word;
    }

    private static Optional<String> own(String text) {
        List<String> errors = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String line : text.split("\n")) {
            String plain = line.strip();
            if (plain.isEmpty() || ECHO.matcher(plain).find()) {
                continue;
            }
            Matcher prefix = PREFIX.matcher(plain);
            boolean known = prefix.find();
            String words = known ? plain.substring(prefix.end()) : plain;
            boolean error = known && (prefix.group(1).equals("error") || prefix.group(1).equals("critical"));
            (error ? errors : others).add(words.length() > LONGEST ? words.substring(0, LONGEST) + "…" : words);
        }
        return errors.stream().findFirst().or(() -> others.stream().reduce((a, b) -> b));
    }
}
