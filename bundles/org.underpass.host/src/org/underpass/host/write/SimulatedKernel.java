package org.underpass.host.write;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.underpass.host.FileTree;
import org.underpass.host.tree.MemoryTree;
import org.underpass.host.tree.Overlay;
import org.underpass.host.write.Step.Register;
import org.underpass.host.write.StepException.Reason;
import org.underpass.pci.PciAddress;

/**
 * Answers to writes and programs as Linux does: drivers bind what they know or are told to take, what a driver made
 * goes with it, a driver that is in use does not let go.
 */
final class SimulatedKernel implements Kernel {
    private static final List<String> CLASSES = List.of("drm", "graphics", "sound", "net", "input", "block", "hidraw");
    /** Directories of a function that are there without a driver. */
    private static final Set<String> OWN = Set.of("power", "msi_irqs", "link", "acpi");
    private static final String DEVICES = "sys/bus/pci/devices/";
    private static final String DRIVERS = "sys/bus/pci/drivers/";

    private final Supplier<FileTree> tree;
    private Overlay overlay;
    private MemoryTree base;

    SimulatedKernel(Supplier<FileTree> tree) {
        this.tree = tree;
    }

    /** From now on changes go there. */
    void change(Overlay where, MemoryTree from) {
        overlay = where;
        base = from;
    }

    @Override
    public FileTree tree() {
        return tree.get();
    }

    boolean isStopped(String unit) {
        return overlay.tree().exists("run/underpass/simulated/stopped/" + unit);
    }

    boolean isEnded(long pid) {
        return overlay.tree().exists("run/underpass/simulated/ended/" + pid);
    }

