package org.underpass.cli;

import java.util.List;
import java.util.Optional;
import org.underpass.engine.Card;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciFunction;
import org.underpass.profile.library.DeviceLibrary;
import org.underpass.profile.library.DeviceLibrary.Entry;

/**
 * {@code profile new device}: the library's profile for a card, to be copied and changed; and {@code profile library},
 * which lists them.
 */
final class NewDevice {
    private NewDevice() {
    }

    static Answer library(Invocation invocation) throws CommandException {
        if (!invocation.operands().isEmpty()) {
            Entry entry = named(invocation.operands().get(0));
            return new Answer(Status.YES, () -> Json.answer().list("devices", List.of(entry), NewDevice::json),
                    text -> text.line(entry.text().stripTrailing()));
        }
        List<Entry> all = DeviceLibrary.all();
        return new Answer(Status.YES, () -> Json.answer().list("devices", all, NewDevice::json),
                text -> text.table(all.stream().map(e -> List.of(text.tone(Text.Tone.STRONG, e.profile().name()),
                        e.profile().title().orElse(""))).toList()));
    }

    private static Json json(Entry entry) {
        return Json.object().put("name", entry.profile().name()).put("title", entry.profile().title())
                .put("profile", entry.text());
    }

    /** A family by its name; messages know the near ones. */
    private static Entry named(String name) throws CommandException {
        return DeviceLibrary.find(name).orElseThrow(() -> CommandException.usage("the library has no device profile '"
                + name + "'" + Help.closest(name, DeviceLibrary.all().stream().map(e -> e.profile().name()).toList())
                + "; 'underpass profile library' lists all"));
    }

    static Answer run(Invocation invocation) throws CommandException {
        Optional<String> like = invocation.option(Verb.Option.LIKE);
        String name;
        String text;
        if (like.isPresent()) {
            Entry entry = named(like.get());
            name = entry.fileName();
            text = entry.text();
        } else {
            HostFunction function = function(invocation);
            List<Entry> known = DeviceLibrary.of(function.pci());
            name = known.isEmpty() ? id(function.pci()) + ".device.yaml" : known.get(0).fileName();
            text = known.isEmpty() ? unknown(function, invocation.host()) : known.get(0).text();
        }
        Optional<String> out = invocation.option(Verb.Option.OUT);
        if (out.isPresent()) {
            ProfileNew.write(invocation, out.get(), name, text);
        }
        String where = out.map(o -> o + "/" + name).orElse(null);
        return new Answer(Status.YES, () -> Json.answer().put("name", name.replace(".device.yaml", ""))
                .put("path", where).put("profile", text),
                lines -> lines.line(where == null ? text.stripTrailing() : "wrote " + where));
    }

    private static HostFunction function(Invocation invocation) throws CommandException {
        Host host = invocation.host();
        Optional<String> address = invocation.option(Verb.Option.GPU);
        if (address.isPresent()) {
            return Functions.find(host, address.get());
        }
        return Card.of(host).stream().map(Card::display).findFirst()
                .orElseThrow(() -> new CommandException(Status.NO, host.name() + " shows no graphics card among its "
                        + host.functions().size() + " functions; name another device with --gpu"));
    }

    private static String id(PciFunction f) {
        return Words.id(f.vendor()) + "-" + Words.id(f.device());
    }

    /** What the machine shows of a device that no family speaks of. */
    private static String unknown(HostFunction function, Host host) {
        PciFunction f = function.pci();
        StringBuilder out = new StringBuilder("# Nothing is publicly known about the reset of this device. What you"
                + " find out goes below, with its source.\n")
                .append("underpass: 1\nkind: device\nname: ").append(id(f)).append("\ntitle: \"")
                .append(host.nameOf(function).replaceAll("[\\\\\"\\p{Cntrl}]", " ")).append("\"\n\nmatch:\n  - vendor: \"")
                .append(Words.id(f.vendor())).append("\"\n    devices: [\"").append(Words.id(f.device()))
                .append("\"]\n\nfunctions:\n");
        host.functions().stream().filter(other -> other.address().sameSlot(function.address())).forEach(other -> out
                .append("  - { function: ").append(other.address().function()).append(", class: \"")
                .append(Words.classCode(other.pci().classCode()).substring(0, 4)).append(host.topology().parent(other.address()).isPresent() ? "\", required: yes }\n"
                        : "\" }\n"));
        return out.toString();
    }
}
