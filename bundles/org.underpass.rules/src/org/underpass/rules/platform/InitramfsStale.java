package org.underpass.rules.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostBoot;
import org.underpass.pci.PciFunction;
import org.underpass.rules.Chips;
import org.underpass.rules.RuleText;
import org.underpass.rules.VfioIds;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** A14: the initramfs does not know what modprobe.d says by now. */
public final class InitramfsStale implements Rule {
    private static final RuleInfo INFO = RuleText.of("A14", Severity.WARNING, Basis.THREADS, Scope.HOST)
            .title("the initramfs is older than the settings")
            .why("Drivers that the initramfs loads take their options from the copy of modprobe.d within it, so a "
                    + "change has no effect until it is built anew.")
            .cure("Build the initramfs anew (update-initramfs -u, mkinitcpio -P, dracut -f), and put vfio-pci into it "
                    + "before the drivers of graphics cards.")
            .references("https://github.com/truenas/documentation/issues/4576")
            .info();

    private static final Set<String> GRAPHICS = Set.of("amdgpu", "radeon", "nouveau", "nova_core", "nvidia",
            "nvidia_drm", "nvidia_modeset", "nvidia_uvm", "i915", "xe", "snd_hda_intel");

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Host host = context.host();
        List<Evidence> evidence = new ArrayList<>();
        Optional<HostBoot.FileStatus> image = image(host);
        List<String> newer = new ArrayList<>();
        image.ifPresent(i -> {
            for (HostBoot.FileStatus file : host.boot().status().orElse(List.of())) {
                if (file.modified() > i.modified() && goesIn(host, file.path())) {
                    newer.add("/" + file.path());
                    evidence.add(Evidence.of("/" + file.path() + " is newer by "
                            + (file.modified() - i.modified()) + " s", file.source()));
                }
            }
        });
        Optional<HostBoot.ListedModule> early = graphicsWithoutVfio(host);
        early.ifPresent(m -> evidence.add(Evidence.of(m.name() + " goes into the initramfs, and vfio-pci does not",
                m.source())));
        if (evidence.isEmpty()) {
            return;
        }
        Finding.Builder finding = Finding.of(INFO, "host");
        if (newer.isEmpty()) {
            finding.message("the initramfs loads " + early.get().name() + ", but not vfio-pci, which was told to take "
                    + "a device first");
            finding.fix(new Fix.Manual("name vfio-pci before " + early.get().name() + " in " + early.get().source()
                    + " and build the initramfs anew", Fix.Manual.Where.HOST));
        } else {
            finding.message("the initramfs /" + image.get().path() + " is older than " + String.join(", ", newer));
            finding.evidence(Evidence.of("/" + image.get().path() + " was built before", image.get().source()));
            finding.fix(new Fix.Manual("build the initramfs anew (update-initramfs -u, mkinitcpio -P or dracut -f) and "
                    + "restart the host", Fix.Manual.Where.HOST));
        }
        findings.accept(finding.evidence(evidence).build());
    }

    /** The running kernel's initramfs, by the names that distributions give it. */
    private static Optional<HostBoot.FileStatus> image(Host host) {
        String release = host.kernel().release().orElse("");
        return release.isEmpty() ? Optional.empty() : host.boot().status().orElse(List.of()).stream()
                .filter(s -> s.path().startsWith("boot/init") && s.path().contains("-" + release)
                        || s.path().equals("boot/initramfs-linux.img") && release.contains("-arch")).findFirst();
    }

    /** Settings of passthrough that an initramfs takes a copy of. */
    private static boolean goesIn(Host host, String path) {
        if (path.startsWith("etc/initramfs-tools/") || path.startsWith("etc/mkinitcpio.conf")
                || path.startsWith("etc/dracut.conf")) {
            return true;
        }
        return path.startsWith("etc/modprobe.d/") && host.modprobe().value().filter(m -> m.entries().stream().anyMatch(
                e -> e.source().file().equals(path) && (e.module().startsWith("vfio") || GRAPHICS.contains(e.module())
                        || e.rest().contains("vfio")))).isPresent();
    }

    private static Optional<HostBoot.ListedModule> graphicsWithoutVfio(Host host) {
        List<HostBoot.ListedModule> early = host.boot().listedModules().stream().filter(m -> m.early()).toList();
        boolean vfio = early.stream().anyMatch(m -> m.name().startsWith("vfio"))
                || host.kernel().builtinModules().value().filter(m -> m.contains("vfio_pci")).isPresent();
        if (early.isEmpty() || vfio) {
            return Optional.empty();
        }
        VfioIds ids = VfioIds.of(host);
        return early.stream().filter(m -> GRAPHICS.contains(m.name()) && host.functions().stream().anyMatch(
                f -> f.pci().isDisplay() && drives(m.name(), f.pci()) && ids.matching(f.pci()).isPresent()))
                .findFirst();
    }

    private static boolean drives(String module, PciFunction pci) {
        return switch (pci.vendor()) {
            case Chips.NVIDIA -> module.startsWith("nvidia") || module.equals("nouveau") || module.equals("nova_core");
            case Chips.AMD -> module.equals("amdgpu") || module.equals("radeon");
            case Chips.INTEL -> module.equals("i915") || module.equals("xe");
            default -> false;
        };
    }
}
