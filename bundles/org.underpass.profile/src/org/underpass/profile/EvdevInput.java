package org.underpass.profile;

/**
 * A keyboard or mouse of the host that is shared with the guest through evdev.
 *
 * @param index position in the list of the profile, from 0
 * @param device device node on the host; stable ones lie under /dev/input/by-id
 * @param grabAll whether grabbing it grabs all others
 * @param repeat whether key repeat of the host reaches the guest
 */
public record EvdevInput(int index, String device, boolean grabAll, boolean repeat) {
    /** Its path in the profile. */
    public String path() {
        return "evdev[" + index + "]";
    }
}
