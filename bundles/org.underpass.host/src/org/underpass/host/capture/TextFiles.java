package org.underpass.host.capture;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.underpass.host.HostFunction;
import org.underpass.pci.ConfigSpace;
import org.underpass.pci.PciFunction;

/** What a text of lspci shows of a function, as the files that sysfs would show it in. */
final class TextFiles {
    private TextFiles() {
    }

    /** Adds the files and links of one function. */
    static void add(HostFunction function, String directory, boolean hashSerials, Map<String, byte[]> files,
            Map<String, String> links) {
        PciFunction pci = function.pci();
        put(files, directory + "/vendor", "0x%04x", OptionalInt.of(pci.vendor()));
        put(files, directory + "/device", "0x%04x", OptionalInt.of(pci.device()));
        put(files, directory + "/class", "0x%06x", OptionalInt.of(pci.classCode()));
        put(files, directory + "/subsystem_vendor", "0x%04x", pci.subsystemVendor());
        put(files, directory + "/subsystem_device", "0x%04x", pci.subsystemDevice());
        put(files, directory + "/revision", "0x%02x", pci.revision());
        pci.config().map(ConfigSpace::bytes).ifPresent(bytes -> files.put(directory + "/config",
                hashSerials ? SerialHash.replaceIn(bytes) : bytes));
        function.driver().value().ifPresent(name -> links.put(directory + "/driver", "../../drivers/" + name));
        function.group().value().ifPresent(group -> links.put(directory + "/iommu_group",
                "../../../../kernel/iommu_groups/" + group));
        function.numaNode().value().ifPresent(node -> put(files, directory + "/numa_node", "%d",
                OptionalInt.of(node)));
    }

    private static void put(Map<String, byte[]> files, String path, String format, OptionalInt value) {
        value.ifPresent(number -> files.put(path, (String.format(Locale.ROOT, format, number) + "\n")
                .getBytes(StandardCharsets.US_ASCII)));
    }
}
