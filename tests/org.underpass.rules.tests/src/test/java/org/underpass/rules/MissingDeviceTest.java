package org.underpass.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.engine.Plugins;
import org.underpass.engine.Validation;
import org.underpass.profile.ProfileReader;
import org.underpass.spi.Finding;
import org.underpass.testkit.Machines;

/** One cause gives one finding: a device that is missing, and another one in its place. */
class MissingDeviceTest {
    private static final String MOVED = Desk.guest("{address: \"" + Desk.CARD
            + "\", identity: {vendor: \"1002\", device: \"67df\"}}");

    @TempDir
    Path folder;

    private List<String> errors(String profile) {
        return new Validation(Plugins.of(new UnderpassRules().rules(), List.of(), List.of()))
                .check(Optional.of(Machines.open(Desk.at(folder))), ProfileReader.read(profile, "case.vm.yaml"),
                        Optional.empty()).errors().stream().map(Finding::rule).toList();
    }

    @Test
    void anotherDeviceInItsPlaceIsTheOnlyFinding() {
        assertEquals(List.of("B09"), errors(MOVED));
    }

    @Test
    void nothingInItsPlaceIsSaidPlainly() {
        assertEquals(List.of("device-not-found"), errors(Desk.guest("{address: \"0000:09:00.0\"}")));
    }

    @Test
    void whoAnswersForTheStrangerStillHearsThatTheDeviceIsMissing() {
        assertEquals(List.of("device-not-found"),
                errors(MOVED + "suppress:\n  - {rule: B09, reason: \"known\"}\n"));
    }
}
