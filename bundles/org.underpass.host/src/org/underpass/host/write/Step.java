package org.underpass.host.write;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.underpass.pci.PciAddress;

/**
 * One change of a machine, as data. A step names what it acts on by address or by a name of a fixed form, never by a
 * path, so that no value of this type can reach a file that is not meant; constructors refuse everything else with an
 * {@link IllegalArgumentException}.
 *
 * <p>What undoes a step follows from the state before it: {@link Machine#inverse}.
 */
public sealed interface Step {

    /** Attributes of a function in sysfs that a step may write. */
    enum Attribute {
        /** The driver that alone may take the function; {@code ""} for any. */
        DRIVER_OVERRIDE("driver-override", "driver_override", "[A-Za-z0-9_-]{0,64}"),
        /** Reset methods in order, separated by blanks; {@code default} for the kernel's own order. */
        RESET_METHOD("reset-method", "reset_method", "[a-z_]{0,32}( [a-z_]{1,32}){0,8}"),
        /** {@code on} keeps the function awake, {@code auto} lets it sleep. */
        POWER_CONTROL("power-control", "power/control", "on|auto"),
        /** Whether the function may lose its power: {@code 0} or {@code 1}. */
        D3COLD("d3cold", "d3cold_allowed", "[01]"),
        /** How many virtual functions there are. */
        VIRTUAL_FUNCTIONS("virtual-functions", "sriov_numvfs", "[0-9]{1,5}"),
        /** Whether drivers of the host take new virtual functions: {@code 0} or {@code 1}. */
        VIRTUAL_AUTOPROBE("virtual-autoprobe", "sriov_drivers_autoprobe", "[01]");

        private final String word;
        private final String file;
        private final Pattern form;

        Attribute(String word, String file, String form) {
            this.word = word;
            this.file = file;
            this.form = Pattern.compile(form);
        }

        /** The kind of step that writes it. */
        public String word() {
            return word;
        }

        /** The file's name below the function's directory. */
        public String file() {
            return file;
        }
    }

    /** A register of a function. Offsets are in bytes, widths 1, 2 or 4 bytes; values are little-endian, unsigned. */
    sealed interface Register {
        PciAddress function();

        int width();

        /** In configuration space. */
        record Config(PciAddress function, int offset, int width) implements Register {
            public Config {
                need(offset >= 0 && offset < 4096, "offset in configuration space", Integer.toString(offset));
                aligned(offset, width);
            }
        }

        /** In a memory BAR. */
        record Memory(PciAddress function, int bar, long offset, int width) implements Register {
            public Memory {
                need(bar >= 0 && bar < 6, "BAR", Integer.toString(bar));
                need(offset >= 0, "offset", Long.toString(offset));
                aligned(offset, width);
            }
        }

        /** Behind an index register of a memory BAR, both 4 bytes wide. */
        record Indexed(PciAddress function, int bar, long indexOffset, long index, long dataOffset)
                implements Register {
            public Indexed {
                need(bar >= 0 && bar < 6, "BAR", Integer.toString(bar));
                aligned(indexOffset, 4);
                aligned(dataOffset, 4);
            }

            @Override
            public int width() {
                return 4;
            }
        }
    }

    /** How a function is made assignable under Xen. */
    enum XenWay {
        /** By {@code xl pci-assignable-add}, which also puts it into quarantine. */
        XL("xl"),
        /** By the files of xen-pciback. */
        PCIBACK("pciback");

        private final String word;

        XenWay(String word) {
            this.word = word;
        }

        /** The word in JSON. */
        public String word() {
            return word;
        }
    }

    /** Writes an attribute of a function. */
    record SetAttribute(PciAddress function, Attribute attribute, String value) implements Step {
        public SetAttribute {
            need(attribute.form.matcher(value).matches(), "value for " + attribute.file, value);
        }
    }

    /** Takes a function from its driver. */
    record Unbind(PciAddress function) implements Step {
    }

    /** Binds a function, which has no driver, to one. */
    record Bind(PciAddress function, String driver) implements Step {
        public Bind {
            name("driver", driver);
        }
    }

    /** Lets the kernel choose a driver for a function that has none. */
    record Probe(PciAddress function) implements Step {
    }

    /** Binds a driver of virtual consoles ({@code vtcon1}) to consoles, or takes it off them. */
    record Console(String console, boolean bound) implements Step {
        public Console {
            need(StepWords.VTCON.matcher(console).matches(), "vtcon and a number", console);
        }
    }

    /** Binds firmware's framebuffer ({@code efi-framebuffer.0}) to its driver, or takes it off. */
    record Framebuffer(String device, String driver, boolean bound) implements Step {
        public Framebuffer {
            need(StepWords.FRAMEBUFFER.matcher(device).matches(), "a framebuffer of firmware", device);
            name("driver", driver);
        }
    }

    /** Loads a module of the kernel with what it needs, or unloads it with what nobody needs any more. */
    record Module(String module, boolean loaded) implements Step {
        public Module {
            name("module", module);
        }
    }

    /** Starts or stops a unit of systemd. */
    record Service(String unit, boolean running) implements Step {
        public Service {
            need(StepWords.UNIT.matcher(unit).matches(), "the name of a unit", unit);
        }
    }

    /** Asks a process to end (SIGTERM), if it is still the one that was seen, and waits for that. No inverse. */
    record EndProcess(long pid, String command) implements Step {
        public EndProcess {
            need(pid > 1 && pid <= 1L << 30, "the number of a process", Long.toString(pid));
            need(!command.isEmpty() && command.length() <= 64 && command.chars().noneMatch(c -> c < 0x20),
                    "the name of a process", command);
        }
    }

