package org.underpass.profile;

import java.util.List;

/** Which functions of a slot are given away. */
public sealed interface DeviceFunctions {
    /** Every function that the slot has on the host. */
    record All() implements DeviceFunctions {
        @Override
        public boolean contains(int function) {
            return true;
        }
    }

    /**
     * These and no other.
     *
     * @param numbers function numbers, 0 to 7, ascending, at least one
     */
    record Only(List<Integer> numbers) implements DeviceFunctions {
        /** Copies and sorts. */
        public Only {
            numbers = numbers.stream().sorted().distinct().toList();
        }

        @Override
        public boolean contains(int function) {
            return numbers.contains(function);
        }
    }

    /** Whether the function with this number is meant, if the slot has it. */
    boolean contains(int function);
}
