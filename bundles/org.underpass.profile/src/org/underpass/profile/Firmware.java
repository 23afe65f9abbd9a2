package org.underpass.profile;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What starts the guest.
 *
 * @param type absent: UEFI
 * @param secureBoot whether the firmware enforces Secure Boot; absent: not asked for
 * @param code path of the firmware image on the host; absent: from the firmware descriptors of the host
 * @param vars path of the variable store of this machine on the host; absent: made from the template
 * @param tpm the emulated TPM; none by default
 * @param mmio64Window size in bytes of the window for 64-bit BARs that the firmware is asked for; absent: what the
 *     firmware chooses from the width of guest addresses
 */
public record Firmware(
        Optional<FirmwareType> type,
        Optional<Boolean> secureBoot,
        Optional<String> code,
        Optional<String> vars,
        TpmVersion tpm,
        OptionalLong mmio64Window) {
}
