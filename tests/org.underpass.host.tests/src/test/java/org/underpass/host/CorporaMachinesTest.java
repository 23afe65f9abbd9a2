package org.underpass.host;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.underpass.pci.PciAddress;

/** Real machines of others: what we read is what their trees hold, as another tar reader sees them. */
class CorporaMachinesTest {

    /** An archive as commons-compress reads it: text of files and targets of links by path below the root. */
    private record Oracle(Map<String, String> files, Map<String, String> links) {

        static Oracle read(Path archive) throws IOException, CompressorException {
            Oracle found = new Oracle(new TreeMap<>(), new TreeMap<>());
            try (InputStream raw = new BufferedInputStream(Files.newInputStream(archive));
                    InputStream unpacked = new CompressorStreamFactory(true).createCompressorInputStream(raw);
                    TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    String name = entry.getName();
                    int start = name.startsWith("sys/") ? 0 : name.indexOf("/sys/") + 1;
                    if (start == 0 && !name.startsWith("sys/")) {
                        continue;
                    }
                    if (entry.isSymbolicLink()) {
                        found.links.put(name.substring(start), entry.getLinkName());
                    } else if (entry.isFile()) {
                        found.files.put(name.substring(start),
                                new String(tar.readAllBytes(), StandardCharsets.ISO_8859_1));
                    }
                }
            }
            return found;
        }

        /** Addresses in sys/bus/pci/devices, each with its directory's path. */
        SortedMap<PciAddress, String> functions() {
            SortedMap<PciAddress, String> found = new TreeMap<>();
            links.forEach((path, target) -> {
                if (path.startsWith("sys/bus/pci/devices/")) {
                    found.put(PciAddress.parse(path.substring(20)),
                            target.replace("../../../", "sys/").replaceAll("/$", ""));
                }
            });
            return found;
        }

        Optional<String> lastOfLink(String path) {
            return Optional.ofNullable(links.get(path)).map(target -> target.substring(target.lastIndexOf('/') + 1));
        }

