package org.underpass.host.write;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.underpass.host.FileTree;
import org.underpass.host.write.Step.Assignable;
import org.underpass.host.write.Step.Attribute;
import org.underpass.host.write.Step.Bind;
import org.underpass.host.write.Step.Console;
import org.underpass.host.write.Step.EndProcess;
import org.underpass.host.write.Step.Framebuffer;
import org.underpass.host.write.Step.Hugepages;
import org.underpass.host.write.Step.Power;
import org.underpass.host.write.Step.Probe;
import org.underpass.host.write.Step.Register;
import org.underpass.host.write.Step.Remove;
import org.underpass.host.write.Step.Rescan;
import org.underpass.host.write.Step.RestoreConfig;
import org.underpass.host.write.Step.SaveConfig;
import org.underpass.host.write.Step.Service;
import org.underpass.host.write.Step.SetAttribute;
import org.underpass.host.write.Step.StartGuest;
import org.underpass.host.write.Step.StopGuest;
import org.underpass.host.write.Step.Unbind;
import org.underpass.host.write.Step.WriteRegister;
import org.underpass.host.write.StepException.Reason;
import org.underpass.pci.PciAddress;

/** What a machine's files say about steps: whether one is done, and what undoes it. One object, one moment. */
final class StepState {
    private static final int PM_CAPABILITY = 1;

    private final FileTree tree;

    StepState(FileTree tree) {
        this.tree = tree;
    }

    static Optional<String> line(FileTree tree, String path) {
        return tree.read(path).value().map(bytes -> {
            int length = 0;
            while (length < bytes.length && bytes[length] != 0) {
                length++;
            }
            return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
        });
    }

    Optional<String> line(String path) {
        return line(tree, path);
    }

    static String folder(PciAddress function) {
        return "sys/bus/pci/devices/" + function;
    }

    static String driverFolder(String driver) {
        return "sys/bus/pci/drivers/" + driver;
    }

    boolean exists(PciAddress function) {
        return tree.exists(folder(function) + "/vendor");
    }

    boolean treeExists(String path) {
        return tree.exists(path);
    }

    Optional<String> treeLink(String path) {
        return tree.link(path).value();
    }

    /** The bridge right above a function. */
    Optional<PciAddress> port(PciAddress function) {
        Optional<PciAddress> port = Optional.empty();
        for (String part : tree.resolve(folder(function)).orElse("").split("/")) {
            Optional<PciAddress> address = PciAddress.tryParse(part);
            port = address.isPresent() && !address.get().equals(function) ? address : port;
        }
        return port;
    }

    /** The functions right below a bridge. */
    List<PciAddress> below(PciAddress port) {
        return tree.list(folder(port)).orElse(List.of()).stream().flatMap(n -> PciAddress.tryParse(n).stream())
                .toList();
    }

    /** The driver of a function; empty where it has none. */
    Optional<String> driver(PciAddress function) {
        return tree.link(folder(function) + "/driver").value().map(StepState::lastName);
    }

    static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** An attribute as a step writes it; empty where the function does not have the file or it cannot be read. */
    Optional<String> attribute(PciAddress function, Attribute attribute) {
        return line(folder(function) + "/" + attribute.file())
                .map(value -> attribute == Attribute.DRIVER_OVERRIDE && value.equals("(null)") ? "" : value);
    }

    Optional<Boolean> consoleBound(String console) {
        return line("sys/class/vtconsole/" + console + "/bind").map("1"::equals);
    }

    Optional<String> framebufferDriver(String device) {
        return tree.link("sys/bus/platform/devices/" + device + "/driver").value().map(StepState::lastName);
    }

    boolean moduleLoaded(String module) {
        String plain = module.replace('-', '_');
        if (tree.exists("sys/module/" + plain + "/initstate")) {
            return true;
        }
        // What is built in has no state; /proc/modules has only what was loaded.
        for (String row : line("proc/modules").orElse("").split("\n")) {
            if (row.startsWith(plain + " ")) {
                return true;
            }
        }
        return builtIn(plain);
    }

