package org.underpass.quirks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.engine.Plugins;
import org.underpass.engine.ResetForecaster;
import org.underpass.host.Host;
import org.underpass.pci.PciAddress;
import org.underpass.spi.quirk.Forecast;
import org.underpass.spi.quirk.Quirk;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.Machines;
import org.underpass.testkit.TreeFunction;

/** What the quirks change in the forecast, each case with and without them. */
class ForecastTest {
    private static final String NAVI_10 = "1002:731f";
    private static final String NAVI_AUDIO = "1002:ab38";

    @TempDir
    Path folder;

    private static Forecast forecast(HostTree tree, String address, List<Quirk> quirks) {
        Host host = Machines.open(tree);
        return new ResetForecaster(host, Plugins.of(List.of(), quirks, List.of()),
                failure -> fail(failure.message(), failure.cause())).forecast(PciAddress.parse(address));
    }

    private static void expect(String with, String without, HostTree tree, String address) {
        assertEquals(without, forecast(tree, address, List.of()).path().word(), "without quirks");
        assertEquals(with, forecast(tree, address, Quirks.ALL).path().word(), "with quirks");
    }

    private static List<String> opinions(HostTree tree, String address) {
        return forecast(tree, address, Quirks.ALL).quirks().stream().map(q -> q.id() + " " + q.state()).toList();
    }

    @Test
    void aFunctionLevelResetThatHangsIsNoWayOut() {
        TreeFunction usb = Cards.onRoot(folder, "1022:149c", 0x0c0330).attribute("reset_method", "flr pm");
        usb.host().kernel("5.4.0-200-generic");
        expect("weak", "clean", usb.host(), Cards.ON_ROOT);
    }

    @Test
    void hopperHasNoBusReset() {
        TreeFunction card = Cards.inSlot(folder, "10de:2342", 0x030200).attribute("reset_method", "bus");
        card.host().kernel("6.18.15");
        expect("forbidden", "clean", card.host(), Cards.IN_SLOT);
    }

    @Test
    void hopperResetsByItself() {
        TreeFunction card = Cards.inSlot(folder, "10de:2342", 0x030200).attribute("reset_method", "flr bus");
        card.host().kernel("6.18.15");
        expect("clean", "clean", card.host(), Cards.IN_SLOT);
    }

    @Test
    void aCardBelowCaviumsPortHasNoBusReset() {
        HostTree tree = HostTree.at(folder);
        tree.function(Cards.PORT).ids("177d:a100").classCode(0x060400);
        tree.function(Cards.IN_SLOT).behind(Cards.PORT).ids("10de:1c03").classCode(0x030000)
                .attribute("reset_method", "bus");
        expect("forbidden", "clean", tree, Cards.IN_SLOT);
    }

    @Test
    void powerManagementDoesNotResetARadeonInASlot() {
        TreeFunction card = Cards.inSlot(folder, "1002:6613", 0x030000).attribute("reset_method", "pm");
        card.host().kernel("6.1.0");
        Forecast forecast = forecast(card.host(), Cards.IN_SLOT, Quirks.ALL);
        assertTrue(forecast.methods().stream().anyMatch(m -> m.name().equals("pm") && !m.usable()), "pm is unusable");
    }

    @Test
    void aRadeonOnTheRootBusKeepsItsPowerManagementReset() {
        TreeFunction chip = Cards.onRoot(folder, "1002:1638", 0x030000).attribute("reset_method", "pm");
        expect("weak", "weak", chip.host(), Cards.ON_ROOT);
    }

    @Test
    void naviHasTheResetBug() {
        TreeFunction card = Cards.withAudio(folder, NAVI_10, NAVI_AUDIO).attribute("reset_method", "pm bus");
        Cards.modules(card.host().kernel("6.1.0"));
        expect("known-bad", "shared", card.host(), Cards.IN_SLOT);
        Forecast forecast = forecast(card.host(), Cards.IN_SLOT, Quirks.ALL);
        assertTrue(forecast.reasons().get(0).fact().contains("vendor-reset has a routine"), "names the way out");
        assertTrue(forecast.methods().stream().anyMatch(m -> m.name().equals("quirk:amd.navi1x")), "shows the steps");
        assertEquals(List.of("amd.navi1x ready", "amd.radeon ready"), opinions(card.host(), Cards.IN_SLOT));
    }

