package org.underpass.testkit;

import java.util.List;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;
import org.underpass.spi.Assignment;
import org.underpass.spi.ResolvedDevice;

/**
 * What a rule is asked about: a profile with or without a host, or a card of a host that is judged without a profile.
 *
 * @param name    what is special about it, for messages
 * @param host    the machine
 * @param profile the profile, read without error
 * @param card    functions that are judged as if they were given away; empty where a profile says what is
 */
public record RuleCase(String name, Optional<Host> host, Optional<ProfileResult> profile, List<HostFunction> card) {
    public RuleCase {
        card = List.copyOf(card);
    }

    /** A profile alone. */
    public static RuleCase profile(String name, String yaml) {
        return new RuleCase(name, Optional.empty(), Optional.of(read(yaml)), List.of());
    }

    /** A profile on a host. */
    public static RuleCase profile(String name, Host host, String yaml) {
        return new RuleCase(name, Optional.of(host), Optional.of(read(yaml)), List.of());
    }

    /** A host, of which nothing is given away. */
    public static RuleCase host(String name, Host host) {
        return new RuleCase(name, Optional.of(host), Optional.empty(), List.of());
    }

    /** A card of a host, with all functions of its slot. */
    public static RuleCase card(String name, Host host, String address) {
        PciAddress any = PciAddress.parse(address);
        List<HostFunction> slot = host.functions().stream().filter(f -> f.address().sameSlot(any)).toList();
        if (slot.isEmpty()) {
            throw new AssertionError("case " + name + ": the host has nothing at " + address);
        }
        return new RuleCase(name, Optional.of(host), Optional.empty(), slot);
    }

    private static ProfileResult read(String yaml) {
        ProfileResult result = ProfileReader.read(yaml, "case.vm.yaml");
        if (result.profile().isEmpty()) {
            throw new AssertionError("the profile of the case has errors: " + result.problems());
        }
        return result;
    }

    /** What is given away where no profile says it. */
    Assignment assignment() {
        return card.isEmpty() ? new Assignment(List.of()) : new Assignment(List.of(new ResolvedDevice(
                card.get(0).address().toString(), "", Optional.empty(), card, true, Optional.empty())));
    }

    @Override
    public String toString() {
        return name;
    }
}
