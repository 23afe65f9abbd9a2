package org.underpass.profile;

import java.util.List;
import java.util.Optional;

/**
 * How the host is prepared.
 *
 * @param binding absent: boot when the host keeps another adapter, else start
 * @param bootLoader auto by default
 * @param initramfs auto by default
 * @param kernelArguments further kernel arguments, each a single word
 * @param hugepages when hugepages are reserved; absent: boot
 * @param keepAwake whether the card is kept from D3 sleep; absent: as the device needs
 * @param unsafeInterrupts whether missing interrupt remapping is accepted knowingly
 */
public record Preparation(
        Optional<BindingTime> binding,
        BootLoader bootLoader,
        Initramfs initramfs,
        List<String> kernelArguments,
        Optional<BindingTime> hugepages,
        Optional<Boolean> keepAwake,
        boolean unsafeInterrupts) {
    /** Copies the collections; the order of the profile stays. */
    public Preparation {
        kernelArguments = List.copyOf(kernelArguments);
    }
}
