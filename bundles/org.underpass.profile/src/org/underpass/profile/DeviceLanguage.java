package org.underpass.profile;

import static org.underpass.profile.Forms.FLAG;
import static org.underpass.profile.Forms.ID;
import static org.underpass.profile.Forms.LINE;
import static org.underpass.profile.Forms.choice;
import static org.underpass.profile.VmLanguage.keys;
import static org.underpass.profile.VmLanguage.list;
import static org.underpass.profile.language.Type.Key.of;

import java.util.List;
import org.underpass.profile.language.Type.Constraint.AnyOf;
import org.underpass.profile.language.Type.Constraint.Needs;
import org.underpass.profile.language.Type.Items;
import org.underpass.profile.language.Type.Keys;
import org.underpass.profile.language.Type.Whole;

/** Every key of a device profile, in the order in which a profile is written. */
final class DeviceLanguage {
    private DeviceLanguage() {
    }

    private static final Keys EVIDENCE = keys("evidence",
            of("source", LINE, "Where it was read: a file of a project, an issue, a page.").must(),
            of("class", choice(EvidenceClass.values()), "How well it is founded."),
            of("note", Forms.PROSE, "Further words."));
    private static final Items PROOFS = list(EVIDENCE);

    private static final Keys MATCH = new Keys("which devices are meant", List.of(
            of("vendor", ID, "Vendor id."),
            of("devices", list(Forms.ID_PATTERN), "Device ids; '?' stands for any digit, such as \"73??\"."),
            of("subsystemVendor", ID, "Subsystem vendor id."),
            of("subsystemDevice", ID, "Subsystem id."),
            of("class", Forms.CLASS_PATTERN, "Class, with or without subclass and programming interface."),
            of("revisions", list(Forms.REVISION_PATTERN), "Revisions.")),
            List.of(new AnyOf(List.of("vendor", "class")), new Needs("devices", "vendor"),
                    new Needs("subsystemDevice", "subsystemVendor")));

    private static final Keys FUNCTION = keys("a function",
            of("function", new Whole(0, 7), "Its number.").must(),
            of("class", Forms.CLASS_PATTERN, "Its class."),
            of("role", LINE, "What it is for: graphics, audio, usb, ucsi."),
            of("required", FLAG, "Whether it must be given together with function 0; no by default."));

    private static final Keys ROM_FACT = keys("the option ROM",
            of("need", choice(RomNeed.values()), "Whether a guest needs a ROM file; never by default."),
            of("efi", FLAG, "Whether it holds an EFI image."),
            of("evidence", PROOFS, "Why it is believed."));

    private static final Keys RESET_FACT = keys("a way to reset",
            of("method", Forms.RULE,
                    "A method of the kernel (flr, bus, pm, ...), hot for the hot reset of VFIO, or the id of a quirk.")
                    .must(),
            of("verdict", choice(ResetVerdict.values()), "What is known about it.").must(),
            of("when", LINE, "Under which circumstances."),
            of("evidence", new Items(EVIDENCE, 1), "Why it is believed.").must());

    private static final Keys GUEST = keys("guest settings",
            of("hideHypervisor", FLAG, "Keep the guest from seeing that it is virtual."),
            of("vendorId", Forms.VENDOR_ID, "Hyper-V vendor id."),
            of("primary", FLAG, "Whether it is the primary display of the guest."),
            of("multifunction", FLAG, "Whether its functions share one slot in the guest."),
            of("resizableBar", VmLanguage.BAR_SIZES,
                    "Sizes of resizable BARs, by BAR number.").later(VmLanguage.SIZING),
            of("features", VmLanguage.FEATURES, "CPU features to switch on (yes) or off (no)."),
            of("guestIds", VmLanguage.GUEST_IDS, "Ids that the guest sees instead of the real ones."),
            of("igd", VmLanguage.IGD, "Intel integrated graphics only."),
            of("rom", VmLanguage.ROM, "The option ROM that the guest sees."),
            of("xen", VmLanguage.XEN_DEVICE, "Xen only."),
            of("evidence", PROOFS, "Why it is believed."));

    private static final Keys HOST = keys("host settings",
            of("driver", VmLanguage.DRIVER, "vfio-pci, the name of a VFIO variant driver, or auto."),
            of("binding", VmLanguage.BINDING, "When it is taken from its driver: boot or start."),
            of("keepAwake", FLAG, "Whether it is kept from D3 sleep."),
            of("drivers", list(Forms.RULE), "Host drivers that hold such devices and must let go."),
            of("kernelArguments", list(Forms.KERNEL_ARGUMENT), "Kernel arguments."),
            of("evidence", PROOFS, "Why it is believed."));

    static final Keys DEVICE = keys("a kind of device",
            of("underpass", new Whole(1, 1), "Version of the language, 1.").must(),
            of("kind", choice(new VmLanguage.Kind("device", "A kind of device.")),
                    "device; the name of the file says it too."),
            of("name", Forms.NAME, "Name of the kind: letters, digits, '.', '_' and '-'.").must(),
            of("title", LINE, "Free text for people."),
            of("match", new Items(MATCH, 1), "The profile speaks of a device when one of these matches.").must(),
            of("functions", list(FUNCTION), "Functions that such devices have."),
            of("rom", ROM_FACT, "What is known about the option ROM."),
            of("reset", list(RESET_FACT), "What is known about ways to reset it."),
            of("resetSettings", VmLanguage.RESET,
                    "How it is reset where a machine is silent.").later(VmLanguage.RESET_CONTROL),
            of("guest", GUEST, "Settings that guests with such a device want."),
            of("host", HOST, "Settings that hosts with such a device want."),
            of("evidence", PROOFS, "What founds the profile as a whole."));
}
