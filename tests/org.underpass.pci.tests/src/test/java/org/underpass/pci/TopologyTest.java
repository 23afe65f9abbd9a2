package org.underpass.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopologyTest {

    private static PciAddress at(String text) {
        return PciAddress.parse(text);
    }

    private static PciFunction bridge(String address, int secondary, int subordinate) {
        return PciFunction.at(at(address)).config(ConfigBytes.function(64, 0x8086, 1, 0x060400).u8(0x0e, 1)
                .u8(0x18, at(address).bus()).u8(0x19, secondary).u8(0x1a, subordinate).bytes()).build();
    }

    private static PciFunction function(String address) {
        return PciFunction.at(at(address)).ids(0x10de, 1).classCode(0x030000).build();
    }

    private static Topology of(PciFunction... functions) {
        return Topology.of(Arrays.asList(functions), Map.of());
    }

    private static String addresses(List<PciFunction> functions) {
        return String.join(" ",
                functions.stream().map(function -> function.address().toString().substring(5)).toList());
    }

    @Test
    void followsBusNumbers() {
        Topology tree = of(bridge("00:01.0", 1, 3), bridge("01:00.0", 2, 3), bridge("02:04.0", 3, 3),
                function("03:00.0"), function("03:00.1"), function("00:02.0"));
        assertEquals("02:04.0 01:00.0 00:01.0", addresses(tree.pathToRoot(at("03:00.1"))));
        assertEquals("03:00.0 03:00.1", addresses(tree.children(at("02:04.0"))));
        assertEquals("03:00.0", addresses(tree.slotMates(at("03:00.1"))));
        assertEquals("00:02.0", addresses(tree.busMates(at("00:01.0"))));
        assertTrue(tree.isMultifunction(at("03:00.0")));
        assertFalse(tree.isMultifunction(at("00:02.0")));
        assertEquals("[0000:00]", tree.rootBuses().toString());
    }

    @Test
    void virtualFunctionsOnFurtherBusesSitBehindTheSamePort() {
        Topology tree = of(bridge("00:01.0", 1, 2), function("01:00.0"), function("02:10.0"));
        assertEquals("00:01.0", addresses(tree.pathToRoot(at("02:10.0"))));
    }

    @Test
    void sourceKnowsBetter() {
        PciFunction card = function("05:00.0");
        Topology tree = Topology.of(List.of(function("00:03.0"), card), Map.of(card.address(), at("00:03.0"),
                at("09:00.0"), at("08:00.0")));
        assertEquals("00:03.0", addresses(tree.pathToRoot(card.address())));
    }

    @Test
    void domainsAreApart() {
        Topology tree = of(bridge("00:01.0", 1, 1), function("0001:01:00.0"));
        assertTrue(tree.parent(at("0001:01:00.0")).isEmpty());
        assertEquals("[0000:00, 0001:01]", tree.rootBuses().toString());
    }

    @Test
    void nonsenseMakesNoCircle() {
        Topology tree = of(bridge("01:00.0", 2, 2), bridge("02:00.0", 1, 1), bridge("03:00.0", 3, 3),
                bridge("04:00.0", 0, 255), function("00:00.0"));
        for (PciFunction function : tree.functions()) {
            assertTrue(tree.pathToRoot(function.address()).size() < 5);
        }
        PciAddress one = at("01:00.0");
        PciAddress other = at("02:00.0");
        Topology hinted = Topology.of(List.of(function("01:00.0"), function("02:00.0")),
                Map.of(one, other, other, one));
        assertEquals(1, hinted.pathToRoot(one).size() + hinted.pathToRoot(other).size());
    }

    @Test
    void unknownAddressHasNothing() {
        Topology tree = of();
        assertTrue(tree.pathToRoot(at("00:00.0")).isEmpty());
        assertTrue(tree.children(at("00:00.0")).isEmpty());
        assertTrue(tree.function(at("00:00.0")).isEmpty());
    }
}
