package org.underpass.host.write;

import java.util.regex.Pattern;
import org.underpass.host.write.Step.Assignable;
import org.underpass.host.write.Step.Attribute;
import org.underpass.host.write.Step.Bind;
import org.underpass.host.write.Step.BusReset;
import org.underpass.host.write.Step.Console;
import org.underpass.host.write.Step.Delay;
import org.underpass.host.write.Step.EndProcess;
import org.underpass.host.write.Step.Framebuffer;
import org.underpass.host.write.Step.Hugepages;
import org.underpass.host.write.Step.Module;
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

/** The words for steps: kind, target and a clause for people. */
final class StepWords {
    /** Forms of names that steps may hold: none leads to another path than the one that is meant. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,63}");
    static final Pattern VTCON = Pattern.compile("vtcon[0-9]{1,3}");
    static final Pattern FRAMEBUFFER = Pattern.compile("(efi|simple|vesa|vga|sysfb)-framebuffer\\.[0-9]{1,3}");
    static final Pattern UNIT = Pattern.compile("[A-Za-z0-9_@:][A-Za-z0-9_@:.\\\\-]{0,200}\\.(service|socket|target)");
    static final Pattern GUEST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    static final Pattern HEX = Pattern.compile("([0-9a-f]{2}){64,4096}");

    private StepWords() {
    }

    static String kind(Step step) {
        return switch (step) {
            case SetAttribute s -> s.attribute().word();
            case Unbind s -> "unbind";
            case Bind s -> "bind";
            case Probe s -> "probe";
            case Console s -> "console";
            case Framebuffer s -> "framebuffer";
            case Module s -> "module";
            case Service s -> "service";
            case EndProcess s -> "end-process";
            case Reset s -> "reset";
            case BusReset s -> "bus-reset";
            case Remove s -> "remove";
            case Rescan s -> "rescan";
            case Assignable s -> "assignable";
            case Hugepages s -> "hugepages";
            case WriteRegister s -> "write-register";
            case PollRegister s -> "poll-register";
            case When s -> "when";
            case Delay s -> "delay";
            case Power s -> "power";
            case SaveConfig s -> "save-config";
            case RestoreConfig s -> "restore-config";
            case Suspend s -> "suspend";
            case StartGuest s -> "start-guest";
            case StopGuest s -> "stop-guest";
        };
    }

    static String target(Step step) {
        return switch (step) {
            case SetAttribute s -> s.function().toString();
            case Unbind s -> s.function().toString();
            case Bind s -> s.function().toString();
            case Probe s -> s.function().toString();
            case Console s -> s.console();
            case Framebuffer s -> s.device();
            case Module s -> s.module();
            case Service s -> s.unit();
            case EndProcess s -> Long.toString(s.pid());
            case Reset s -> s.function().toString();
            case BusReset s -> s.function().toString();
            case Remove s -> s.function().toString();
            case Rescan s -> s.port().map(Object::toString).orElse("host");
            case Assignable s -> s.function().toString();
            case Hugepages s -> s.node().isPresent() ? "node" + s.node().getAsInt() : "host";
            case WriteRegister s -> s.register().function().toString();
            case PollRegister s -> s.register().function().toString();
            case When s -> s.register().function().toString();
            case Delay s -> "host";
            case Power s -> s.function().toString();
            case SaveConfig s -> s.function().toString();
            case RestoreConfig s -> s.function().toString();
            case Suspend s -> "host";
            case StartGuest s -> s.guest();
            case StopGuest s -> s.guest();
        };
    }

    static String describe(Step step) {
        String target = target(step);
        return switch (step) {
            case SetAttribute s -> attribute(s);
            case Unbind s -> "take " + target + " from its driver";
            case Bind s -> "bind " + target + " to " + s.driver();
            case Probe s -> "let the kernel choose a driver for " + target;
            case Console s -> s.bound() ? "draw consoles by " + target + " again" : "take the consoles off " + target;
            case Framebuffer s -> (s.bound() ? "give " + target + " back to " : "take " + target + " from ")
                    + s.driver();
            case Module s -> (s.loaded() ? "load module " : "unload module ") + target;
            case Service s -> (s.running() ? "start " : "stop ") + target;
            case EndProcess s -> "ask process " + s.pid() + " (" + s.command() + ") to end";
            case Reset s -> "reset " + target;
            case BusReset s -> "reset the bus of " + target;
            case Remove s -> "remove " + target + " from the bus";
            case Rescan s -> "scan for functions below " + (s.port().isPresent() ? target : "all buses");
            case Assignable s -> (s.assignable() ? "make " + target + " assignable" : "make " + target
                    + " no longer assignable") + (s.way() == XenWay.XL ? " by xl" : " by pciback");
            case Hugepages s -> "have " + s.count() + " huge pages of " + s.kib() + " KiB"
                    + (s.node().isPresent() ? " on " + target : "");
            case WriteRegister s -> "write " + hex(s.value()) + " (mask " + hex(s.mask()) + ") to "
                    + register(s.register());
            case PollRegister s -> "wait until " + register(s.register()) + " & " + hex(s.mask())
                    + (s.negated() ? " is no longer " : " is ") + hex(s.value()) + ", at most " + s.limit().toMillis()
                    + " ms";
            case When s -> "if " + register(s.register()) + " & " + hex(s.mask()) + (s.negated() ? " is not " : " is ")
                    + hex(s.value()) + ", do " + s.then().size() + " steps";
            case Delay s -> "wait " + s.time().toMillis() + " ms";
            case Power s -> "put " + target + (s.asleep() ? " into D3hot" : " into D0");
            case SaveConfig s -> "keep the configuration space of " + target;
            case RestoreConfig s -> "restore the configuration space of " + target;
            case Suspend s -> "suspend the host for " + s.time().toMillis() + " ms";
            case StartGuest s -> "start " + target + " with " + s.backend();
            case StopGuest s -> "stop " + target;
        };
    }

    private static String attribute(SetAttribute step) {
        String value = step.value();
        String function = step.function().toString();
        return switch (step.attribute()) {
            case DRIVER_OVERRIDE -> value.isEmpty() ? "let any driver take " + function
                    : "let only " + value + " take " + function;
            case RESET_METHOD -> "reset " + function + " by " + (value.isEmpty() ? "no method" : value);
            case POWER_CONTROL -> (value.equals("on") ? "keep " + function + " awake" : "let " + function + " sleep");
            case D3COLD -> (value.equals("0") ? "keep " + function + " from losing power"
                    : "let " + function + " lose power");
            case VIRTUAL_FUNCTIONS -> "have " + value + " virtual functions of " + function;
            case VIRTUAL_AUTOPROBE -> (value.equals("0") ? "keep drivers from " : "let drivers take ")
                    + "new virtual functions of " + function;
        };
    }

    /** The kind of step that writes an attribute. */
    static Attribute attribute(String kind) {
        for (Attribute attribute : Attribute.values()) {
            if (attribute.word().equals(kind)) {
                return attribute;
            }
        }
        return null;
    }

    static String register(Register register) {
        return switch (register) {
            case Register.Config r -> r.function() + " config " + hex(r.offset());
            case Register.Memory r -> r.function() + " BAR " + r.bar() + " " + hex(r.offset());
            case Register.Indexed r -> r.function() + " BAR " + r.bar() + " index " + hex(r.index());
        };
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** A text from elsewhere for a message: short, on one line. */
    static String shorten(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < Math.min(60, text.length()); i++) {
            plain.append(Character.isISOControl(text.charAt(i)) ? ' ' : text.charAt(i));
        }
        return text.length() > 60 ? plain.append('…').toString() : plain.toString();
    }
}
