package org.underpass.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;

/**
 * A graphics card of a host: a display function and everything that shares its slot.
 *
 * @param display   the display function; the lowest one where a card has several
 * @param functions all functions of the card, sorted; a virtual function is a card of its own
 */
public record Card(HostFunction display, List<HostFunction> functions) {
    public Card {
        functions = List.copyOf(functions);
    }

    /** All cards of a host, by address. */
    public static List<Card> of(Host host) {
        List<Card> cards = new ArrayList<>();
        for (HostFunction function : host.functions()) {
            boolean known = cards.stream().anyMatch(c -> c.functions.contains(function));
            if (function.pci().isDisplay() && !known) {
                cards.add(around(function, host));
            }
        }
        return cards;
    }

    private static Card around(HostFunction display, Host host) {
        return new Card(display, slot(display, host));
    }

    /** A function and its neighbours in the slot, sorted; a virtual function is alone, and never somebody's neighbour. */
    public static List<HostFunction> slot(HostFunction first, Host host) {
        if (first.physfn().isKnown()) {
            return List.of(first);
        }
        return host.functions().stream()
                .filter(f -> f.address().sameSlot(first.address()) && !f.physfn().isKnown())
                .sorted(Comparator.comparing(HostFunction::address)).toList();
    }
}
