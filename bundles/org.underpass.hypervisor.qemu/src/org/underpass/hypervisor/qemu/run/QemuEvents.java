package org.underpass.hypervisor.qemu.run;

import org.underpass.spi.hypervisor.GuestEvent;
import org.underpass.spi.hypervisor.GuestEvent.Kind;
import org.underpass.spi.hypervisor.GuestStatus.State;

/** QEMU's words for what happens and what is (qapi/run-state.json, qapi/qdev.json, qapi/block-core.json). */
final class QemuEvents {
    private QemuEvents() {
    }

    static GuestEvent of(QmpEvent event) {
        Kind kind = switch (event.name()) {
            case "RESUME" -> Kind.RESUMED;
            case "STOP" -> Kind.PAUSED;
            case "SUSPEND", "SUSPEND_DISK" -> Kind.SUSPENDED;
            case "WAKEUP" -> Kind.WOKEN;
            case "RESET" -> Kind.RESET;
            case "POWERDOWN" -> Kind.POWERDOWN;
            case "SHUTDOWN" -> Kind.SHUTDOWN;
            case "GUEST_PANICKED", "GUEST_CRASHLOADED" -> Kind.PANICKED;
            case "DEVICE_DELETED" -> Kind.DEVICE_DELETED;
            case "DEVICE_UNPLUG_GUEST_ERROR", "MEM_UNPLUG_ERROR" -> Kind.UNPLUG_REFUSED;
            case "BLOCK_IO_ERROR", "BLOCK_JOB_ERROR" -> Kind.IO_ERROR;
            case "WATCHDOG" -> Kind.WATCHDOG;
            default -> Kind.OTHER;
        };
        String subject = event.text("device").isEmpty() ? event.text("path") : event.text("device");
        String why = event.text("reason").isEmpty() ? event.text("action") : event.text("reason");
        return new GuestEvent(kind, event.time(), subject, why.isEmpty() ? event.name() : event.name() + " ("
                + why + ")");
    }

    /** What a run state means for whoever waits for the guest. */
    static State state(String word) {
        return switch (word) {
            case "running" -> State.RUNNING;
            case "prelaunch", "preconfig", "inmigrate" -> State.STARTING;
            case "suspended" -> State.SUSPENDED;
            case "shutdown", "guest-panicked", "internal-error" -> State.STOPPED;
            default -> State.PAUSED;
        };
    }
}
