package org.underpass.host.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.host.write.Step.Assignable;
import org.underpass.host.write.Step.Attribute;
import org.underpass.host.write.Step.Bind;
import org.underpass.host.write.Step.BusReset;
import org.underpass.host.write.Step.Console;
import org.underpass.host.write.Step.Delay;
import org.underpass.host.write.Step.EndProcess;
import org.underpass.host.write.Step.Framebuffer;
import org.underpass.host.write.Step.Hugepages;
import org.underpass.host.write.Step.PollRegister;
import org.underpass.host.write.Step.Power;
import org.underpass.host.write.Step.Probe;
import org.underpass.host.write.Step.Register;
import org.underpass.host.write.Step.Remove;
import org.underpass.host.write.Step.Rescan;
import org.underpass.host.write.Step.Reset;
import org.underpass.host.write.Step.RestoreConfig;
import org.underpass.host.write.Step.SaveConfig;
import org.underpass.host.write.Step.Service;
import org.underpass.host.write.Step.SetAttribute;
import org.underpass.host.write.Step.StartGuest;
import org.underpass.host.write.Step.StopGuest;
import org.underpass.host.write.Step.Suspend;
import org.underpass.host.write.Step.Unbind;
import org.underpass.host.write.Step.When;
import org.underpass.host.write.Step.WriteRegister;
import org.underpass.host.write.Step.XenWay;
import org.underpass.host.write.StepException.Reason;
import org.underpass.pci.PciAddress;

/**
 * Turns steps into writes to files of the kernel and runs of programs, and looks whether they did what they should.
 * The same for a real and a simulated kernel. Remembers configuration spaces that were saved.
 */
final class StepPerformer {
    private static final Duration SETTLE = Duration.ofMillis(10);
    /** PCI Express 6.0, 6.6.1: a second until a function that was reset must answer. */
    private static final Duration AFTER_BUS_RESET = Duration.ofSeconds(1);
    private static final int BRIDGE_CONTROL = 0x3e;
    private static final int SECONDARY_BUS_RESET = 0x40;
    private static final int EXPRESS_CAPABILITY = 0x10;

    private final Kernel kernel;
    private final Map<PciAddress, byte[]> saved = new HashMap<>();

    StepPerformer(Kernel kernel) {
        this.kernel = kernel;
    }

    void perform(Step step, Duration limit) throws StepException, InterruptedException {
        try {
            act(step, limit);
        } catch (StepException failure) {
            throw new StepException(failure.reason(), "could not " + step.describe() + ": " + failure.getMessage(),
                    failure);
        }
        check(step);
    }

    private void act(Step step, Duration limit) throws StepException, InterruptedException {
        StepState state = new StepState(kernel.tree());
        switch (step) {
            case SetAttribute s -> set(s, state, limit);
            case Unbind s -> unbind(s.function(), state, limit);
            case Bind s -> {
                if (state.driver(there(s.function(), state)).isPresent()) {
                    throw new StepException(Reason.CHANGED, "it is on " + state.driver(s.function()).get());
                }
                need(state, StepState.driverFolder(s.driver()), "the kernel has no driver " + s.driver());
                kernel.write(StepState.driverFolder(s.driver()) + "/bind", s.function().toString(), limit);
            }
            case Probe s -> kernel.write("sys/bus/pci/drivers_probe", there(s.function(), state).toString(), limit);
            case Console s -> kernel.write("sys/class/vtconsole/" + s.console() + "/bind", s.bound() ? "1" : "0",
                    limit);
            case Framebuffer s -> kernel.write("sys/bus/platform/drivers/" + s.driver() + "/"
                    + (s.bound() ? "bind" : "unbind"), s.device(), limit);
            case Step.Module s -> kernel.run(s.loaded() ? List.of("modprobe", "--", s.module())
                    : List.of("modprobe", "-r", "--", s.module()), limit);
            case Service s -> kernel.run(List.of("systemctl", s.running() ? "start" : "stop", "--", s.unit()), limit);
            case EndProcess s -> end(s, limit);
            case Reset s -> reset(s.function(), state, limit);
            case BusReset s -> busReset(there(s.function(), state), state);
            case Remove s -> kernel.write(StepState.folder(there(s.function(), state)) + "/remove", "1", limit);
            case Rescan s -> kernel.write(s.port().map(p -> StepState.folder(p) + "/rescan")
                    .orElse("sys/bus/pci/rescan"), "1", limit);
            case Assignable s -> assign(s, state, limit);
            case Hugepages s -> kernel.write(StepState.hugepagesFile(s), Long.toString(s.count()), limit);
            case WriteRegister s -> write(s.register(), s.mask(), s.value());
            case PollRegister s -> poll(s);
            case When s -> {
                if ((read(s.register()) & s.mask()) == (s.value() & s.mask()) != s.negated()) {
                    for (Step inner : s.then()) {
                        act(inner, limit);
                    }
                }
            }
            case Delay s -> kernel.sleep(s.time());
            case Power s -> power(s, state);
            case SaveConfig s -> saved.put(s.function(), config(s.function(), state));
            case RestoreConfig s -> restore(s.function(), s.bytes().map(HexFormat.of()::parseHex)
                    .or(() -> Optional.ofNullable(saved.get(s.function())))
                    .orElseThrow(() -> new StepException(Reason.CHANGED, "it was not saved before")), state);
            case Suspend s -> kernel.run(List.of("rtcwake", "-m", "mem", "-s",
                    Long.toString(Math.max(1, s.time().toSeconds()))), limit.plus(s.time()));
            case StartGuest s -> throw new StepException(Reason.UNSUPPORTED, "this machine starts no guests");
            case StopGuest s -> throw new StepException(Reason.UNSUPPORTED, "this machine stops no guests");
        }
    }

