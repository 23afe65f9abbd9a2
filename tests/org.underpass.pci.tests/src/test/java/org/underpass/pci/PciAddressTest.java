package org.underpass.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PciAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"0000:01:00.0", "0000:ff:1f.7", "10000:e1:00.0", "ffffffff:00:1f.3", "00ab:00:00.0"})
    void readsWhatItWrites(String text) {
        assertEquals(text, PciAddress.parse(text).toString());
    }

    @Test
    void takesDomainZeroForGranted() {
        assertEquals(new PciAddress(0, 1, 2, 3), PciAddress.parse("01:02.3"));
        assertEquals(new PciAddress(0, 1, 2, 3), PciAddress.parse("0:01:02.3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "01:00", "01:00.8", "01:20.0", "01:00.0 ", "x1:00.0", "0000:01:00,0",
        "100000000:01:00.0", "0000-01:00.0", ":01:00.0", "+1:00.0", "\u0661\u0661:00.0"})
    void refusesWhatIsNoAddress(String text) {
        assertTrue(PciAddress.tryParse(text).isEmpty());
        String message = assertThrows(IllegalArgumentException.class, () -> PciAddress.parse(text)).getMessage();
        assertTrue(message.contains("0000:01:00.0"), message);
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> new PciAddress(0, 256, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new PciAddress(0, 0, 32, 0));
        assertThrows(IllegalArgumentException.class, () -> new PciAddress(0, 0, 0, -1));
    }

    @Test
    void sortsDomainsUnsigned() {
        assertEquals("[0000:02:00.0, 0001:00:00.0, 10000:00:00.0, ffffffff:00:00.0]",
                Stream.of("ffffffff:00:00.0", "10000:00:00.0", "0001:00:00.0", "0000:02:00.0").map(PciAddress::parse)
                        .sorted().toList().toString());
    }

    @Test
    void tellsSlotAndBus() {
        PciAddress address = PciAddress.parse("0001:02:03.4");
        assertEquals(0x021c, address.requesterId());
        assertTrue(address.sameSlot(address.withFunction(0)));
        assertTrue(address.sameBus(PciAddress.parse("0001:02:00.0")));
        assertFalse(address.sameSlot(PciAddress.parse("0001:02:00.0")));
        assertFalse(address.sameBus(PciAddress.parse("0000:02:03.4")));
    }
}
