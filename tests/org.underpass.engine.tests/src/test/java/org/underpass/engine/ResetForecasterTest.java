package org.underpass.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.host.Host;
import org.underpass.host.HostException;
import org.underpass.host.HostFunction;
import org.underpass.host.HostSources;
import org.underpass.pci.PciAddress;
import org.underpass.spi.Evidence;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.Assessment.MethodVerdict;
import org.underpass.spi.quirk.Assessment.Verdict;
import org.underpass.spi.quirk.Forecast;
import org.underpass.spi.quirk.Quirk;
import org.underpass.spi.quirk.QuirkInfo;
import org.underpass.testkit.HostTree;

/** What the kernel's methods, the bus and quirks make of a reset. */
class ResetForecasterTest {
    private static final PciAddress CARD = PciAddress.parse("0000:01:00.0");
    private static final PciAddress SOUND = PciAddress.parse("0000:01:00.1");

    @TempDir
    Path folder;
    private HostTree tree;
    private final List<PluginFailure> failures = new ArrayList<>();

    @BeforeEach
    void aCardBehindAPort() {
        tree = HostTree.at(folder).kernel("6.1.0");
        tree.function("0000:00:01.0").ids("8086:1901").classCode(0x060400);
        tree.function("0000:01:00.0").behind("0000:00:01.0").ids("10de:2484").classCode(0x030000);
    }

    private Forecast forecast(PciAddress address, Quirk... quirks) {
        try {
            Host host = HostSources.open(folder);
            return new ResetForecaster(host, Plugins.of(List.of(), List.of(quirks), List.of()), failures::add)
                    .forecast(address);
        } catch (HostException failure) {
            throw new AssertionError(failure);
        }
    }

    private HostTree methods(String text) {
        return tree.function("0000:01:00.0").attribute("reset_method", text).host();
    }

    private void withSound() {
        tree.function("0000:01:00.1").behind("0000:00:01.0").ids("10de:228b").classCode(0x040300);
    }

    @Test
    void aFunctionLevelResetIsClean() {
        methods("flr bus");
        withSound();
        Forecast forecast = forecast(CARD);
        assertEquals(Forecast.Path.CLEAN, forecast.path());
        assertEquals(List.of(), forecast.victims());
    }

    @Test
    void theBusOfASingleFunctionIsClean() {
        methods("bus");
        assertEquals(Forecast.Path.CLEAN, forecast(CARD).path());
    }

    /** The kernel lists bus on function 0, whose siblings it had not found yet: the list alone would be wrong. */
    @Test
    void theBusOfAWholeCardIsSharedAndNamesItsVictims() {
        methods("bus");
        withSound();
        Forecast forecast = forecast(CARD);
        assertEquals(Forecast.Path.SHARED, forecast.path());
        assertEquals(List.of(SOUND), forecast.victims());
        assertEquals(List.of(CARD), forecast(SOUND).victims());
    }

    @Test
    void powerManagementAloneIsWeak() {
        tree.function("0000:00:02.0").ids("1002:1638").classCode(0x030000).attribute("reset_method", "pm");
        assertEquals(Forecast.Path.WEAK, forecast(PciAddress.parse("0000:00:02.0")).path());
    }

    @Test
    void onARootBusWithoutMethodsThereIsNone() {
        methods("flr");
        tree.function("0000:00:02.0").ids("1234:1111").classCode(0x030000);
        Forecast forecast = forecast(PciAddress.parse("0000:00:02.0"));
        assertEquals(Forecast.Path.NONE, forecast.path());
        assertTrue(forecast.refused());
    }

    @Test
    void whatTheSourceDoesNotShowIsUnknown() {
        tree.function("0000:00:02.0").ids("1234:1111").classCode(0x030000);
        Forecast forecast = forecast(PciAddress.parse("0000:00:02.0"));
        assertEquals(Forecast.Path.UNKNOWN, forecast.path());
        assertFalse(forecast.refused());
    }

    @Test
    void aQuirkThatForbidsEverythingForbids() {
        methods("flr bus");
        Forecast forecast = forecast(CARD, says(Assessment.Ready.verdicts(List.of(
                new MethodVerdict("flr", Verdict.FORBIDDEN, "it hangs"),
                new MethodVerdict("bus", Verdict.BAD, "the link dies")), evidence())));
        assertEquals(Forecast.Path.FORBIDDEN, forecast.path());
        assertEquals("q.test", forecast.quirks().get(0).id());
    }

    /** A bus reset hits all that is on the bus, so a quirk of a neighbour forbids it too. */
    @Test
    void aNeighbourThatMustNotHaveABusResetForbidsIt() {
        methods("bus");
        withSound();
        Quirk sound = new Fixed(SOUND, Assessment.Ready.verdicts(
                List.of(new MethodVerdict("bus", Verdict.FORBIDDEN, "it never comes back")), evidence()));
        Forecast forecast = forecast(CARD, sound);
        assertEquals(Forecast.Path.FORBIDDEN, forecast.path());
        assertTrue(forecast.reasons().stream().anyMatch(r -> r.fact().contains(SOUND.toString())));
    }

    @Test
    void aKnownBadCardIsSoUnlessAMethodIsGood() {
        methods("device_specific bus");
        Assessment bad = new Assessment.Ready(List.of(), Optional.of("works once"), Optional.empty(), List.of(),
                Optional.empty(), evidence());
        assertEquals(Forecast.Path.KNOWN_BAD, forecast(CARD, says(bad)).path());
        Assessment cured = new Assessment.Ready(
                List.of(new MethodVerdict("device_specific", Verdict.GOOD, "a module knows how")),
                Optional.of("works once"), Optional.empty(), List.of(), Optional.empty(), evidence());
        assertEquals(Forecast.Path.CLEAN, forecast(CARD, says(cured)).path());
    }

    @Test
    void aQuirkThatThrowsIsNamedAndLeftOut() {
        methods("flr");
        Quirk broken = new Fixed(CARD, null);
        assertEquals(Forecast.Path.CLEAN, forecast(CARD, broken).path());
        assertEquals(1, failures.size());
        assertTrue(failures.get(0).message().contains("q.test"), failures.get(0)::message);
    }

    private static List<Evidence> evidence() {
        return List.of(new Evidence("seen", "a test"));
    }

    private static Quirk says(Assessment assessment) {
        return new Fixed(CARD, assessment);
    }

    /** A quirk with one answer for one function. */
    private record Fixed(PciAddress mine, Assessment answer) implements Quirk {
        @Override
        public QuirkInfo info() {
            return new QuirkInfo("q.test", "a quirk of a test", List.of());
        }

        @Override
        public Assessment assess(HostFunction function, Host host) {
            return function.address().equals(mine) ? answer : Assessment.notMine();
        }
    }
}