    /** Whether the machine is as the step was to make it. */
    private void check(Step step) throws StepException {
        StepState state = new StepState(kernel.tree());
        boolean tells = switch (step) {
            case SetAttribute s -> !(s.attribute() == Attribute.RESET_METHOD && s.value().equals("default"));
            case Unbind s -> true;
            case Bind s -> true;
            case Probe s -> true;
            case Console s -> true;
            case Framebuffer s -> true;
            case Step.Module s -> true;
            case EndProcess s -> true;
            case Remove s -> true;
            case Rescan s -> !s.expected().isEmpty();
            case Assignable s -> true;
            case Hugepages s -> true;
            case Power s -> true;
            default -> false;
        };
        if (tells && !state.holds(step)) {
            throw new StepException(Reason.CHANGED, "could not " + step.describe() + ": the kernel took it, but "
                    + found(step, state));
        }
    }

    private static String found(Step step, StepState state) {
        return switch (step) {
            case Bind s -> s.function() + " is on " + state.driver(s.function()).orElse("no driver");
            case Probe s -> "no driver of this kernel takes it";
            case SetAttribute s -> s.attribute().file() + " is \""
                    + state.attribute(s.function(), s.attribute()).orElse("") + "\"";
            case Hugepages s -> "there are " + state.line(StepState.hugepagesFile(s)).orElse("?")
                    + ": memory is used or scattered";
            case Rescan s -> "not all functions came back";
            default -> "nothing changed";
        };
    }

    private static PciAddress there(PciAddress function, StepState state) throws StepException {
        if (!state.exists(function)) {
            throw new StepException(Reason.GONE, "there is no function " + function + " any more");
        }
        return function;
    }

    private static void need(StepState state, String path, String otherwise) throws StepException {
        if (!state.treeExists(path)) {
            throw new StepException(Reason.MISSING, otherwise);
        }
    }

    private void set(SetAttribute step, StepState state, Duration limit) throws StepException, InterruptedException {
        String file = StepState.folder(there(step.function(), state)) + "/" + step.attribute().file();
        need(state, file, step.function() + " has no " + step.attribute().file());
        // The kernel changes a number of virtual functions only to and from none (drivers/pci/iov.c).
        if (step.attribute() == Attribute.VIRTUAL_FUNCTIONS && !step.value().equals("0")
                && !state.attribute(step.function(), step.attribute()).orElse("0").equals("0")) {
            kernel.write(file, "0", limit);
        }
        kernel.write(file, step.value(), limit);
    }

    private void unbind(PciAddress function, StepState state, Duration limit)
            throws StepException, InterruptedException {
        Optional<String> driver = state.driver(there(function, state));
        if (driver.isPresent()) {
            kernel.write(StepState.driverFolder(driver.get()) + "/unbind", function.toString(), limit);
        }
    }

    private void reset(PciAddress function, StepState state, Duration limit)
            throws StepException, InterruptedException {
        String file = StepState.folder(there(function, state)) + "/reset";
        need(state, file, "the kernel has no method to reset it");
        kernel.write(file, "1", limit);
        if (read(new Register.Config(function, 0, 2)) == 0xffff) {
            throw new StepException(Reason.GONE, "it does not answer any more after the reset");
        }
    }

