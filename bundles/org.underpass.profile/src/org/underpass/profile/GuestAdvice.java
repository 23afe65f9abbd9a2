package org.underpass.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings that guests with such a device want; they hold where a machine's profile is silent.
 *
 * @param hideHypervisor whether the hypervisor is hidden
 * @param vendorId Hyper-V vendor id
 * @param primary whether it is the primary display of the guest
 * @param multifunction whether its functions share one guest slot
 * @param resizableBar BAR sizes in bytes, by index
 * @param features CPU features
 * @param guestIds ids shown to the guest
 * @param igd Intel graphics
 * @param rom ROM settings
 * @param xen Xen settings
 * @param evidence may be empty
 */
public record GuestAdvice(
        Optional<Boolean> hideHypervisor,
        Optional<String> vendorId,
        Optional<Boolean> primary,
        Optional<Boolean> multifunction,
        Map<Integer, Long> resizableBar,
        Map<String, Boolean> features,
        Optional<GuestIds> guestIds,
        Optional<IgdSettings> igd,
        Optional<Rom> rom,
        Optional<XenDeviceSettings> xen,
        List<Evidence> evidence) {
    /** Copies the collections; the order of the profile stays. */
    public GuestAdvice {
        evidence = List.copyOf(evidence);
        resizableBar = Collections.unmodifiableMap(new LinkedHashMap<>(resizableBar));
        features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    }
}
