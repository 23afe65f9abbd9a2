package org.underpass.profile;

import java.util.Optional;

/**
 * Settings of one device that only Xen has.
 *
 * @param permissive whether the guest may write all of its config space
 * @param powerManagement whether the guest may change power states
 * @param msiTranslate MSI to INTx translation; absent: the default of Xen
 * @param seize whether xl takes it from its driver by itself
 * @param rdmPolicy absent: the default of Xen
 */
public record XenDeviceSettings(
        boolean permissive,
        boolean powerManagement,
        Optional<Boolean> msiTranslate,
        boolean seize,
        Optional<RdmPolicy> rdmPolicy) {
}
