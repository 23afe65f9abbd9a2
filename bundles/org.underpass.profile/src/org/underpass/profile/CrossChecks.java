package org.underpass.profile;

import java.util.HashMap;
import java.util.Map;
import org.underpass.profile.language.Reading;
import org.underpass.profile.source.ProfileProblem.Code;

/** What must hold between values that stand apart: contradictions of the text with itself, never judgements. */
final class CrossChecks {
    private CrossChecks() {
    }

    static void check(VmProfile vm, Reading reading) {
        topology(vm, reading);
        pinning(vm, reading);
        Map<Object, String> names = new HashMap<>();
        Map<Object, String> boots = new HashMap<>();
        for (AssignedDevice device : vm.devices()) {
            device.name().ifPresent(name -> twice(vm, reading, names, name, device.path() + ".name",
                    "another device has the name \"" + name + "\""));
        }
        for (Disk disk : vm.disks()) {
            disk.boot().ifPresent(place -> boot(vm, reading, boots, place, disk.path()));
        }
        for (NetworkInterface network : vm.network()) {
            network.boot().ifPresent(place -> boot(vm, reading, boots, place, network.path()));
        }
    }

    private static void topology(VmProfile vm, Reading reading) {
        Cpu cpu = vm.cpu();
        long product = (long) cpu.sockets().orElse(1) * cpu.dies().orElse(1) * cpu.cores().orElse(1)
                * cpu.threads().orElse(1);
        boolean topology = cpu.sockets().isPresent() || cpu.dies().isPresent() || cpu.cores().isPresent()
                || cpu.threads().isPresent();
        if (cpu.count().isPresent() && topology && cpu.count().getAsInt() != product) {
            reading.report(Code.CONFLICT, "cpu.count", vm.span("cpu.count"), "cpu.count: " + cpu.count().getAsInt()
                    + " processors, but sockets, dies, cores and threads make " + product);
        } else if (product > 4096) {
            reading.report(Code.WRONG_VALUE, "cpu", vm.span("cpu"),
                    "cpu: sockets, dies, cores and threads make " + product + " processors: at most 4096 are possible");
        }
    }

    private static void pinning(VmProfile vm, Reading reading) {
        int pins = vm.cpu().pinning().size();
        int total = vm.cpu().total();
        if (pins > 0 && total > 0 && pins != total) {
            reading.report(Code.CONFLICT, "cpu.pinning", vm.span("cpu.pinning"), "cpu.pinning: " + pins
                    + " places for " + total + " processors: expected one for each");
        }
    }

    private static void boot(VmProfile vm, Reading reading, Map<Object, String> boots, int place, String path) {
        twice(vm, reading, boots, place, path + ".boot", "place " + place + " in the boot order is taken");
    }

    private static void twice(VmProfile vm, Reading reading, Map<Object, String> seen, Object value, String path,
            String what) {
        String first = seen.putIfAbsent(value, path);
        if (first != null) {
            reading.report(Code.CONFLICT, path, vm.span(path), path + ": " + what + ": see line "
                    + vm.span(first).line());
        }
    }
}
