package org.underpass.iommu;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.PciFunctionBuilder;
import org.underpass.pci.Topology;

/** The PCI functions and IOMMU groups of a captured sysfs, read just far enough for tests of this module. */
public record SysfsTar(Topology topology, Map<Integer, Set<PciAddress>> groups, boolean hasConfig) {
    private static final Pattern DEVICE = Pattern.compile(
            ".*?sys/devices/(?:.*/)?([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])/([^/]+)");
    private static final Pattern STEP = Pattern.compile("[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");
    private static final Pattern GROUP_LINK = Pattern.compile(".*kernel/iommu_groups/(\\d+)$");
    private static final Pattern GROUP_MEMBER = Pattern.compile(
            ".*sys/kernel/iommu_groups/(\\d+)/devices/([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])$");

    public static SysfsTar read(Path tar) throws IOException {
        Map<PciAddress, Map<String, byte[]>> files = new TreeMap<>();
        Map<PciAddress, PciAddress> parents = new HashMap<>();
        Map<Integer, Set<PciAddress>> groups = new TreeMap<>();
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(tar));
                TarArchiveInputStream in = new TarArchiveInputStream(new BufferedInputStream(
                        new CompressorStreamFactory().createCompressorInputStream(raw)))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Matcher member = GROUP_MEMBER.matcher(entry.getName());
                if (member.matches()) {
                    groups.computeIfAbsent(Integer.parseInt(member.group(1)), key -> new TreeSet<>())
                            .add(PciAddress.parse(member.group(2)));
                }
                Matcher device = DEVICE.matcher(entry.getName());
                if (!device.matches()) {
                    continue;
                }
                PciAddress address = PciAddress.parse(device.group(1));
                if (entry.isFile()) {
                    files.computeIfAbsent(address, key -> new HashMap<>()).put(device.group(2), in.readAllBytes());
                    parent(entry.getName()).ifPresent(parent -> parents.put(address, parent));
                }
                Matcher group = GROUP_LINK.matcher(entry.getLinkName());
                if (device.group(2).equals("iommu_group") && group.matches()) {
                    groups.computeIfAbsent(Integer.parseInt(group.group(1)), key -> new TreeSet<>()).add(address);
                }
            }
        } catch (CompressorException e) {
            throw new IOException(tar + ": " + e.getMessage(), e);
        }
        List<PciFunction> functions = new ArrayList<>();
        files.forEach((address, content) -> function(address, content).ifPresent(functions::add));
        boolean config = files.values().stream().anyMatch(content -> content.containsKey("config"));
        return new SysfsTar(Topology.of(functions, parents), groups, config);
    }

    private static Optional<PciAddress> parent(String name) {
        List<PciAddress> steps = new ArrayList<>();
        for (String step : name.split("/")) {
            if (STEP.matcher(step).matches()) {
                steps.add(PciAddress.parse(step));
            }
        }
        return steps.size() < 2 ? Optional.empty() : Optional.of(steps.get(steps.size() - 2));
    }

    private static Optional<PciFunction> function(PciAddress address, Map<String, byte[]> content) {
        if (!content.containsKey("vendor") || !content.containsKey("device") || !content.containsKey("class")) {
            return Optional.empty();
        }
        PciFunctionBuilder builder = PciFunction.at(address).ids(hex(content, "vendor"), hex(content, "device"))
                .classCode(hex(content, "class"));
        if (content.containsKey("config") && content.get("config").length >= 64) {
            builder.config(content.get("config"));
        }
        return Optional.of(builder.build());
    }

    private static int hex(Map<String, byte[]> content, String name) {
        return Integer.decode(new String(content.get(name), StandardCharsets.US_ASCII).trim());
    }
}