    @Override
    public void write(String path, String text, Duration limit) throws StepException, InterruptedException {
        String value = text.strip();
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith(DRIVERS)) {
            driver(path.substring(DRIVERS.length(), path.lastIndexOf('/')), name, PciAddress.parse(value), limit);
        } else if (path.equals("sys/bus/pci/drivers_probe")) {
            nativeDriver(PciAddress.parse(value)).ifPresent(d -> bind(PciAddress.parse(value), d));
        } else if (path.equals("sys/bus/pci/rescan") || name.equals("rescan")) {
            rescan();
        } else if (path.startsWith(DEVICES)) {
            function(path, PciAddress.parse(path.substring(DEVICES.length()).split("/")[0]), name, value);
        } else if (path.startsWith("sys/bus/platform/drivers/")) {
            framebuffer(path.split("/")[4], name, value);
        } else if (path.startsWith("sys/class/vtconsole/")) {
            overlay.line(real(path), value);
        } else if (name.equals("nr_hugepages")) {
            hugepages(path, value);
        } else {
            throw new StepException(Reason.REFUSED, "/" + path + ": Invalid argument");
        }
    }

    private void driver(String driver, String file, PciAddress function, Duration limit)
            throws StepException, InterruptedException {
        StepState now = new StepState(tree());
        switch (file) {
            case "unbind" -> {
                if (now.driver(function).filter(driver::equals).isEmpty()) {
                    throw new StepException(Reason.REFUSED, "/" + DRIVERS + driver + "/unbind: No such device");
                }
                held(function, limit);
                unbind(function, driver);
            }
            case "bind" -> {
                String override = now.attribute(function, Step.Attribute.DRIVER_OVERRIDE).orElse("");
                boolean known = override.isEmpty() ? knows(driver, function) : override.equals(driver);
                if (!known && !(driver.equals("pciback") && isSlot(function))) {
                    throw new StepException(Reason.REFUSED, "/" + DRIVERS + driver + "/bind: No such device");
                }
                bind(function, driver);
            }
            case "new_slot" -> overlay.line(slot(function), "1");
            case "remove_slot" -> overlay.gone(slot(function));
            default -> throw new StepException(Reason.GONE, "/" + DRIVERS + driver + "/" + file
                    + ": No such file or directory");
        }
    }

    private static String slot(PciAddress function) {
        return "run/underpass/simulated/slots/" + function;
    }

    private boolean isSlot(PciAddress function) {
        return tree().exists(slot(function));
    }

    /** A driver of a display adapter waits for those who have its nodes open. */
    private void held(PciAddress function, Duration limit) throws StepException, InterruptedException {
        if (!new Holders(tree.get()).of(function).isEmpty()) {
            Thread.sleep(limit);
            throw new StepException(Reason.TIMED_OUT, "no answer within " + limit.toSeconds()
                    + " s: its device nodes are open");
        }
    }

    private void function(String path, PciAddress function, String name, String value) throws StepException {
        String folder = place(function);
        if (folder == null) {
            throw new StepException(Reason.GONE, "/" + path + ": No such file or directory");
        }
        String file = folder + path.substring((DEVICES + function).length());
        switch (name) {
            case "driver_override" -> overlay.line(file, value.isEmpty() ? "(null)" : value);
            case "remove" -> vanish(function.toString());
            case "reset" -> {
                if (tree().exists(DEVICES + function + "/power_state")) {
                    overlay.line(folder + "/power_state", "D0");
                }
            }
            default -> overlay.line(file, value);
        }
    }

    private void framebuffer(String driver, String file, String device) {
        String folder = real("sys/bus/platform/devices/" + device);
        String up = "../".repeat(folder.split("/").length - 1);
        if (file.equals("bind")) {
            overlay.link(folder + "/driver", up + "bus/platform/drivers/" + driver);
            clearMade(folder);
        } else {
            overlay.gone(folder + "/driver");
            hideMade(folder);
        }
    }

    private void hugepages(String path, String value) {
        String file = real(path);
        long before = Long.parseLong(new StepState(tree()).line(path).orElse("0"));
        long free = Long.parseLong(new StepState(tree()).line(path.replace("nr_", "free_")).orElse("0"));
        // The machine has one node: both views of the pages change together.
        for (String one : List.of(file, other(file))) {
            if (tree().exists(one)) {
                overlay.line(one, value);
                overlay.line(one.replace("nr_", "free_"), Long.toString(Math.max(0, free + Long.parseLong(value)
                        - before)));
            }
        }
    }

    private static String other(String file) {
        return file.startsWith("sys/kernel/mm/") ? file.replace("sys/kernel/mm/", "sys/devices/system/node/node0/")
                : file.replace("sys/devices/system/node/node0/", "sys/kernel/mm/");
    }

    private void unbind(PciAddress function, String driver) {
        String folder = place(function);
        overlay.gone(folder + "/driver");
        overlay.gone(DRIVERS + driver + "/" + function);
        if (!driver.equals("vfio-pci") && !driver.equals("pciback")) {
            hideMade(folder);
        }
    }

    private void bind(PciAddress function, String driver) {
        String folder = place(function);
        int depth = folder.split("/").length - 1;
        overlay.link(folder + "/driver", "../".repeat(depth) + "bus/pci/drivers/" + driver);
        overlay.link(DRIVERS + driver + "/" + function, "../../../../" + folder.substring("sys/".length()));
        if (baseDriver(function).filter(driver::equals).isPresent()) {
            clearMade(folder);
        }
    }

    /** What a driver made goes: directories of the device, and links of classes that lead there. */
    private void hideMade(String folder) {
        FileTree now = tree();
        for (String name : now.list(folder).orElse(List.of())) {
            String path = folder + "/" + name;
            if (now.list(path).isKnown() && now.link(path).isAbsent() && !OWN.contains(name)
                    && PciAddress.tryParse(name).isEmpty()) {
                classLinks(path, now).forEach(overlay::gone);
                overlay.gone(path);
            }
        }
    }

    private void clearMade(String folder) {
        for (String name : base.list(folder).orElse(List.of())) {
            String path = folder + "/" + name;
            if (base.list(path).isKnown() && base.link(path).isAbsent() && !OWN.contains(name)
                    && PciAddress.tryParse(name).isEmpty()) {
                overlay.clear(path);
                classLinks(path, base).forEach(overlay::clear);
            }
        }
    }

    private static List<String> classLinks(String folder, FileTree in) {
        List<String> links = new ArrayList<>();
        for (String each : CLASSES) {
            for (String name : in.list("sys/class/" + each).orElse(List.of())) {
                String link = "sys/class/" + each + "/" + name;
                if (in.resolve(link).orElse("").startsWith(folder + "/")) {
                    links.add(link);
                }
            }
        }
        return links;
    }

    private boolean knows(String driver, PciAddress function) {
        return baseDriver(function).filter(driver::equals).isPresent() || nativeDriver(function)
                .filter(driver::equals).isPresent();
    }

    private Optional<String> baseDriver(PciAddress function) {
        return new StepState(base).driver(function);
    }

    /** The driver that takes a function by itself. */
    private Optional<String> nativeDriver(PciAddress function) {
        StepState now = new StepState(tree());
        Optional<String> override = now.attribute(function, Step.Attribute.DRIVER_OVERRIDE)
                .filter(name -> !name.isEmpty());
        if (override.isPresent()) {
            return override.filter(name -> tree().exists(DRIVERS + name));
        }
        return baseDriver(function).filter(d -> !d.equals("vfio-pci") && !d.equals("pciback"));
    }

    /** A function falls from the bus, by being removed or by itself. */
    void vanish(String address) {
        PciAddress function = PciAddress.tryParse(address).orElse(null);
        String folder = function == null ? null : place(function);
        if (folder == null) {
            return;
        }
        new StepState(tree()).driver(function).ifPresent(d -> overlay.gone(DRIVERS + d + "/" + function));
        classLinks(folder, tree()).forEach(overlay::gone);
        new StepState(tree()).treeLink(DEVICES + function + "/iommu_group").ifPresent(group -> overlay.gone(
                "sys/kernel/iommu_groups/" + StepState.lastName(group) + "/devices/" + function));
        overlay.gone(folder);
        overlay.gone(DEVICES + function);
    }

    /** What fell from the bus is found again, as new: with the driver that takes it by itself. */
    private void rescan() {
        for (String name : base.list("sys/bus/pci/devices").orElse(List.of())) {
            if (tree().exists(DEVICES + name)) {
                continue;
            }
            PciAddress function = PciAddress.parse(name);
            String folder = base.resolve(DEVICES + name).orElse("");
            overlay.clear(folder);
            overlay.clear(DEVICES + name);
            new StepState(base).treeLink(DEVICES + name + "/iommu_group").ifPresent(group -> overlay.clear(
                    "sys/kernel/iommu_groups/" + StepState.lastName(group) + "/devices/" + name));
            overlay.line(folder + "/driver_override", "(null)");
            overlay.gone(folder + "/driver");
            baseDriver(function).ifPresent(d -> overlay.gone(DRIVERS + d + "/" + name));
            hideMade(folder);
            nativeDriver(function).ifPresent(d -> bind(function, d));
        }
    }

    @Override
    public void run(List<String> command, Duration limit) throws StepException, InterruptedException {
        String last = command.getLast();
        switch (command.getFirst()) {
            case "modprobe" -> module(last.replace('-', '_'), !command.contains("-r"));
            case "systemctl" -> {
                if (command.get(1).equals("stop")) {
                    overlay.line("run/underpass/simulated/stopped/" + last, "1");
                } else {
                    overlay.gone("run/underpass/simulated/stopped/" + last);
                }
            }
            case "xl" -> xl(command.get(1), PciAddress.parse(last), limit);
            case "rtcwake" -> {
                // It sleeps and wakes, and nothing is different.
            }
            default -> throw new StepException(Reason.MISSING, "the program " + command.getFirst()
                    + " is not installed");
        }
    }

    private void module(String module, boolean load) throws StepException {
        String driver = switch (module) {
            case "xen_pciback" -> "pciback";
            case "vfio_pci" -> "vfio-pci";
            default -> module;
        };
        FileTree now = tree();
        String table = new StepState(now).line("proc/modules").orElse("");
        if (load) {
            overlay.folder(DRIVERS + driver);
            table = module + " 16384 0 - Live 0x0000000000000000\n" + table;
        } else {
            if (!now.list(DRIVERS + driver).orElse(List.of()).isEmpty()) {
                throw new StepException(Reason.REFUSED, "modprobe: FATAL: Module " + module + " is in use.");
            }
            overlay.gone(DRIVERS + driver);
            table = table.lines().filter(row -> !row.startsWith(module + " "))
                    .reduce("", (all, row) -> all.isEmpty() ? row : all + "\n" + row);
        }
        overlay.file("proc/modules", (table + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void xl(String verb, PciAddress function, Duration limit) throws StepException, InterruptedException {
        StepState now = new StepState(tree());
        if (verb.equals("pci-assignable-add")) {
            if (!tree().exists(DRIVERS + "pciback")) {
                throw new StepException(Reason.REFUSED, "libxl: error: failed to de-quarantine; Is xen-pciback"
                        + " loaded?");
            }
            if (now.driver(function).isPresent()) {
                held(function, limit);
                unbind(function, now.driver(function).get());
            }
            bind(function, "pciback");
        } else {
            unbind(function, "pciback");
        }
    }

    @Override
    public void terminate(long pid) {
        overlay.line("run/underpass/simulated/ended/" + pid, "1");
        overlay.gone("proc/" + pid);
    }

    @Override
    public long peek(Register register) throws StepException {
        PciAddress function = register.function();
        if (place(function) == null) {
            throw new StepException(Reason.GONE, StepWords.register(register) + ": No such file or directory");
        }
        byte[] bytes = bytes(register);
        long value = 0;
        for (int i = register.width() - 1; i >= 0; i--) {
            int at = offset(register) + i;
            value = value << 8 | (at < bytes.length ? bytes[at] & 0xff : register instanceof Register.Config ? 0xff
                    : 0);
        }
        return value;
    }

    @Override
    public void poke(Register register, long value) throws StepException {
        peek(register);
        byte[] bytes = bytes(register);
        int end = offset(register) + register.width();
        if (register instanceof Register.Memory && bytes.length < end) {
            bytes = Arrays.copyOf(bytes, end);
        }
        for (int i = 0; i < register.width() && offset(register) + i < bytes.length; i++) {
            bytes[offset(register) + i] = (byte) (value >> 8 * i);
        }
        overlay.file(file(register), bytes);
    }

    private byte[] bytes(Register register) {
        return tree().read(file(register)).value().map(byte[]::clone).orElse(new byte[0]);
    }

    /** Registers in memory lie in one file a page, beside what the machine shows. */
    private String file(Register register) {
        return register instanceof Register.Memory r ? "run/underpass/simulated/memory/" + r.function() + "-" + r.bar()
                + "-" + Long.toHexString(r.offset() & ~0xfffL) : place(register.function()) + "/config";
    }

    private static int offset(Register register) {
        return register instanceof Register.Config r ? r.offset() : (int) (((Register.Memory) register).offset()
                & 0xfff);
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        // Nothing of it has to settle.
    }

    /** The function's own directory; null where it is not there. */
    private String place(PciAddress function) {
        return tree().exists(DEVICES + function + "/vendor") ? real(DEVICES + function) : null;
    }

    private String real(String path) {
        return tree().resolve(path).orElse(path);
    }
}
