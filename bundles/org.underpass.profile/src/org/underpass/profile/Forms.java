package org.underpass.profile;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.underpass.pci.PciAddress;
import org.underpass.profile.language.Type;
import org.underpass.profile.language.Word;

/** The forms of single values: each with its parser, and a regular expression that agrees with it for the schema. */
final class Forms {
    private static final String HEX = "[0-9a-fA-F]";

    static final Type.Flag FLAG = new Type.Flag();
    static final Type.Text LINE = new Type.Text(false, 4096);
    static final Type.Text PROSE = new Type.Text(true, 65536);

    static final Type.Form NAME = new Type.Form(
            "a name: a letter or digit first, then letters, digits, '.', '_' or '-', 64 characters at most",
            "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", text -> isName(text, 64) ? Optional.of(text) : Optional.empty());
    static final Type.Form ADDRESS = new Type.Form(
            "a PCI address: expected [domain:]bus:device.function in hex, such as 0000:01:00.0",
            "^(" + HEX + "{1,8}:)?" + HEX + "{2}:[01]" + HEX + "\\.[0-7]$", PciAddress::tryParse);
    static final Type.Form GUEST_ADDRESS = new Type.Form(
            "a PCI address in the guest: expected bus:device.function in hex, such as 01:00.0",
            "^" + HEX + "{2}:[01]" + HEX + "\\.[0-7]$", GuestAddress::tryParse);
    static final Type.Form ID = new Type.Form("a PCI or USB id: expected four hex digits, such as \"10de\"",
            "^" + HEX + "{4}$", 1000, 9999, text -> hex(text, 4));
    static final Type.Form CLASS = new Type.Form("a PCI class: expected six hex digits, such as \"030000\"",
            "^" + HEX + "{6}$", 100_000, 999_999, text -> hex(text, 6));
    static final Type.Form ID_PATTERN = idPattern(
            "a device id: expected four hex digits, '?' for any, such as \"73??\"", 4);
    static final Type.Form REVISION_PATTERN = idPattern("a revision: expected two hex digits, '?' for any", 2);
    static final Type.Form CLASS_PATTERN = new Type.Form(
            "a PCI class: expected two, four or six hex digits, such as \"03\" or \"0300\"",
            "^(" + HEX + "{2}|" + HEX + "{4}|" + HEX + "{6})$", Forms::classPattern);
    static final Type.Form SERIAL = new Type.Form("a PCI device serial number: expected sixteen hex digits",
            "^" + HEX + "{16}$", text -> lowerHex(text, 16));
    static final Type.Form SHA256 = new Type.Form("a SHA-256: expected 64 hex digits",
            "^" + HEX + "{64}$", text -> lowerHex(text, 64));
    static final Type.Form CPUS = new Type.Form(
            "a set of host processors: expected numbers and ranges, such as \"4-7,12\"",
            "^ *[0-9]{1,5} *(- *[0-9]{1,5} *)?(, *[0-9]{1,5} *(- *[0-9]{1,5} *)?)*$", 0, CpuSet.HIGHEST,
                    CpuSet::tryParse);
    static final Type.Form MAC = new Type.Form(
            "a MAC address of one machine: expected six pairs of hex digits, the first "
            + "even, such as 52:54:00:12:34:56", "^" + HEX + "[02468aceACE](:" + HEX + "{2}){5}$", Forms::mac);
    static final Type.Form UUID_FORM = new Type.Form("a UUID", "^" + HEX + "{8}(-" + HEX + "{4}){3}-" + HEX + "{12}$",
            Forms::uuid);
    static final Type.Form USB_PORT = new Type.Form("a USB port: expected numbers with dots, such as \"1.4\"",
            "^[0-9]{1,3}(\\.[0-9]{1,3}){0,6}$", 1, 255, text -> usbPort(text) ? Optional.of(text) : Optional.empty());
    static final Type.Form FEATURE = new Type.Form("a CPU feature", "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
            text -> isName(text, 64) ? Optional.of(text) : Optional.empty());
    static final Type.Form BAR_INDEX = new Type.Form("the number of a BAR: expected 0 to 5", "^[0-5]$", 0, 5,
            text -> text.length() == 1 && text.charAt(0) >= '0' && text.charAt(0) <= '5'
                    ? Optional.of(text.charAt(0) - '0') : Optional.empty());
    static final Type.Form FILE = new Type.Form(
            "a path on the host: expected an absolute one, or one beside the profile, without control characters",
            "^[^\\x00-\\x1f\\x7f-\\x9f]+$", Forms::path);
    static final Type.Form ABSOLUTE = new Type.Form("an absolute path on the host, without control characters",
            "^/[^\\x00-\\x1f\\x7f-\\x9f]+$", text -> text.startsWith("/") ? path(text) : Optional.empty());
    static final Type.Form VENDOR_ID = new Type.Form("a Hyper-V vendor id: expected 1 to 12 letters or digits",
            "^[A-Za-z0-9]{1,12}$", text -> isName(text, 12) && text.chars().allMatch(Character::isLetterOrDigit)
                    ? Optional.of(text) : Optional.empty());
    static final Type.Form SERIAL_TEXT = new Type.Form("a serial number: expected letters, digits, '.', '_' or '-', "
            + "20 characters at most", "^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$",
            text -> isName(text, 20) ? Optional.of(text) : Optional.empty());
    static final Type.Form IFNAME = new Type.Form("the name of an interface or network of the host: expected letters, "
            + "digits, '.', '_' or '-'", "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
            text -> isName(text, 64) ? Optional.of(text) : Optional.empty());
    static final Type.Form RULE = new Type.Form("the id of a rule, such as A04", "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
            text -> isName(text, 64) ? Optional.of(text) : Optional.empty());
    /** Read as the size of a page in bytes; 0 for none. */
    static final Type.Form HUGEPAGES = new Type.Form("a size of huge pages: expected none, 2 MiB or 1 GiB",
            "^(none|2 ?MiB|1 ?GiB)$", text -> switch (text) {
                case "none" -> Optional.of(0L);
                case "2 MiB", "2MiB" -> Optional.of(2L << 20);
                case "1 GiB", "1GiB" -> Optional.of(1L << 30);
                default -> Optional.empty();
            });
    /** Names of imitated devices that have no entry of their own. */
    static final Type.Form PLACE = oneOf("an imitated device", "adapter", "usb", "balloon", "scsi", "serial", "ahci",
            "sound", "glass");
    static final Type.Form KERNEL_ARGUMENT = new Type.Form(
            "a kernel argument: expected one word without spaces or quotes",
            "^[A-Za-z0-9][A-Za-z0-9._:,=/@*+-]*$", Forms::kernelArgument);

