package org.underpass.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.underpass.pci.PciAddress;

/**
 * Builds a small captured machine as a folder that {@code --host} takes: only what a test says is there, in the layout
 * that the kernel has, so that everything else is unknown to whoever reads it.
 *
 * <pre>{@code
 * HostTree.at(dir)
 *     .function("0000:00:01.0").ids("8086:1901").classCode(0x060400).driver("pcieport").group(1)
 *     .function("0000:01:00.0").behind("0000:00:01.0").ids("10de:1c03").classCode(0x030000).group(1)
 *     .cmdline("quiet intel_iommu=on");
 * }</pre>
 *
 * <p>Files are written at once. What is written twice is overwritten.
 */
public final class HostTree {
    private static final String BUS = "sys/bus/pci/devices/";
    private static final String GROUPS = "sys/kernel/iommu_groups/";

    private final Path root;
    private final Map<PciAddress, TreeFunction> functions = new LinkedHashMap<>();

    private HostTree(Path root) {
        this.root = root;
    }

    /** A machine in this folder, which may exist already. */
    public static HostTree at(Path root) {
        return new HostTree(root);
    }

    /** The folder, for {@code --host}. */
    public Path root() {
        return root;
    }

    /** A PCI function of a host; the same object when it was named before. */
    public TreeFunction function(String address) {
        return functions.computeIfAbsent(PciAddress.parse(address), key -> new TreeFunction(this, key));
    }

    /** A text file; the path is relative to the machine's root. A missing line feed at the end is added. */
    public HostTree file(String path, String text) {
        String content = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        return bytes(path, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A binary file. */
    public HostTree bytes(String path, byte[] content) {
        try {
            Path file = inside(path);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder. */
    public HostTree folder(String path) {
        try {
            Files.createDirectories(inside(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A symbolic link, with its text as given; one that is there already is replaced. */
    public HostTree link(String path, String target) {
        try {
            Path link = inside(path);
            Files.createDirectories(link.getParent());
            if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(link);
            }
            Files.createSymbolicLink(link, Path.of(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A symbolic link within the tree, from its place to the target's by the shortest relative way. */
    HostTree linkInside(String path, String target) {
        return link(path, inside(path).getParent().relativize(inside(target)).toString());
    }

    /** Says that these directories were captured completely: what is not below them was not there on the machine. */
    public HostTree complete(String... directories) {
        return file("underpass/complete", String.join("\n", directories));
    }

    /** The command line that the kernel was started with. */
    public HostTree cmdline(String text) {
        return file("proc/cmdline", text);
    }

    /** The kernel's release, such as {@code 6.1.0-18-amd64}. */
    public HostTree kernel(String release) {
        return file("proc/sys/kernel/osrelease", release);
    }

    /** The kernel's configuration, one option a line, as its package installs it; say {@link #kernel} before. */
    public HostTree kernelConfig(String... lines) {
        try {
            String release = Files.readString(inside("proc/sys/kernel/osrelease")).strip();
            return file("boot/config-" + release, String.join("\n", lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The kernel's log of this boot, one message a line. */
    public HostTree log(String... lines) {
        return file("underpass/dmesg", String.join("\n", lines));
    }

    /** A firmware table as the kernel shows it. */
    public HostTree acpiTable(String signature, byte[] table) {
        return bytes("sys/firmware/acpi/tables/" + signature, table);
    }

    /** The remapping units that the kernel drives, by their names in {@code sys/class/iommu}; none: it drives none. */
    public HostTree iommus(String... names) {
        folder("sys/class/iommu");
        for (String name : names) {
            folder("sys/devices/virtual/iommu/" + name);
            linkInside("sys/class/iommu/" + name, "sys/devices/virtual/iommu/" + name);
        }
        return this;
    }

    /** The reserved regions of a group, as the kernel writes them: {@code 0x... 0x... direct}. */
    public HostTree reservedRegions(int group, String... lines) {
        return file(GROUPS + group + "/reserved_regions", String.join("\n", lines));
    }

    /** The chassis type of SMBIOS: 3 a desktop, 9 or 10 a laptop. */
    public HostTree chassis(int type) {
        return file("sys/class/dmi/id/chassis_type", Integer.toString(type));
    }

    /** A file of modprobe.d. */
    public HostTree modprobe(String name, String... lines) {
        return file("etc/modprobe.d/" + name, String.join("\n", lines));
    }

    void place(PciAddress address, String directory) {
        folder(directory);
        linkInside(BUS + address, directory);
    }

    /** @param before the group that it leaves; negative for none */
    void join(PciAddress address, String directory, int before, int group) {
        try {
            Files.deleteIfExists(inside(GROUPS + before + "/devices/" + address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        linkInside(directory + "/iommu_group", GROUPS + group);
        linkInside(GROUPS + group + "/devices/" + address, directory);
    }

    String directoryOf(PciAddress address) {
        TreeFunction known = functions.get(address);
        if (known == null) {
            throw new IllegalArgumentException("no function " + address + " in this tree");
        }
        return known.directory();
    }

    private Path inside(String path) {
        return root.resolve(path);
    }
}