        Optional<Long> hex(String path) {
            return Optional.ofNullable(files.get(path)).map(text -> Long.decode(text.trim()));
        }
    }

    private static List<Path> archives() {
        List<Path> found = new ArrayList<>();
        found.addAll(Corpora.files("pci/hwloc"));
        found.addAll(Corpora.files("pci/ghw-snapshots"));
        for (String lab : List.of("lab/intel", "lab/amd", "dma/golden-intel1", "dma/golden-intel_pt")) {
            Corpora.files(lab).stream().filter(file -> file.toString().matches(".*\\.(tar\\.gz|tgz)"))
                    .forEach(found::add);
        }
        assertTrue(found.size() >= 14, found.toString());
        return found;
    }

    @TestFactory
    List<DynamicTest> archivesAgreeWithTheirTrees() {
        return archives().stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(),
                () -> compare(HostSources.open(file.toString()), Oracle.read(file)))).toList();
    }

    private static void compare(Host host, Oracle oracle) {
        SortedMap<PciAddress, String> expected = oracle.functions();
        assertFalse(expected.isEmpty());
        assertEquals(List.copyOf(expected.keySet()), host.functions().stream().map(HostFunction::address).toList());
        assertEquals(List.of(), host.notes());
        boolean drivers = expected.values().stream().anyMatch(place -> oracle.links.containsKey(place + "/driver"));
        boolean groups = expected.values().stream().anyMatch(place -> oracle.links.containsKey(place + "/iommu_group"));
        SortedMap<String, SortedSet<PciAddress>> members = new TreeMap<>();
        for (HostFunction function : host.functions()) {
            String place = expected.get(function.address());
            oracle.lastOfLink(place + "/iommu_group").ifPresent(group ->
                    members.computeIfAbsent(group, key -> new TreeSet<>()).add(function.address()));
            assertAll(function.toString(),
                    () -> assertEquals(oracle.hex(place + "/vendor").orElseThrow(), function.pci().vendor()),
                    () -> assertEquals(oracle.hex(place + "/device").orElseThrow(), function.pci().device()),
                    () -> assertEquals(oracle.hex(place + "/class").orElseThrow(), function.pci().classCode()),
                    () -> assertEquals(oracle.lastOfLink(place + "/driver"), function.driver().value()),
                    () -> assertEquals(!drivers, function.driver().isUnknown()),
                    () -> assertEquals(oracle.lastOfLink(place + "/iommu_group"), function.group().value()),
                    () -> assertEquals(!groups, function.group().isUnknown()),
                    () -> assertEquals(parent(place, expected.keySet()), host.topology().parent(function.address())
                            .map(bridge -> bridge.address().toString())),
                    () -> assertEquals(Optional.ofNullable(oracle.files.get(place + "/config")).map(String::length)
                            .filter(length -> length > 0), function.pci().config().map(config -> config.length())),
                    () -> assertEquals(Optional.ofNullable(oracle.files.get(place + "/reset_method")).map(String::trim),
                            function.resetMethods().value().map(methods -> String.join(" ", methods))));
        }
        assertEquals(groups, host.groups().source() == HostGroups.Source.KERNEL);
        if (groups) {
            SortedMap<String, SortedSet<PciAddress>> shown = new TreeMap<>();
            host.groups().all().forEach(group -> shown.put(group.id(), new TreeSet<>(group.functions())));
            assertEquals(members, shown);
        }
    }

    /** The nearest bridge above that the capture has: one of them leaves bridges out. */
    private static Optional<String> parent(String place, Set<PciAddress> shown) {
        String[] parts = place.split("/");
        for (int i = parts.length - 2; i > 0; i--) {
            Optional<PciAddress> above = PciAddress.tryParse(parts[i]).filter(shown::contains);
            if (above.isPresent()) {
                return above.map(PciAddress::toString);
            }
        }
        return Optional.empty();
    }

    @TestFactory
    List<DynamicTest> textsOfLspciAreHosts() {
        return Corpora.files("pci/pciutils/dumps").stream().map(file -> DynamicTest.dynamicTest(
                file.getFileName().toString(), () -> {
                    Host host = HostSources.open(file.toString());
                    long headers = Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                            .filter(line -> line.matches("([0-9a-f]{4,}:)?[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7] .*")).count();
                    assertEquals(headers, host.functions().size());
                    assertEquals(HostOrigin.Kind.TEXT, host.origin().kind());
                    assertTrue(host.kernel().arguments().isUnknown());
                    assertTrue(host.iommu().units().isUnknown());
                })).toList();
    }

    @Test
    void labMachinesShowTheirIommu() throws HostException {
        Host intel = HostSources.open(Corpora.need("lab/intel/sysfs-boot.tar.gz").toString());
        assertEquals(0xd2008c222f0686L, intel.iommu().units().value().orElseThrow().getFirst().capabilities()
                .orElse(0L));
        assertEquals(0xf00f4eL, intel.iommu().units().value().orElseThrow().getFirst().extended().orElse(0L));
        assertEquals(192, intel.iommu().table("DMAR").value().orElseThrow().length());
        assertTrue(intel.iommu().table("IVRS").isAbsent());
        assertEquals(List.of("0000:01:00.0", "0000:01:00.1"), intel.groups().of(PciAddress.parse("01:00.0"))
                .orElseThrow().functions().stream().map(PciAddress::toString).toList());
        assertEquals(List.of(), intel.groups().differences());
        Host amd = HostSources.open(Corpora.need("lab/amd/sysfs-boot.tar.gz").toString());
        assertEquals(HostIommu.Make.AMD, amd.iommu().units().value().orElseThrow().getFirst().make());
        assertEquals(0x29d3L, amd.iommu().units().value().orElseThrow().getFirst().extended().orElse(0L));
        assertEquals(240, amd.iommu().table("IVRS").value().orElseThrow().length());
        Host golden = HostSources.open(Corpora.need("dma/golden-intel1/sysfs-acpi-dmesg.tgz").toString());
        assertEquals("acpi/DMAR", golden.iommu().table("DMAR").source().toString());
    }

    @Test
    void realMountsLeadToRealDisks() throws HostException {
        Host server = HostSources.open(Corpora.need("pci/hwloc/40intel64-2g2n4c+pcilocality.tar.bz2").toString());
        assertEquals(List.of("0000:01:00.0"), server.critical().fileSystems().value().orElseThrow().stream()
                .filter(use -> use.detail().equals("/")).map(use -> use.function().toString()).toList());
        assertEquals(40, server.processors().cpus().value().orElseThrow().size());
        assertEquals(List.of(0, 1, 2, 3), server.processors().nodes().value().orElseThrow());
        Host far = HostSources.open(Corpora.need("pci/hwloc/2pa-pcidomain32bits.tar.bz2").toString());
        assertTrue(far.function(PciAddress.parse("10000:00:04.0")).isPresent());
    }
}
