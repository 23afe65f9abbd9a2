package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * The USB controller of the guest.
 */
public enum UsbController implements Word {
    /** QEMU's own USB 3 controller; every guest of today has a driver. */
    XHCI("xhci", "QEMU's own USB 3 controller; every guest of today has a driver."),
    /** NEC's USB 3 controller. */
    NEC_XHCI("nec-xhci", "NEC's USB 3 controller."),
    /** Intel's USB 2 controller of ICH9 with its three companions for USB 1. */
    EHCI("ehci", "Intel's USB 2 controller of ICH9 with its three companions for USB 1."),
    /** The USB 1 controller of PIIX3, for old guests. */
    UHCI("uhci", "The USB 1 controller of PIIX3, for old guests."),
    /** The guest has no USB. */
    NONE("none", "The guest has no USB.");

    private final String word;
    private final String meaning;

    UsbController(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
