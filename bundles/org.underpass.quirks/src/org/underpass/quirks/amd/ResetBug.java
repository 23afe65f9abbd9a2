package org.underpass.quirks.amd;

import java.util.List;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.quirks.Answer;
import org.underpass.quirks.Match;
import org.underpass.spi.quirk.Assessment;
import org.underpass.spi.quirk.Assessment.Routine;
import org.underpass.spi.quirk.Assessment.Verdict;
import org.underpass.spi.quirk.Quirk;
import org.underpass.spi.quirk.QuirkInfo;

/**
 * Cards with the reset bug: they work once, and are black or bring the guest down at its second start, because no
 * method of the kernel resets them. The vendor-reset module has a routine for each; whether it is asked decides.
 */
abstract class ResetBug implements Quirk {
    private static final String TABLE = "vendor-reset src/device-db.h";
    private static final String FLAG = "vendor-reset src/amd/common.c, amd_common_probe";

    /**
     * One chip in vendor-reset's table.
     *
     * @param name     the chip and cards that carry it
     * @param match    its device ids
     * @param sequence what vendor-reset does to it, in a sentence
     * @param reported what users say of that, in a sentence; may be empty
     * @param threads  where they say it; may be empty
     */
    record Chip(String name, Match match, String sequence, String reported, String threads) {
    }

    private final QuirkInfo info;
    private final List<Chip> chips;

    ResetBug(QuirkInfo info, List<Chip> chips) {
        this.info = info;
        this.chips = List.copyOf(chips);
    }

    @Override
    public final QuirkInfo info() {
        return info;
    }

    final List<Chip> chips() {
        return chips;
    }

    /** A routine of our own as steps, where public facts suffice for one. */
    Optional<Routine> routine(Chip chip, HostFunction function, Host host) {
        return Optional.empty();
    }

    @Override
    public final Assessment assess(HostFunction function, Host host) {
        for (Chip chip : chips) {
            if (chip.match().test(function, host)) {
                return judge(chip, function, host);
            }
        }
        return Assessment.notMine();
    }

    private Assessment judge(Chip chip, HostFunction function, Host host) {
        Answer answer = new Answer(host);
        answer.evidence(chip.name() + " has the reset bug; vendor-reset knows it", TABLE);
        VendorReset module = VendorReset.of(function, host);
        module.evidence().forEach(answer::evidence);
        switch (module.state()) {
            case SELECTED -> {
                answer.verdict("device_specific", Verdict.GOOD, "vendor-reset resets it: " + chip.sequence());
                forbidBus(answer);
            }
            case NOT_SELECTED -> {
                forbidBus(answer);
                answer.evidence("with vendor-reset loaded and device_specific not selected the card has no reset at "
                        + "all: write device_specific to reset_method while the card is clean",
                        "https://github.com/gnif/vendor-reset/issues/46");
            }
            case NOT_LOADED -> {
                answer.knownBad(chip.name() + " works once: no method of the kernel brings it back clean, and the "
                        + "second start is black or fails; vendor-reset has a routine for it");
                offerRoutine(answer, chip, function, host);
            }
            case UNKNOWN -> {
                answer.knownBad(chip.name() + " works once with the kernel's own methods; only vendor-reset brings it "
                        + "back clean, and this host does not show whether it would");
                offerRoutine(answer, chip, function, host);
            }
        }
        if (!chip.reported().isEmpty()) {
            answer.evidence("users of vendor-reset report: " + chip.reported(), chip.threads());
        }
        return answer.make();
    }

    private void offerRoutine(Answer answer, Chip chip, HostFunction function, Host host) {
        routine(chip, function, host).ifPresent(answer::routine);
    }

    private static void forbidBus(Answer answer) {
        answer.verdict("bus", Verdict.FORBIDDEN, "vendor-reset forbids the bus reset of every card in its table, as "
                + "soon as it is loaded");
        answer.evidence("vendor-reset sets the kernel's no-bus-reset flag on the cards in its table", FLAG);
    }

    static String issue(int number) {
        return "https://github.com/gnif/vendor-reset/issues/" + number;
    }
}