    @Test
    void vendorResetThatIsAskedIsGood() {
        TreeFunction card = Cards.withAudio(folder, NAVI_10, NAVI_AUDIO)
                .attribute("reset_method", "device_specific bus");
        Cards.modules(card.host().kernel("6.1.0"), "vendor_reset");
        expect("clean", "clean", card.host(), Cards.IN_SLOT);
    }

    @Test
    void vendorResetThatIsNotAskedTakesTheLastReset() {
        TreeFunction card = Cards.withAudio(folder, NAVI_10, NAVI_AUDIO).attribute("reset_method", "pm bus");
        Cards.modules(card.host().kernel("6.1.0"), "vendor_reset");
        expect("forbidden", "shared", card.host(), Cards.IN_SLOT);
        assertTrue(forecast(card.host(), Cards.IN_SLOT, Quirks.ALL).quirks().stream()
                .flatMap(q -> q.evidence().stream()).anyMatch(e -> e.fact().contains("write device_specific")));
    }

    @Test
    void vendorResetForbidsTheBusResetForTheAudioFunctionToo() {
        TreeFunction card = Cards.withAudio(folder, NAVI_10, NAVI_AUDIO).attribute("reset_method", "pm bus");
        card.function(Cards.AUDIO).attribute("reset_method", "");
        Cards.modules(card.host().kernel("6.1.0"), "vendor_reset");
        expect("forbidden", "shared", card.host(), Cards.AUDIO);
    }

    @Test
    void beforeTheListTheModuleIsAlwaysAsked() {
        TreeFunction card = Cards.withAudio(folder, NAVI_10, NAVI_AUDIO);
        Cards.modules(card.host().kernel("5.10.0"), "vendor_reset");
        assertFalse(forecast(card.host(), Cards.IN_SLOT, Quirks.ALL).quirks().get(0).says().contains("works once"));
    }

    @Test
    void aHostThatDoesNotShowItsModulesIsNotAssumedToHaveTheModule() {
        TreeFunction card = Cards.withAudio(folder, NAVI_10, NAVI_AUDIO).attribute("reset_method", "pm bus");
        assertTrue(forecast(card.host(), Cards.IN_SLOT, Quirks.ALL).reasons().get(0).fact()
                .contains("does not show"));
    }

    @Test
    void hawaiiIgnoresABusReset() {
        TreeFunction card = Cards.withAudio(folder, "1002:67b0", "1002:aac8").attribute("reset_method", "bus");
        card.host().kernel("6.1.0");
        expect("known-bad", "shared", card.host(), Cards.IN_SLOT);
    }

    @Test
    void aNoteChangesNothing() {
        TreeFunction card = Cards.withAudio(folder, "1002:73bf", "1002:ab28").attribute("reset_method", "bus");
        card.host().kernel("6.1.0");
        expect("shared", "shared", card.host(), Cards.IN_SLOT);
        assertEquals(List.of("amd.later ready", "amd.radeon ready"), opinions(card.host(), Cards.IN_SLOT));
    }

    @Test
    void noGuestCanHaveBroadwellsGraphics() {
        TreeFunction chip = Cards.onRoot(folder, "8086:1616", 0x030000).attribute("reset_method", "flr");
        assertEquals(List.of("intel.graphics blocked"), opinions(chip.host(), Cards.ON_ROOT));
    }

    @Test
    void norThatOfAChipsetWithBrokenRemapping() {
        TreeFunction chip = Cards.onRoot(folder, "8086:2e12", 0x030000);
        chip.function("0000:00:00.0").ids("8086:2e10").classCode(0x060000);
        assertEquals(List.of("intel.graphics blocked"), opinions(chip.host(), Cards.ON_ROOT));
    }

    @Test
    void anNvidiaCardThatHidesItsAudioFunctionSaysSo() {
        byte[] config = new byte[4096];
        config[0] = (byte) 0xde;
        config[1] = 0x10;
        TreeFunction card = Cards.inSlot(folder, "10de:1c03", 0x030000).config(config);
        assertEquals(List.of("nvidia.geforce ready"), opinions(card.host(), Cards.IN_SLOT));
        config[0x48b] = 0x02;
        card.config(config);
        assertEquals(List.of(), opinions(card.host(), Cards.IN_SLOT));
    }
}