    private boolean builtIn(String plain) {
        Optional<String> release = line("proc/sys/kernel/osrelease");
        return release.flatMap(r -> line("lib/modules/" + r + "/modules.builtin")
                .or(() -> line("usr/lib/modules/" + r + "/modules.builtin")))
                .filter(list -> list.replace('-', '_').contains("/" + plain + ".ko")).isPresent();
    }

    /** systemd keeps a control group for each unit that is active, and removes it afterwards. */
    boolean running(String unit) {
        return tree.exists("sys/fs/cgroup/system.slice/" + unit);
    }

    static String hugepagesFile(Hugepages step) {
        return step.node().isPresent()
                ? "sys/devices/system/node/node" + step.node().getAsInt() + "/hugepages/hugepages-" + step.kib()
                        + "kB/nr_hugepages"
                : "sys/kernel/mm/hugepages/hugepages-" + step.kib() + "kB/nr_hugepages";
    }

    /** Whether a function sits on pciback; its driver link says so both ways. */
    boolean assignable(PciAddress function) {
        return driver(function).filter("pciback"::equals).isPresent();
    }

    Optional<byte[]> config(PciAddress function) {
        return tree.read(folder(function) + "/config").value();
    }

    /** Offset of the control register of a function's power management capability (PCI PM 1.2, 3.2.4). */
    Optional<Integer> powerRegister(PciAddress function) {
        byte[] config = config(function).orElse(new byte[0]);
        int at = config.length > 0x40 && (config[6] & 0x10) != 0 ? config[0x34] & 0xfc : 0;
        for (int seen = 0; at >= 0x40 && at + 6 <= Math.min(256, config.length) && seen < 48; seen++) {
            if (config[at] == PM_CAPABILITY) {
                return Optional.of(at + 4);
            }
            at = config[at + 1] & 0xfc;
        }
        return Optional.empty();
    }

    Optional<Boolean> asleep(PciAddress function) {
        return powerRegister(function).map(at -> (config(function).orElseThrow()[at] & 3) == 3);
    }

    boolean holds(Step step) {
        return switch (step) {
            case SetAttribute s -> attribute(s.function(), s.attribute()).filter(s.value()::equals).isPresent();
            case Unbind s -> exists(s.function()) && driver(s.function()).isEmpty();
            case Bind s -> driver(s.function()).filter(s.driver()::equals).isPresent();
            case Probe s -> driver(s.function()).isPresent();
            case Console s -> consoleBound(s.console()).filter(bound -> bound == s.bound()).isPresent();
            case Framebuffer s -> tree.exists("sys/bus/platform/devices/" + s.device())
                    ? framebufferDriver(s.device()).filter(s.driver()::equals).isPresent() == s.bound() : !s.bound();
            case Step.Module s -> moduleLoaded(s.module()) == s.loaded();
            case Service s -> running(s.unit()) == s.running();
            case EndProcess s -> !runs(s);
            case Remove s -> !exists(s.function());
            case Rescan s -> !s.expected().isEmpty() && s.expected().stream().allMatch(this::exists);
            case Assignable s -> exists(s.function()) && assignable(s.function()) == s.assignable();
            case Hugepages s -> line(hugepagesFile(s)).filter(Long.toString(s.count())::equals).isPresent();
            case Power s -> asleep(s.function()).filter(asleep -> asleep == s.asleep()).isPresent();
            case RestoreConfig s -> s.bytes().isPresent() && config(s.function())
                    .map(now -> HexFormat.of().formatHex(now)).filter(s.bytes().get()::equals).isPresent();
            case WriteRegister s -> s.register() instanceof Register.Config r
                    && read(r).filter(now -> (now & s.mask()) == (s.value() & s.mask())).isPresent();
            default -> false;
        };
    }

    private boolean runs(EndProcess step) {
        return line("proc/" + step.pid() + "/comm").filter(step.command()::equals).isPresent();
    }

    private Optional<Long> read(Register.Config register) {
        return config(register.function()).filter(c -> c.length >= register.offset() + register.width()).map(c -> {
            long value = 0;
            for (int i = register.width() - 1; i >= 0; i--) {
                value = value << 8 | c[register.offset() + i] & 0xff;
            }
            return value;
        });
    }

