package org.underpass.hypervisor.imports;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.underpass.host.Host;
import org.underpass.hypervisor.Cases;
import org.underpass.hypervisor.kvm.KvmHypervisor;
import org.underpass.hypervisor.libvirt.imports.DomainImporter;
import org.underpass.pci.PciAddress;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.Mdev;
import org.underpass.profile.VmProfile;
import org.underpass.spi.hypervisor.ImportException;
import org.underpass.spi.hypervisor.ImportRequest;
import org.underpass.spi.hypervisor.Imported;
import org.underpass.spi.hypervisor.Rendering;
import org.underpass.testkit.HostTree;
import org.underpass.testkit.Machines;

/**
 * Import followed by build, against what libvirt itself makes of the same document, option by option, for everything
 * that touches passthrough, IOMMU, PCI topology, memory backing and CPU placement. Prints how many options agree and each
 * that does not.
 */
class LibvirtPairsTest {
    private static final double LEAST_AGREEMENT = 0.9;

    @TempDir
    private Path folder;

    private int imported;
    private int refused;
    private int agree;
    private int differ;
    private int lostOptions;
    private final Map<String, Integer> kinds = new TreeMap<>();

    private static Path pairs() {
        Path corpora = Path.of(System.getProperty("underpass.corpora",
                Cases.root().resolve("../shared/corpora").toString()));
        return corpora.resolve("vm/libvirt-qemuxmlconf-pairs");
    }

    @Test
    void agreesWithLibvirt() throws IOException {
        assumeTrue(Files.isDirectory(pairs()), "no corpora: " + pairs());
        List<Path> files;
        try (Stream<Path> all = Files.list(pairs())) {
            files = all.sorted().toList();
        }
        List<String> failures = new ArrayList<>();
        for (Path args : files) {
            String name = args.getFileName().toString();
            Path document = args.resolveSibling(name.substring(0, name.indexOf('.')) + ".xml");
            if (!Files.exists(document)) {
                continue;
            }
            if (name.endsWith(".args")) {
                pair(document, args, failures);
            } else if (name.endsWith(".err")) {
                refusedByLibvirt(document, failures);
            }
        }
        System.out.println("libvirt pairs: " + imported + " imported and built, " + refused
                + " of those that libvirt refuses answered; options: " + agree + " agree, " + differ + " differ, "
                + lostOptions + " of things named as not carried over");
        kinds.forEach((kind, count) -> System.out.println("    " + count + " x " + kind));
        assertTrue(failures.isEmpty(), String.join("\n", failures));
        assertTrue(agree >= LEAST_AGREEMENT * (agree + differ), agree + " of " + (agree + differ) + " agree");
    }

    private void refusedByLibvirt(Path xml, List<String> failures) throws IOException {
        try {
            new DomainImporter().read(new ImportRequest(xml.getFileName().toString(), Files.readAllBytes(xml),
                    Optional.empty()));
            refused++;
        } catch (ImportException said) {
            refused++;
        } catch (RuntimeException bug) {
            failures.add(xml.getFileName() + ": " + bug);
        }
    }

    private void pair(Path xml, Path args, List<String> failures) throws IOException {
        Imported result;
        try {
            result = new DomainImporter().read(new ImportRequest(xml.getFileName().toString(),
                    Files.readAllBytes(xml), Optional.empty()));
        } catch (ImportException | RuntimeException failure) {
            failures.add(xml.getFileName() + ": " + failure);
            return;
        }
        VmProfile profile = Cases.vm(result.profile());
        Rendering rendering = new KvmHypervisor().render(Cases.plan(profile, host(profile)));
        if (!(rendering instanceof Rendering.Rendered rendered)) {
            failures.add(args.getFileName() + ": " + rendering);
            return;
        }
        imported++;
        Map<String, String> theirs = QemuFacts.of(QemuFacts.words(Files.readString(args)));
        @SuppressWarnings("unchecked")
        List<String> line = (List<String>) new Load(LoadSettings.builder().build())
                .loadFromString(Cases.text(rendered, "qemu.json"));
        compare(args.getFileName().toString().replace(".x86_64-latest.args", ""), theirs, QemuFacts.of(line),
                result);
    }

    private void compare(String name, Map<String, String> theirs, Map<String, String> ours, Imported result) {
        TreeSet<String> keys = new TreeSet<>(theirs.keySet());
        keys.addAll(ours.keySet());
        for (String key : keys) {
            String their = theirs.getOrDefault(key, "-");
            String our = ours.getOrDefault(key, "-");
            if (their.equals(our)) {
                agree++;
                continue;
            }
            boolean lost = our.equals("-") && !result.lost().isEmpty() && ours.keySet().stream()
                    .noneMatch(k -> k.startsWith(key.substring(0, key.lastIndexOf(' '))));
            if (lost) {
                lostOptions++;
            } else {
                differ++;
            }
            kinds.merge((lost ? "lost " : "DIFFERS ") + key.replaceAll("[0-9]+", "N"), 1, Integer::sum);
            System.out.println((lost ? "    not carried " : "    DIFFERS ") + name + ": " + key + ": libvirt " + their
                    + ", underpass " + our);
        }
    }

    /** A host that has what the profile gives away. */
    private Host host(VmProfile profile) throws IOException {
        Path root = Files.createTempDirectory(folder, "host");
        HostTree tree = HostTree.at(root);
        TreeSet<PciAddress> addresses = new TreeSet<>();
        for (AssignedDevice device : profile.devices()) {
            device.address().ifPresent(address -> {
                if (device.functions() instanceof org.underpass.profile.DeviceFunctions.Only only) {
                    only.numbers().forEach(n -> addresses.add(address.withFunction(n)));
                }
                addresses.add(address);
            });
        }
        addresses.forEach(a -> tree.function(a.toString()).ids("8086:1520").classCode(0x020000));
        for (AssignedDevice device : profile.devices()) {
            device.mdev().flatMap(Mdev::uuid).ifPresent(uuid -> tree.function("0000:00:02.0").ids("8086:3e92")
                    .classCode(0x030000).attribute(uuid + "/uevent", "DRIVER=vfio_mdev"));
        }
        tree.function("0000:00:1f.0").ids("8086:7a04").classCode(0x060100);
        tree.file("usr/bin/qemu-system-x86_64", "");
        return Machines.open(tree);
    }
}