    private void end(EndProcess step, Duration limit) throws StepException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        if (new StepState(kernel.tree()).holds(step)) {
            return;
        }
        kernel.terminate(step.pid());
        while (!new StepState(kernel.tree()).holds(step)) {
            if (System.nanoTime() > deadline) {
                throw new StepException(Reason.TIMED_OUT, "it did not end within " + limit.toSeconds() + " s");
            }
            kernel.sleep(SETTLE);
        }
    }

    private void assign(Assignable step, StepState state, Duration limit) throws StepException, InterruptedException {
        PciAddress function = there(step.function(), state);
        String address = function.toString();
        String pciback = StepState.driverFolder("pciback");
        if (step.way() == XenWay.XL) {
            kernel.run(List.of("xl", step.assignable() ? "pci-assignable-add" : "pci-assignable-remove", address),
                    limit);
        } else if (step.assignable()) {
            need(state, pciback, "the kernel has no driver pciback");
            // Documented by drivers/xen/xen-pciback/pci_stub.c: a slot must be known before it can be bound.
            kernel.write(pciback + "/new_slot", address, limit);
            kernel.write(pciback + "/bind", address, limit);
        } else {
            if (state.assignable(function)) {
                kernel.write(pciback + "/unbind", address, limit);
            }
            kernel.write(pciback + "/remove_slot", address, limit);
        }
    }

    private void power(Power step, StepState state) throws StepException, InterruptedException {
        int at = state.powerRegister(there(step.function(), state)).orElseThrow(() -> new StepException(
                Reason.MISSING, "it has no power management capability"));
        write(new Register.Config(step.function(), at, 2), 3, step.asleep() ? 3 : 0);
        kernel.sleep(SETTLE); // PCI PM 1.2, 5.6.1: ten milliseconds from D3hot
    }

    private long read(Register register) throws StepException {
        if (register instanceof Register.Indexed r) {
            kernel.poke(new Register.Memory(r.function(), r.bar(), r.indexOffset(), 4), r.index());
            return kernel.peek(new Register.Memory(r.function(), r.bar(), r.dataOffset(), 4));
        }
        return kernel.peek(register);
    }

    private void write(Register register, long mask, long value) throws StepException {
        long all = (1L << 8 * register.width()) - 1;
        long now = mask == all ? 0 : read(register);
        long wanted = now & ~mask | value & mask;
        if (register instanceof Register.Indexed r) {
            kernel.poke(new Register.Memory(r.function(), r.bar(), r.indexOffset(), 4), r.index());
            kernel.poke(new Register.Memory(r.function(), r.bar(), r.dataOffset(), 4), wanted);
        } else {
            kernel.poke(register, wanted);
        }
    }

    private void poll(PollRegister step) throws StepException, InterruptedException {
        long deadline = System.nanoTime() + step.limit().toNanos();
        while ((read(step.register()) & step.mask()) == (step.value() & step.mask()) == step.negated()) {
            if (System.nanoTime() >= deadline) {
                throw new StepException(Reason.TIMED_OUT, "it is " + StepWords.hex(read(step.register())));
            }
            kernel.sleep(Duration.ofMillis(1));
        }
    }

    private byte[] config(PciAddress function, StepState state) throws StepException {
        return state.config(there(function, state)).filter(bytes -> bytes.length >= 64)
                .orElseThrow(() -> new StepException(Reason.DENIED, "its configuration space cannot be read"));
    }

    /**
     * The header, as the kernel's pci_restore_config_space goes through it, from its end and only what differs, and
     * the control registers of the PCI Express capability. Status bits, which are cleared by ones, are left alone.
     */
    private void restore(PciAddress function, byte[] bytes, StepState state) throws StepException {
        byte[] now = config(function, state);
        for (int at = 60; at >= 0; at -= 4) {
            restore(function, bytes, now, at, at == 4 ? 2 : 4);
        }
        int at = (bytes[6] & 0x10) != 0 ? bytes[0x34] & 0xfc : 0;
        for (int seen = 0; at >= 0x40 && at + 0x2c <= Math.min(bytes.length, now.length) && seen < 48; seen++) {
            if (bytes[at] == EXPRESS_CAPABILITY) {
                restore(function, bytes, now, at + 8, 2);
                restore(function, bytes, now, at + 0x10, 2);
                restore(function, bytes, now, at + 0x28, 2);
            }
            at = bytes[at + 1] & 0xfc;
        }
    }

    private void restore(PciAddress function, byte[] bytes, byte[] now, int at, int width) throws StepException {
        long value = 0;
        boolean differs = false;
        for (int i = width - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xff;
            differs |= bytes[at + i] != now[at + i];
        }
        if (differs) {
            kernel.poke(new Register.Config(function, at, width), value);
        }
    }

    private void busReset(PciAddress function, StepState state) throws StepException, InterruptedException {
        PciAddress port = state.port(function).orElseThrow(() -> new StepException(Reason.UNSUPPORTED,
                "it has no port above it"));
        Map<PciAddress, byte[]> before = new HashMap<>();
        List<PciAddress> below = new ArrayList<>(state.below(port));
        for (PciAddress each : below) {
            before.put(each, config(each, state));
        }
        Register control = new Register.Config(port, BRIDGE_CONTROL, 2);
        write(control, SECONDARY_BUS_RESET, SECONDARY_BUS_RESET);
        kernel.sleep(SETTLE);
        write(control, SECONDARY_BUS_RESET, 0);
        kernel.sleep(AFTER_BUS_RESET);
        StepState after = new StepState(kernel.tree());
        for (PciAddress each : below) {
            restore(each, before.get(each), after);
        }
    }
}
