package org.underpass.profile;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The virtual adapter of the guest, besides the real one.
 *
 * @param adapter absent: none when a graphics card is given away, else the plainest one of the backend
 * @param memory its video memory in bytes; absent: the default of the adapter
 * @param outputs number of screens; absent: 1
 * @param width preferred width in pixels
 * @param height preferred height in pixels
 * @param viewer where its picture is shown; absent: none without adapter, else gtk
 * @param lookingGlass a shared memory in which the guest hands its pictures to the host
 */
public record GuestDisplay(
        Optional<VirtualAdapter> adapter,
        OptionalLong memory,
        OptionalInt outputs,
        OptionalInt width,
        OptionalInt height,
        Optional<ViewerKind> viewer,
        Optional<LookingGlass> lookingGlass) {
}
