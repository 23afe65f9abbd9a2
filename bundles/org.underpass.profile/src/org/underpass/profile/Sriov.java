package org.underpass.profile;

import java.util.OptionalInt;

/**
 * A virtual function of the device, which is the physical function.
 *
 * @param function which virtual function, from 0
 * @param count how many to create when there are none; absent: as many as needed
 */
public record Sriov(int function, OptionalInt count) {
}