    List<Step> inverse(Step step) throws StepException {
        return switch (step) {
            case SetAttribute s -> List.of(new SetAttribute(there(s.function(), s), s.attribute(),
                    attribute(s.function(), s.attribute()).orElseThrow(() -> new StepException(Reason.MISSING,
                            s.describe() + ": " + s.function() + " has no " + s.attribute().file()))));
            case Unbind s -> driver(there(s.function(), s)).<List<Step>>map(d -> List.of(new Bind(s.function(), d)))
                    .orElse(List.of());
            case Bind s -> bound(s, s.function(), s.driver());
            case Probe s -> driver(there(s.function(), s)).isPresent() ? List.of() : List.of(new Unbind(s.function()));
            case Console s -> consoleBound(s.console()).map(bound -> List.<Step>of(new Console(s.console(), bound)))
                    .orElseThrow(() -> new StepException(Reason.GONE, s.describe() + ": there is no " + s.console()));
            case Framebuffer s -> framebufferDriver(s.device())
                    .map(driver -> List.<Step>of(new Framebuffer(s.device(), driver, true)))
                    .orElse(List.of(new Framebuffer(s.device(), s.driver(), false)));
            case Step.Module s -> moduleLoaded(s.module()) == s.loaded() ? List.of()
                    : List.of(new Step.Module(s.module(), !s.loaded()));
            case Service s -> running(s.unit()) == s.running() ? List.of()
                    : List.of(new Service(s.unit(), !s.running()));
            case Remove s -> removed(there(s.function(), s));
            case Assignable s -> assignable(there(s.function(), s)) == s.assignable() ? List.of()
                    : List.of(new Assignable(s.function(), !s.assignable(), s.way()));
            case Hugepages s -> List.of(new Hugepages(s.node(), s.kib(), Long.parseLong(line(hugepagesFile(s))
                    .filter(text -> text.matches("[0-9]{1,9}")).orElseThrow(() -> new StepException(Reason.MISSING,
                            s.describe() + ": the kernel has no such pages")))));
            case WriteRegister s -> s.register() instanceof Register.Config r
                    ? read(r).<List<Step>>map(now -> List.of(new WriteRegister(r, s.mask(), now & s.mask())))
                            .orElse(List.of()) : List.of();
            case SaveConfig s -> config(there(s.function(), s)).filter(bytes -> bytes.length >= 64)
                    .<List<Step>>map(bytes -> List.of(new RestoreConfig(s.function(),
                            Optional.of(HexFormat.of().formatHex(bytes))))).orElse(List.of());
            case Power s -> asleep(there(s.function(), s)).<List<Step>>map(asleep -> List.of(new Power(s.function(),
                    asleep))).orElse(List.of());
            case StartGuest s -> List.of(new StopGuest(s.guest(), s.backend()));
            default -> List.of();
        };
    }

    private PciAddress there(PciAddress function, Step step) throws StepException {
        if (!exists(function)) {
            throw new StepException(Reason.GONE, step.describe() + ": there is no function " + function
                    + " any more");
        }
        return function;
    }

    private List<Step> bound(Step step, PciAddress function, String driver) throws StepException {
        Optional<String> now = driver(there(function, step));
        if (now.isPresent() && !now.get().equals(driver)) {
            throw new StepException(Reason.CHANGED, step.describe() + ": it is on " + now.get());
        }
        return now.isPresent() ? List.of() : List.of(new Unbind(function));
    }

    /** Back on the bus by a scan, then as it was. */
    private List<Step> removed(PciAddress function) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Rescan(port(function), List.of(function)));
        attribute(function, Attribute.DRIVER_OVERRIDE)
                .ifPresent(o -> steps.add(new SetAttribute(function, Attribute.DRIVER_OVERRIDE, o)));
        driver(function).ifPresentOrElse(d -> steps.add(new Bind(function, d)),
                () -> steps.add(new Unbind(function)));
        return steps;
    }
}
