package example.hypervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.underpass.host.HostFunction;
import org.underpass.profile.Disk;
import org.underpass.profile.VmProfile;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Location;
import org.underpass.spi.Severity;
import org.underpass.spi.hypervisor.Artifact;
import org.underpass.spi.hypervisor.DevicePlan;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.HypervisorInfo;
import org.underpass.spi.hypervisor.MachinePlan;
import org.underpass.spi.hypervisor.Rendering;
import org.underpass.spi.hypervisor.Rendering.Refused;
import org.underpass.spi.hypervisor.Rendering.Rendered;

/**
 * Cloud Hypervisor: processors, memory, disks and devices as its command line wants them (its docs/vfio.md and
 * docs/memory.md). It has no emulated display, so what the profile says of one is left out, and said.
 */
@Component
public final class CloudHypervisor implements Hypervisor {
    private static final String FIRMWARE = "/usr/share/cloud-hypervisor/CLOUDHV.fd";
    private static final HypervisorInfo INFO = new HypervisorInfo("cloud-hypervisor", "Cloud Hypervisor", true);

    @Override
    public HypervisorInfo info() {
        return INFO;
    }

    @Override
    public Rendering render(MachinePlan plan) {
        VmProfile profile = plan.profile();
        List<Finding> errors = new ArrayList<>();
        List<Finding> notes = new ArrayList<>();
        List<String> arguments = new ArrayList<>(List.of("cloud-hypervisor"));
        if (profile.firmware().code().isEmpty()) {
            notes.add(finding("firmware", Severity.WARNING, profile, "firmware.code",
                    "the profile names no firmware; the script expects " + FIRMWARE, "set firmware.code"));
        }
        add(arguments, "--firmware", profile.firmware().code().orElse(FIRMWARE));
        add(arguments, "--cpus", "boot=" + Math.max(1, profile.cpu().total()));
        add(arguments, "--memory", "size=" + profile.machine().memory()
                + (profile.machine().hugepages().isPresent()
                        ? ",hugepages=on,hugepage_size=" + profile.machine().hugepages().getAsLong() : ""));
        for (Disk disk : profile.disks()) {
            disk(disk, profile, errors).ifPresent(value -> add(arguments, "--disk", value));
        }
        for (HostFunction function : plan.assignment().functions()) {
            add(arguments, "--device", path(function));
        }
        if (!profile.network().isEmpty()) {
            notes.add(finding("network", Severity.WARNING, profile, "network",
                    "network interfaces are left out: this backend does not render them", "remove network"));
        }
        if (!errors.isEmpty()) {
            return new Refused(errors);
        }
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(Artifact.script("run.sh", "cloud-hypervisor-script", Shell.script(List.of(
                "exec " + Shell.words(arguments)))));
        if (!plan.assignment().functions().isEmpty()) {
            artifacts.addAll(Preparation.of(plan.assignment().functions()));
        }
        return new Rendered(artifacts, notes);
    }

    @Override
    public Rendering render(DevicePlan plan) {
        StringBuilder text = new StringBuilder();
        for (HostFunction function : plan.assignment().functions()) {
            text.append("--device ").append(path(function)).append('\n');
        }
        if (text.isEmpty()) {
            text.append("--device path=/sys/bus/pci/devices/ADDRESS/\n");
        }
        return new Rendered(List.of(Artifact.text("device.txt", "fragment", text.toString())), List.of());
    }

    private static String path(HostFunction function) {
        return "path=/sys/bus/pci/devices/" + function.address() + "/";
    }

    /** Its options are lists with commas; a path that could be read as more than a path is refused, not guessed at. */
    private static Optional<String> disk(Disk disk, VmProfile profile, List<Finding> errors) {
        Optional<String> path = disk.file().or(disk::device);
        if (path.isPresent() && path.get().chars().anyMatch(c -> ",\"[]".indexOf(c) >= 0)) {
            errors.add(finding("disk-path", Severity.ERROR, profile, disk.path(),
                    "Cloud Hypervisor cannot be given a path with a comma, a double quote or a bracket",
                    "rename the image"));
            return Optional.empty();
        }
        return path.map(p -> "path=" + p + (disk.readOnly() ? ",readonly=on" : ""));
    }

    private static void add(List<String> arguments, String option, String value) {
        arguments.add(option);
        arguments.add(value);
    }

    private static Finding finding(String rule, Severity severity, VmProfile profile, String path, String message,
            String cure) {
        var span = profile.span(path);
        return new Finding("cloud-hypervisor-" + rule, severity, path, message,
                "The machine would not be what the profile describes.",
                Optional.of(new Location(profile.fileName(), span.line(), span.column())),
                List.of(new Evidence(path + " of the profile", profile.fileName())),
                List.of(new Fix.Manual(cure, Fix.Manual.Where.PROFILE)), List.of());
    }
}
