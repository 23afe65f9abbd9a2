package org.underpass.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.underpass.profile.language.Quantities;
import org.underpass.profile.source.YamlText;

/** Writes new profiles: commented for people, and readable without a problem. The same request gives the same text. */
public final class ProfileTemplates {
    private final StringBuilder text = new StringBuilder();

    private ProfileTemplates() {
    }

    /**
     * A profile for a new machine, as UTF-8 text with line feeds.
     *
     * @throws IllegalArgumentException if the request makes no profile that reads back without a problem, such as an
     *     illegal name or no memory
     */
    public static String newVm(NewVm request) {
        ProfileTemplates writer = new ProfileTemplates();
        writer.head(request);
        writer.machine(request);
        writer.cpu(request);
        writer.devices(request.devices());
        writer.display(request);
        writer.rest(request);
        String text = writer.text.toString();
        ProfileResult result = ProfileReader.read(text, request.name() + ProfileLanguage.VM_SUFFIX);
        if (!result.problems().isEmpty()) {
            throw new IllegalArgumentException(result.problems().getFirst().message());
        }
        return text;
    }

    /**
     * A legal name that looks as much as possible like a text: what is not allowed becomes a hyphen. Never empty.
     *
     * @param wanted any text, such as the name of a graphics card
     */
    public static String safeName(String wanted) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < wanted.length() && name.length() < 64; i++) {
            char c = Character.toLowerCase(wanted.charAt(i));
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (alphanumeric || !name.isEmpty() && (c == '.' || c == '_')) {
                name.append(c);
            } else if (!name.isEmpty() && name.charAt(name.length() - 1) != '-') {
                name.append('-');
            }
        }
        while (!name.isEmpty() && "-._".indexOf(name.charAt(name.length() - 1)) >= 0) {
            name.setLength(name.length() - 1);
        }
        return name.isEmpty() ? "machine" : name.toString();
    }

    private ProfileTemplates line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** A comment stays one line whatever it says: a line break in a device name must not become a key. */
    private static String comment(String words) {
        StringBuilder clean = new StringBuilder("# ");
        words.strip().codePoints().limit(200).forEach(c -> clean.appendCodePoint(
                c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0xfffe
                        || c == 0xffff || c >= 0xd800 && c < 0xe000 ? ' ' : c));
        return clean.toString().stripTrailing();
    }

    private static String value(Object value) {
        return YamlText.flow(value);
    }

    private void head(NewVm r) {
        r.intro().forEach(intro -> line(comment(intro)));
        line("# A profile of one virtual machine. Every key is explained by: underpass profile schema");
        line("# Check it with: underpass profile check " + r.name() + ProfileLanguage.VM_SUFFIX);
        line("underpass: " + ProfileLanguage.VERSION);
        line("kind: vm");
        line("name: " + value(r.name()));
        r.backend().ifPresent(backend -> line("backend: " + value(backend)));
        r.os().ifPresentOrElse(os -> line("os: " + os.word()),
                () -> line("# os: windows            # windows, linux, macos, bsd or other"));
        line("");
    }

    private void machine(NewVm r) {
        line("machine:");
        line("  type: " + MachineType.Q35.word());
        line("  memory: " + Quantities.size(r.memory()));
        if (r.hugepages().isPresent()) {
            line("  hugepages: " + Quantities.size(r.hugepages().getAsLong()));
        } else {
            line("  # hugepages: 2 MiB       # less work for the IOMMU; must be reserved on the host");
        }
        line("");
        line("firmware:");
        line("  type: uefi");
        if (r.os().filter(GuestSystem.WINDOWS::equals).isPresent()) {
            line("  # secureBoot: yes        # Windows 11 asks for both");
            line("  # tpm: \"2.0\"");
        }
        line("");
    }

    private void cpu(NewVm r) {
        line("cpu:");
        line("  model: host-passthrough");
        line("  sockets: 1");
        line("  cores: " + r.cores());
        line("  threads: " + r.threads());
        if (r.pinning().isEmpty()) {
            line("  # pinning: [2, 3]        # for each virtual processor the host processors it may run on");
        } else {
            line("  pinning: " + value(r.pinning().stream().map(CpuSet::toString).toList()));
        }
        line("");
    }

    private void devices(List<NewVm.Given> devices) {
        if (devices.isEmpty()) {
            line("devices: []");
            line("");
            return;
        }
        line("# The devices that leave the host. Each is found by its identity, wherever it sits; the address tells");
        line("# where it was last seen.");
        line("devices:");
        devices.forEach(this::device);
        line("");
    }

    private void device(NewVm.Given d) {
        if (!d.what().isBlank()) {
            line("  " + comment(d.what()));
        }
        line("  - name: " + value(safeName(d.name())));
        line("    address: " + value(d.address().toString()));
        List<String> identity = new ArrayList<>();
        id(identity, "vendor", d.vendor());
        id(identity, "device", d.device());
        id(identity, "subsystemVendor", d.subsystemVendor());
        id(identity, "subsystemDevice", d.subsystemDevice());
        d.serial().ifPresent(serial -> identity.add("serial: \"" + serial + "\""));
        if (!identity.isEmpty()) {
            line("    identity:");
            identity.forEach(member -> line("      " + member));
        }
        d.functionNotes().forEach(note -> line("    " + comment(note)));
        line("    functions: " + switch (d.functions()) {
            case DeviceFunctions.All all -> "all";
            case DeviceFunctions.Only only -> value(only.numbers());
        });
        if (!d.groupMates().isEmpty()) {
            line("    groupMates: " + value(d.groupMates()));
        }
        d.rom().ifPresent(file -> line("    rom:").line("      file: " + value(file)));
        if (d.primary()) {
            line("    primary: yes");
        }
    }

    private static void id(List<String> identity, String key, OptionalInt id) {
        id.ifPresent(number -> identity.add(key + ": \"" + "%04x".formatted(number) + "\""));
    }

    private void display(NewVm r) {
        line("display:");
        line("  guest:");
        line("    adapter: " + r.adapter().orElse(r.devices().isEmpty() ? VirtualAdapter.STD
                : VirtualAdapter.NONE).word()
                + "          # the virtual adapter beside the given card");
        if (r.hostAdapter().isPresent() || !r.rescue().isEmpty()) {
            line("  host:");
            r.hostAdapter().ifPresent(adapter -> line("    adapter: " + adapter.word()));
            if (!r.rescue().isEmpty()) {
                line("    rescue: " + value(r.rescue().stream().map(RescuePath::word).toList())
                        + "          # ways back to the host that you have tried");
            }
        }
        line("");
    }

    private void rest(NewVm r) {
        if (r.disk().isPresent()) {
            line("disks:");
            line("  - " + (r.disk().get().startsWith("/dev/") ? "device" : "file") + ": " + value(r.disk().get()));
            line("    bus: virtio");
            line("    boot: 1");
        } else {
            line("# disks:");
            line("#   - file: /var/lib/libvirt/images/" + r.name() + ".qcow2");
            line("#     bus: virtio");
            line("#     boot: 1");
        }
        line("");
        line("network:");
        line("  - type: user             # or bridge, network, macvtap with a source");
        line("");
        line("# A finding that you answer for is silenced with its reason:");
        line("# suppress:");
        line("#   - rule: A04");
        line("#     reason: why it does not matter here");
    }
}
