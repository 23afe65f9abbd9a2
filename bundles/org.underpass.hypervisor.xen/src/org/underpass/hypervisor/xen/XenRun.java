package org.underpass.hypervisor.xen;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.underpass.host.HostOrigin;
import org.underpass.hypervisor.machine.GuestDisk;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.GuestNic;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.xen.run.Xl;
import org.underpass.hypervisor.xen.run.XlInfo;
import org.underpass.hypervisor.xen.run.XlStart;
import org.underpass.pci.PciAddress;
import org.underpass.profile.DiskFormat;
import org.underpass.profile.MachineType;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.hypervisor.Guest;
import org.underpass.spi.hypervisor.GuestException;
import org.underpass.spi.hypervisor.GuestException.Kind;
import org.underpass.spi.hypervisor.MachinePlan;

/** A guest of Xen on this machine: the same xl.cfg as in the build, given to xl. */
final class XenRun {
    /** The oldest release whose words we know. */
    private static final int OLDEST = 417;

    private final MachinePlan plan;
    private final Report report;
    private final GuestMachine machine;
    private final XlConfig config;
    private final Xl xl;

    XenRun(String backend, MachinePlan plan, Xl xl) {
        this.plan = plan;
        this.xl = xl;
        report = new Report(backend, plan.profile());
        machine = GuestMachine.of(plan, MachineType.I440FX, GuestNic.XEN_PREFIX, report);
        XenLimits.report(machine, report);
        config = XlGuest.of(machine, report);
    }

    List<Finding> obstacles() {
        if (plan.host().origin().kind() != HostOrigin.Kind.LIVE) {
            report.host(Severity.ERROR, "elsewhere", "host", "the machine is planned for " + plan.host().name()
                    + " and cannot be started on this one", "its devices are that host's",
                    new Evidence("the host is " + plan.host().origin().description(), "--host"),
                    new Fix.Manual("Start it there, or rehearse it here with --backend emulator",
                            Fix.Manual.Where.HOST));
        } else {
            here();
        }
        return report.findings().stream().filter(f -> f.severity() == Severity.ERROR).toList();
    }

    private void here() {
        if (xl.find().isEmpty()) {
            report.host(Severity.ERROR, "xl", "xl", "xl is not installed", "it starts Xen's guests",
                    new Evidence("no executable " + xl.program(), "/usr/sbin and the like"),
                    new Fix.HostChange("Install Xen's tools", Fix.HostChange.Kind.INSTALL, "xen-utils", ""));
            return;
        }
        try {
            info(xl.info());
        } catch (GuestException failure) {
            report.host(Severity.ERROR, "dom0", "xl info", failure.getMessage(), "guests are started from a dom0 whose"
                    + " xenstored runs", new Evidence(failure.getMessage(), "xl info"),
                    new Fix.Manual("Boot the machine with Xen, start its services, and call as root",
                            Fix.Manual.Where.HOST));
        }
        files();
    }

    private void info(XlInfo info) {
        String source = "xl info";
        if (info.release().orElse(OLDEST) < OLDEST) {
            lack("release", "Xen " + info.version().orElse("") + " is older than what we know", "the words of xl.cfg"
                    + " and of xl are those of 4.17 and newer", "xen_version " + info.version().orElse(""), source);
        }
        boolean devices = !machine.passed().isEmpty();
        for (String need : devices ? List.of("hvm", "hvm_directio") : List.of("hvm")) {
            if (info.lacks(need)) {
                lack("capability", need.equals("hvm") ? "Xen runs no HVM guests on this machine"
                        : "Xen gives no devices to HVM guests on this machine",
                        need.equals("hvm") ? "the processor's virtualisation is off or missing"
                                : "it runs without an IOMMU",
                        "virt_caps without " + need, source);
            }
        }
    }

    private void lack(String rule, String message, String why, String fact, String source) {
        report.host(Severity.ERROR, rule, "xen", message, why, new Evidence(fact, source),
                new Fix.Manual("See host/dom0-arguments.txt of the build, and the firmware's setup",
                        Fix.Manual.Where.HOST));
    }

    private void files() {
        for (GuestDisk disk : machine.disks()) {
            if (disk.source().isPresent() && disk.disk().size().isEmpty()
                    && !Files.isReadable(Path.of(disk.source().get()))) {
                String path = disk.source().get();
                report.host(Severity.ERROR, "file", path, path + (Files.exists(Path.of(path))
                        ? " may not be read by this user" : " is not there"), "the guest needs it to start",
                        new Evidence("not readable", path),
                        new Fix.Manual("Put it there, or name another in the profile", Fix.Manual.Where.PROFILE));
            }
        }
    }

    Guest start(Path folder) throws GuestException {
        List<Finding> obstacles = obstacles();
        if (!obstacles.isEmpty()) {
            throw new GuestException(Kind.REFUSED, String.join("; ",
                    obstacles.stream().map(Finding::message).toList()));
        }
        images();
        return how().in(folder);
    }

    /** What xl is given. */
    XlStart how() {
        List<PciAddress> devices = machine.passed().stream().flatMap(d -> d.functions().stream())
                .map(PassedFunction::address).toList();
        return new XlStart(xl, plan.profile().name(), machine.uuid().toString(), XlGuest.text(machine, config), devices,
                XlStart.USUAL);
    }

    /** Raw images that do not exist yet; holes, which are filled when they are written. */
    private void images() throws GuestException {
        for (GuestDisk disk : machine.disks()) {
            Optional<Path> file = disk.source().map(Path::of).filter(p -> !Files.exists(p));
            if (disk.disk().size().isEmpty() || disk.block() || file.isEmpty()) {
                continue;
            }
            if (disk.format() != DiskFormat.RAW) {
                throw new GuestException(Kind.REFUSED, file.get() + " is not there; make it with qemu-img create -f "
                        + disk.format().word());
            }
            try (var image = new RandomAccessFile(file.get().toFile(), "rw")) {
                image.setLength(disk.disk().size().getAsLong());
            } catch (IOException failure) {
                throw new GuestException(Kind.REFUSED, file.get() + " cannot be made: " + failure.getMessage(), failure);
            }
        }
    }
}
