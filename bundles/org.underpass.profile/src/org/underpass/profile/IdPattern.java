package org.underpass.profile;

/**
 * An id, or all ids that agree with it under a mask. Written as hex digits with {@code ?} for a digit that may be
 * anything: {@code 73??}.
 *
 * @param value the fixed bits
 * @param mask which bits are fixed
 */
public record IdPattern(int value, int mask) {
    /** Whether an id agrees in all fixed bits. */
    public boolean matches(int id) {
        return (id & mask) == value;
    }
}
