package org.underpass.quirks.amd;

import java.util.List;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.VersionNumber;
import org.underpass.spi.Evidence;

/**
 * Whether the vendor-reset module would reset a function that is in its table.
 *
 * <p>The module hooks the kernel's device-specific resets. Since Linux 5.15 the kernel asks it only where
 * {@code reset_method} names {@code device_specific}, a list that is made when the function is found: a module that
 * is loaded later is asked only after somebody writes the word. On the other hand the module forbids the bus reset of
 * every card in its table as soon as it is loaded (vendor-reset src/amd/common.c).
 *
 * @param state    what is known
 * @param evidence what it was read from; never empty
 */
record VendorReset(State state, List<Evidence> evidence) {
    private static final String MODULE = "vendor_reset";
    private static final String METHOD = "device_specific";

    enum State {
        /** The module is loaded, and the kernel will ask it. */
        SELECTED,
        /** The module is loaded, forbids the bus reset, and is not asked. */
        NOT_SELECTED,
        /** The module is not loaded. */
        NOT_LOADED,
        /** The source does not show it. */
        UNKNOWN
    }

    static VendorReset of(HostFunction function, Host host) {
        Fact<Boolean> loaded = host.kernel().modules().map(modules -> modules.containsKey(MODULE));
        Fact<List<String>> methods = function.resetMethods();
        if (loaded.isUnknown()) {
            return lists(methods) ? new VendorReset(State.SELECTED, List.of(
                    Evidence.of("reset_method names device_specific, which for this card only vendor-reset provides",
                            methods)))
                    : new VendorReset(State.UNKNOWN, List.of(
                            Evidence.of("whether vendor-reset is loaded is not shown", loaded)));
        }
        if (!loaded.orElse(false)) {
            return new VendorReset(State.NOT_LOADED, List.of(Evidence.of("vendor-reset is not loaded", loaded)));
        }
        Evidence there = Evidence.of("vendor-reset is loaded", loaded);
        Fact<VersionNumber> release = host.kernel().version();
        if (release.value().map(v -> !v.atLeast(5, 15)).orElse(false)) {
            return new VendorReset(State.SELECTED, List.of(there, Evidence.of("Linux " + release.value().get()
                    + " asks device-specific resets first, without a list", release)));
        }
        return switch (methods) {
            case Fact.Unknown<List<String>> u -> new VendorReset(State.UNKNOWN, List.of(there,
                    Evidence.of("whether reset_method names device_specific is not shown", methods)));
            case Fact.Absent<List<String>> a -> new VendorReset(State.NOT_SELECTED, List.of(there,
                    Evidence.of("the function has no reset_method", methods)));
            case Fact.Known<List<String>> k when lists(methods) -> new VendorReset(State.SELECTED, List.of(there,
                    Evidence.of("reset_method names device_specific", methods)));
            case Fact.Known<List<String>> k -> new VendorReset(State.NOT_SELECTED, List.of(there,
                    Evidence.of("reset_method does not name device_specific: " + String.join(" ", k.it()), methods)));
        };
    }

    private static boolean lists(Fact<List<String>> methods) {
        return methods.value().map(m -> m.contains(METHOD)).orElse(false);
    }
}
