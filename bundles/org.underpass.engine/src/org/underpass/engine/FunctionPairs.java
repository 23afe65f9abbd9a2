package org.underpass.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.capture.SerialHash;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;

/**
 * Which function of one host is which of another. First who stayed where it was, then who has the same serial number,
 * then who is of the same kind; like functions are paired in the order of their addresses, so that a card's functions
 * stay together when bus numbers shift.
 */
final class FunctionPairs {
    private final Map<PciAddress, HostFunction> partners = new TreeMap<>();
    private final Set<HostFunction> before = new LinkedHashSet<>();
    private final Set<HostFunction> after = new LinkedHashSet<>();

    private FunctionPairs(Host one, Host other) {
        before.addAll(one.functions());
        after.addAll(other.functions());
    }

    static FunctionPairs of(Host one, Host other) {
        FunctionPairs pairs = new FunctionPairs(one, other);
        pairs.pair((a, b) -> a.address().equals(b.address()) && sameKind(a.pci(), b.pci()) && serialsAgree(a, b)
                && cardsAgree(one, a, other, b));
        pairs.pair((a, b) -> sameKind(a.pci(), b.pci()) && a.address().function() == b.address().function()
                && a.serial().isKnown() && b.serial().isKnown() && serialsAgree(a, b));
        pairs.pair((a, b) -> sameKind(a.pci(), b.pci()) && a.address().function() == b.address().function()
                && serialsAgree(a, b) && cardsAgree(one, a, other, b));
        return pairs;
    }

    private void pair(BiPredicate<HostFunction, HostFunction> same) {
        for (HostFunction one : List.copyOf(before)) {
            Optional<HostFunction> found = after.stream().filter(other -> same.test(one, other)).findFirst();
            if (found.isPresent()) {
                partners.put(one.address(), found.get());
                before.remove(one);
                after.remove(found.get());
            }
        }
    }

    private static boolean sameKind(PciFunction a, PciFunction b) {
        return a.vendor() == b.vendor() && a.device() == b.device() && a.classCode() == b.classCode()
                && agree(a.subsystemVendor(), b.subsystemVendor()) && agree(a.subsystemDevice(), b.subsystemDevice());
    }

    private static boolean agree(OptionalInt a, OptionalInt b) {
        return a.isEmpty() || b.isEmpty() || a.getAsInt() == b.getAsInt();
    }

    /** One of two captures may have hashes instead of numbers. */
    private static boolean serialsAgree(HostFunction a, HostFunction b) {
        Optional<Long> one = a.serial().value();
        Optional<Long> other = b.serial().value();
        return one.isEmpty() || other.isEmpty() || one.equals(other) || other.get() == SerialHash.of(one.get())
                || one.get() == SerialHash.of(other.get());
    }

    /** A function without a serial number goes where the first function of its card goes. */
    private static boolean cardsAgree(Host one, HostFunction a, Host other, HostFunction b) {
        Optional<HostFunction> first = one.function(a.address().withFunction(0));
        Optional<HostFunction> second = other.function(b.address().withFunction(0));
        return first.isEmpty() || second.isEmpty() || serialsAgree(first.get(), second.get());
    }

    /** The function of the second host that one of the first is. */
    Optional<HostFunction> partner(PciAddress function) {
        return Optional.ofNullable(partners.get(function));
    }

    /** Functions that only the first host has. */
    List<HostFunction> removed() {
        return new ArrayList<>(before);
    }

    /** Functions that only the second host has. */
    List<HostFunction> added() {
        return new ArrayList<>(after);
    }
}
