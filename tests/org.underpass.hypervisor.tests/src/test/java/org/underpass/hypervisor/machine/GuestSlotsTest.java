package org.underpass.hypervisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.underpass.hypervisor.Cases;
import org.underpass.hypervisor.Profiles;
import org.underpass.profile.MachineType;

class GuestSlotsTest {
    private static GuestMachine machine(String devices, MachineType board, Report[] report) {
        String yaml = Profiles.GAMES.replaceAll("(?s)devices:.*?disks:", "devices:\n" + devices + "disks:");
        var plan = Cases.plan(Cases.vm(yaml), Cases.workstation());
        report[0] = new Report("test", plan.profile());
        return GuestMachine.of(plan, board, GuestNic.QEMU_PREFIX, report[0]);
    }

    private static List<String> slots(String devices, MachineType board) {
        return machine(devices, board, new Report[1]).passed().stream().flatMap(d -> d.functions().stream())
                .map(f -> f.address() + " " + f.slot() + (f.slot().multifunction() ? "+" : "")).toList();
    }

    @Test
    void aCardKeepsItsFunctionsInOneSlot() {
        assertEquals(List.of("0000:01:00.0 01:00.0+", "0000:01:00.1 01:00.1"),
                slots("  - address: \"0000:01:00.0\"\n", MachineType.Q35));
        assertEquals(List.of("0000:01:00.0 00:03.0+", "0000:01:00.1 00:03.1"),
                slots("  - address: \"0000:01:00.0\"\n", MachineType.I440FX));
    }

    @Test
    void functionsStartAtZeroInTheGuest() {
        assertEquals(List.of("0000:01:00.1 01:00.0"),
                slots("  - {address: \"0000:01:00.0\", functions: [1]}\n", MachineType.Q35));
        assertEquals(List.of("0000:10:00.3 01:00.0+", "0000:10:00.4 01:00.1"),
                slots("  - {address: \"0000:10:00.0\", functions: [3, 4]}\n", MachineType.Q35));
    }

    @Test
    void apartWhereTheProfileWants() {
        assertEquals(List.of("0000:01:00.0 01:00.0", "0000:01:00.1 02:00.0"),
                slots("  - {address: \"0000:01:00.0\", multifunction: false}\n", MachineType.Q35));
    }

    @Test
    void anAskedForBusIsTheOneThatFirmwareCounts() {
        Report[] report = new Report[1];
        GuestMachine machine = machine("  - {address: \"0000:01:00.0\", guestAddress: \"03:00.0\"}\n"
                + "  - address: \"0000:05:00.0\"\n", MachineType.Q35, report);
        assertEquals(3, machine.slots().ports(), "ports up to the one that is asked for");
        assertEquals(List.of(3, 3, 1), machine.passed().stream().flatMap(d -> d.functions().stream())
                .map(f -> f.slot().bus()).toList());
        assertEquals("00:02.2", machine.slots().portSlot(3).toString());
        assertTrue(machine.slots().portSlot(1).multifunction());
        assertFalse(machine.slots().portSlot(3).multifunction());
        assertEquals(List.of(), report[0].findings());
    }

    @Test
    void whatCannotBeHadIsSaid() {
        for (String wish : List.of("01:02.0", "21:00.0", "00:02.0", "00:1f.0")) {
            Report[] report = new Report[1];
            machine("  - {address: \"0000:01:00.0\", guestAddress: \"" + wish + "\"}\n"
                    + "  - address: \"0000:05:00.0\"\n", MachineType.Q35, report);
            assertEquals(List.of("test.guest-address devices[0].guestAddress"),
                    report[0].findings().stream().map(f -> f.key()).toList(), wish);
        }
    }

    @Test
    void noTwoDevicesShareAPlace() {
        for (MachineType board : MachineType.values()) {
            GuestMachine machine = machine("  - {address: \"0000:01:00.0\", guestAddress: \"00:04.0\"}\n"
                    + "  - address: \"0000:05:00.0\"\n", board, new Report[1]);
            Set<String> taken = new HashSet<>();
            Stream.of(machine.passed().stream().flatMap(d -> d.functions().stream()).map(PassedFunction::slot),
                    Stream.of("xhci", "disk0", "net0", "sound", "glass").map(machine.slots()::of)
                            .map(Optional::orElseThrow),
                    Stream.iterate(1, i -> i + 1).limit(machine.slots().ports()).map(machine.slots()::portSlot))
                    .flatMap(s -> s).forEach(slot -> assertTrue(taken.add(slot.toString()), board + ": " + slot));
        }
    }
}
