package org.underpass.hypervisor.xen.run;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.underpass.spi.hypervisor.GuestStatus.State;

/**
 * A row of {@code xl list -v} (tools/xl/xl_info.c).
 *
 * @param id     its number, another one after each start
 * @param flags  six letters or dashes: running, blocked, paused, shut down, crashed, dying
 * @param uuid   absent where xl does not show it
 * @param reason why it has shut down (xen/include/public/sched.h); absent where it has not
 */
record Domain(String name, int id, String flags, Optional<String> uuid, OptionalInt reason) {
    private static final Pattern ROW = Pattern.compile("(.*?)\\s+([0-9]{1,5})\\s+[0-9]+\\s+[0-9]+\\s+"
            + "([r-][b-][p-][s-][c-][d-])\\s+[0-9.]+(?:\\s+([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?"
            + "(?:\\s+([0-9a-f]{1,2}|-))?(?:\\s.*)?");
    private static final int REBOOT = 1;
    private static final int CRASH = 3;

    static List<Domain> parse(String text) {
        return text.lines().map(ROW::matcher).filter(Matcher::matches).map(Domain::of).toList();
    }

    private static Domain of(Matcher row) {
        String reason = row.group(5);
        return new Domain(row.group(1), Integer.parseInt(row.group(2)), row.group(3), Optional.ofNullable(row.group(4)),
                reason == null || reason.equals("-") ? OptionalInt.empty()
                        : OptionalInt.of(Integer.parseInt(reason, 16)));
    }

    private boolean is(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    boolean crashed() {
        return is('c') || is('s') && reason.orElse(0) == CRASH;
    }

    boolean restarts() {
        return is('s') && reason.orElse(0) == REBOOT;
    }

    /** A guest whose processors all wait for something runs: Xen calls it blocked. */
    State state() {
        if (restarts()) {
            return State.STARTING;
        }
        return is('s') || is('c') || is('d') ? State.STOPPED : is('p') ? State.PAUSED : State.RUNNING;
    }

    String detail() {
        if (is('d')) {
            return "domain " + id + ", Xen takes it apart";
        }
        return "domain " + id + (crashed() ? ", it has crashed" : restarts() ? ", it starts anew"
                : is('s') ? ", it has shut down" : is('p') ? ", paused" : "");
    }
}
