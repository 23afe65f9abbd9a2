package org.underpass.rules.rom;

import java.util.Optional;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.rom.OptionRom;
import org.underpass.profile.Firmware;
import org.underpass.profile.FirmwareType;
import org.underpass.profile.Rom;
import org.underpass.profile.VirtualAdapter;
import org.underpass.profile.VmProfile;
import org.underpass.rules.Given;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.rule.RuleContext;

/**
 * The option ROM that a guest would see of one function.
 *
 * @param device   the device the function belongs to
 * @param function the graphics function
 * @param setting  what the profile says of it
 * @param dump     the bytes of the file that the profile names, else of the card's own
 */
record RomFacts(ResolvedDevice device, HostFunction function, Optional<Rom> setting, Fact<byte[]> dump) {

    /** Of a graphics function; empty where the profile hides the ROM from the guest. */
    static Optional<RomFacts> of(RuleContext context, HostFunction function) {
        ResolvedDevice device = context.assignment().deviceOf(function.address()).orElseThrow();
        Optional<Rom> setting = device.entry().flatMap(e -> e.rom());
        if (setting.flatMap(Rom::bar).filter(shown -> !shown).isPresent()) {
            return Optional.empty();
        }
        // Several functions of a card share one setting; the file is for the first of them.
        Optional<String> file = setting.flatMap(Rom::file);
        Fact<byte[]> dump = file.isPresent() ? read(context.host(), file.get()) : function.rom();
        return Optional.of(new RomFacts(device, function, setting, dump));
    }

    private static Fact<byte[]> read(Host host, String path) {
        String clean = path;
        while (clean.startsWith("/")) {
            clean = clean.substring(1);
        }
        return host.tree().read(clean);
    }

    /** Whether the profile names a file. */
    boolean isFile() {
        return setting.flatMap(Rom::file).isPresent();
    }

    /** The ROM taken apart, where its bytes are shown. */
    Optional<OptionRom> rom() {
        return dump.value().filter(bytes -> bytes.length > 0).map(OptionRom::parse);
    }

    /** Where the setting stands: {@code rom.file} of the device where a file is named. */
    String path() {
        return isFile() ? "rom.file" : "rom";
    }

    /** What starts the guest: UEFI where the profile is silent. Empty without a profile. */
    static Optional<FirmwareType> firmware(RuleContext context) {
        return Given.machine(context).map(VmProfile::firmware).map(Firmware::type)
                .map(type -> type.orElse(FirmwareType.UEFI));
    }

    /** Whether the card is the only screen that the guest has while its firmware runs. */
    boolean isOnlyScreen(RuleContext context) {
        Optional<VirtualAdapter> adapter = Given.machine(context).flatMap(vm -> vm.display().guest().adapter());
        return adapter.isEmpty() || adapter.get() == VirtualAdapter.NONE;
    }
}
