package org.underpass.profile;

import java.util.List;
import org.underpass.profile.language.Section;
import org.underpass.profile.source.ProfileSource;

/** Makes the value of a device profile from what was read; where something is missing or wrong, it is absent. */
final class DeviceBinder {
    private DeviceBinder() {
    }

    static DeviceProfile bind(ProfileSource source, Section s) {
        return new DeviceProfile(source, s.text("name").orElse(""), s.text("title"),
                s.list(Section.class, "match").stream().map(DeviceBinder::match).toList(),
                s.list(Section.class, "functions").stream().map(DeviceBinder::function).toList(),
                s.sectionIfThere("rom").map(r -> new RomFact(r.get(RomNeed.class, "need").orElse(RomNeed.NEVER),
                        r.flag("efi"), evidence(r))),
                s.list(Section.class, "reset").stream().map(DeviceBinder::resetFact).toList(),
                VmBinder.reset(s.section("resetSettings")), guest(s.section("guest")), host(s.section("host")),
                evidence(s));
    }

    private static DeviceMatch match(Section s) {
        return new DeviceMatch(s.whole("vendor"), s.list(IdPattern.class, "devices"), s.whole("subsystemVendor"),
                s.whole("subsystemDevice"), s.get(IdPattern.class, "class"), s.list(IdPattern.class, "revisions"));
    }

    private static FunctionFact function(Section s) {
        return new FunctionFact(s.whole("function").orElse(0), s.get(IdPattern.class, "class"), s.text("role"),
                s.flag("required").orElse(false));
    }

    private static ResetFact resetFact(Section s) {
        return new ResetFact(s.text("method").orElse(""), s.get(ResetVerdict.class, "verdict"), s.text("when"),
                evidence(s));
    }

    private static GuestAdvice guest(Section s) {
        return new GuestAdvice(s.flag("hideHypervisor"), s.text("vendorId"), s.flag("primary"), s.flag("multifunction"),
                s.<Integer, Long>table("resizableBar"), s.<String, Boolean>table("features"),
                s.sectionIfThere("guestIds").map(VmBinder::guestIds), s.sectionIfThere("igd").map(VmBinder::igd),
                s.sectionIfThere("rom").map(VmBinder::rom), s.sectionIfThere("xen").map(VmBinder::xenDevice),
                evidence(s));
    }

    private static HostAdvice host(Section s) {
        return new HostAdvice(s.text("driver"), s.get(BindingTime.class, "binding"), s.flag("keepAwake"),
                s.list(String.class, "drivers"), s.list(String.class, "kernelArguments"), evidence(s));
    }

    private static List<Evidence> evidence(Section s) {
        return s.list(Section.class, "evidence").stream().map(e -> new Evidence(e.text("source").orElse(""),
                e.get(EvidenceClass.class, "class"), e.text("note"))).toList();
    }
}