    /** Resets a function by the methods of its {@code reset_method}, in order. No inverse. */
    record Reset(PciAddress function) implements Step {
    }

    /** Resets everything below the port above a function, by that port's bridge control register. No inverse. */
    record BusReset(PciAddress function) implements Step {
    }

    /** Removes a function from the bus. */
    record Remove(PciAddress function) implements Step {
    }

    /**
     * Scans for functions again.
     *
     * @param port     the bridge below which is scanned; absent: everywhere
     * @param expected what must be there afterwards
     */
    record Rescan(Optional<PciAddress> port, List<PciAddress> expected) implements Step {
        public Rescan {
            expected = List.copyOf(expected);
            need(expected.size() <= 256, "256 functions at most", Integer.toString(expected.size()));
        }
    }

    /** Gives a function, which has no driver, to xen-pciback, or takes it off again and leaves it without driver. */
    record Assignable(PciAddress function, boolean assignable, XenWay way) implements Step {
    }

    /**
     * Reserves huge pages.
     *
     * @param node the NUMA node; absent: wherever
     * @param kib  size of a page in KiB
     * @param count how many there are to be, used ones included
     */
    record Hugepages(OptionalInt node, long kib, long count) implements Step {
        public Hugepages {
            need(kib == 2048 || kib == 1048576 || kib == 64 || kib == 32768 || kib == 524288, "a size of huge pages",
                    Long.toString(kib));
            need(count >= 0 && count <= 1L << 30, "a number of pages", Long.toString(count));
            need(node.isEmpty() || node.getAsInt() >= 0 && node.getAsInt() < 1024, "a node", node.toString());
        }
    }

    /** Writes the bits of a register that the mask has. Only one in configuration space has an inverse. */
    record WriteRegister(Register register, long mask, long value) implements Step {
        public WriteRegister {
            fits(mask, value, register.width());
        }
    }

    /** Waits until a register, masked, has (negated: no longer has) a value. A limit of zero looks once. */
    record PollRegister(Register register, long mask, long value, boolean negated, Duration limit) implements Step {
        public PollRegister {
            fits(mask, value, register.width());
            limited(limit);
        }
    }

    /** Does the inner steps only if a register, masked, has (negated: has not) a value. */
    record When(Register register, long mask, long value, boolean negated, List<Step> then) implements Step {
        public When {
            fits(mask, value, register.width());
            then = List.copyOf(then);
        }
    }

    /** Waits. */
    record Delay(Duration time) implements Step {
        public Delay {
            limited(time);
        }
    }

    /** Puts a function into D3hot or back into D0 by its power management capability. */
    record Power(PciAddress function, boolean asleep) implements Step {
    }

    /** Keeps a function's configuration space in mind, for {@link RestoreConfig}. */
    record SaveConfig(PciAddress function) implements Step {
    }

    /**
     * Writes a function's configuration space back.
     *
     * @param bytes in hexadecimal; absent: those of the last {@link SaveConfig} of this function
     */
    record RestoreConfig(PciAddress function, Optional<String> bytes) implements Step {
        public RestoreConfig {
            need(bytes.isEmpty() || StepWords.HEX.matcher(bytes.get()).matches(), "64 to 4096 bytes in hexadecimal",
                    bytes.orElse(""));
        }
    }

    /** Suspends the whole machine to memory and lets its clock wake it. No inverse. */
    record Suspend(Duration time) implements Step {
        public Suspend {
            limited(time);
        }
    }

    /**
     * Starts a guest. Performed by whoever knows backends; a machine that does not, refuses it.
     *
     * @param guest   the machine's name in its profile
     * @param backend the backend's id
     */
    record StartGuest(String guest, String backend) implements Step {
        public StartGuest {
            names(guest, backend);
        }
    }

    /** Stops a guest: asks it to power down, and ends it when it has not after a while. */
    record StopGuest(String guest, String backend) implements Step {
        public StopGuest {
            names(guest, backend);
        }
    }

    /** Longest wait that a step may ask for. */
    Duration LONGEST = Duration.ofHours(1);

    /** The word for this kind of step in JSON and in the journal. */
    default String kind() {
        return StepWords.kind(this);
    }

    /** What it acts on: an address, a name. */
    default String target() {
        return StepWords.target(this);
    }

    /** What it does, as a clause for people that begins with a verb: {@code bind 0000:01:00.0 to vfio-pci}. */
    default String describe() {
        return StepWords.describe(this);
    }

    private static void need(boolean fine, String expected, String found) {
        if (!fine) {
            throw new IllegalArgumentException("expected " + expected + ", found \"" + StepWords.shorten(found) + "\"");
        }
    }

    private static void name(String what, String name) {
        need(StepWords.NAME.matcher(name).matches(), "the name of a " + what, name);
    }

    private static void names(String guest, String backend) {
        need(StepWords.GUEST.matcher(guest).matches(), "the name of a machine", guest);
        need(StepWords.GUEST.matcher(backend).matches(), "the id of a backend", backend);
    }

    private static void aligned(long offset, int width) {
        need(width == 1 || width == 2 || width == 4, "a width of 1, 2 or 4", Integer.toString(width));
        need(offset >= 0 && offset % width == 0, "an offset that is a multiple of " + width, Long.toString(offset));
    }

    private static void fits(long mask, long value, int width) {
        long all = (1L << 8 * width) - 1;
        need((mask & ~all) == 0, "a mask of " + width + " bytes", Long.toHexString(mask));
        need((value & ~all) == 0, "a value of " + width + " bytes", Long.toHexString(value));
    }

    private static void limited(Duration time) {
        need(!time.isNegative() && time.compareTo(LONGEST) <= 0, "a time of an hour at most", time.toString());
    }
}