    private Forms() {
    }

    static Type.Choice choice(Word... words) {
        return new Type.Choice(List.of(words));
    }

    /** Words that no constant stands for; read back as the text. */
    static Type.Form oneOf(String called, String... words) {
        List<String> all = List.of(words);
        return new Type.Form(called.concat(": one of ").concat(String.join(", ", all)),
                "^(".concat(String.join("|", all).replace(".", "\\.")).concat(")$"),
                text -> all.contains(text) ? Optional.of(text) : Optional.empty());
    }

    private static boolean isName(String text, int longest) {
        if (text.isEmpty() || text.length() > longest) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && (i == 0 || c != '.' && c != '_' && c != '-')) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Integer> hex(String text, int digits) {
        return isHex(text, digits) ? Optional.of(Integer.parseInt(text, 16)) : Optional.empty();
    }

    private static Optional<String> lowerHex(String text, int digits) {
        return isHex(text, digits) ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static boolean isHex(String text, int digits) {
        return text.length() == digits && text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }

    private static Type.Form idPattern(String expected, int digits) {
        int least = digits == 4 ? 1000 : 10;
        return new Type.Form(expected, digits == 4 ? "^[0-9a-fA-F?]{4}$" : "^[0-9a-fA-F?]{2}$", least, least * 10 - 1,
                text -> {
            if (text.length() != digits || !isHex(text.replace('?', '0'), digits)) {
                return Optional.empty();
            }
            int mask = 0;
            for (int i = 0; i < digits; i++) {
                mask = mask << 4 | (text.charAt(i) == '?' ? 0 : 0xf);
            }
            return Optional.of(new IdPattern(Integer.parseInt(text.replace('?', '0'), 16), mask));
        });
    }

    private static Optional<IdPattern> classPattern(String text) {
        int digits = text.length();
        if (digits != 2 && digits != 4 && digits != 6 || !isHex(text, digits)) {
            return Optional.empty();
        }
        int shift = 4 * (6 - digits);
        return Optional.of(new IdPattern(Integer.parseInt(text, 16) << shift, 0xffffff >> shift << shift));
    }

    private static Optional<String> mac(String text) {
        String[] pairs = text.split(":", -1);
        for (String pair : pairs) {
            if (!isHex(pair, 2)) {
                return Optional.empty();
            }
        }
        return pairs.length == 6 && (Integer.parseInt(pairs[0], 16) & 1) == 0
                ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static Optional<UUID> uuid(String text) {
        boolean formed = text.length() == 36 && text.charAt(8) == '-' && text.charAt(13) == '-'
                && text.charAt(18) == '-'
                && text.charAt(23) == '-' && isHex(text.replace("-", ""), 32);
        return formed ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    private static boolean usbPort(String text) {
        String[] ports = text.split("\\.", -1);
        for (String port : ports) {
            if (port.isEmpty() || port.length() > 3 || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return false;
            }
        }
        return ports.length <= 7;
    }

    private static Optional<String> path(String text) {
        boolean clean = !text.isEmpty() && text.chars().noneMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0);
        return clean ? Optional.of(text) : Optional.empty();
    }

    private static Optional<String> kernelArgument(String text) {
        boolean clean = isName(text.isEmpty() ? "" : text.substring(0, 1), 1) && text.chars().allMatch(
                c -> c < 128 && (Character.isLetterOrDigit(c) || "._:,=/@*+-".indexOf(c) >= 0));
        return clean ? Optional.of(text) : Optional.empty();
    }
}
