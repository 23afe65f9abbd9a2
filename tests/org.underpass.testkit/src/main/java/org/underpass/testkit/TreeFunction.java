package org.underpass.testkit;

import java.util.Locale;
import org.underpass.pci.PciAddress;

/**
 * One function of a {@link HostTree}. Each method writes one attribute, so that what a test does not mention stays
 * unknown; {@link #function} goes on to the next function and {@link #host} back to the machine.
 */
public final class TreeFunction {
    private final HostTree tree;
    private final PciAddress address;
    private String directory;
    private int group = -1;

    TreeFunction(HostTree tree, PciAddress address) {
        this.tree = tree;
        this.address = address;
        this.directory = "sys/devices/pci%04x:%02x/%s".formatted(address.domain(), address.bus(), address);
        tree.place(address, directory);
    }

    /** Sits behind a bridge that the tree has; to be said before anything else. */
    public TreeFunction behind(String bridge) {
        directory = tree.directoryOf(PciAddress.parse(bridge)) + "/" + address;
        tree.place(address, directory);
        return this;
    }

    /** Vendor and device, or vendor, device, subsystem vendor and subsystem device: {@code "10de:1c03"}. */
    public TreeFunction ids(String ids) {
        String[] parts = ids.split(":");
        attribute("vendor", "0x" + parts[0]).attribute("device", "0x" + parts[1]);
        if (parts.length == 4) {
            attribute("subsystem_vendor", "0x" + parts[2]).attribute("subsystem_device", "0x" + parts[3]);
        }
        return this;
    }

    /** The class in 24 bits: 0x030000 for a graphics adapter. */
    public TreeFunction classCode(int code) {
        return attribute("class", String.format(Locale.ROOT, "0x%06x", code));
    }

    /** Bound to a driver. */
    public TreeFunction driver(String name) {
        tree.folder("sys/bus/pci/drivers/" + name);
        tree.linkInside(directory + "/driver", "sys/bus/pci/drivers/" + name);
        return this;
    }

    /** Member of an IOMMU group, and of no other. */
    public TreeFunction group(int id) {
        tree.join(address, directory, group, id);
        group = id;
        return this;
    }

    /** Configuration space, 64, 256 or 4096 bytes. */
    public TreeFunction config(byte[] bytes) {
        tree.bytes(directory + "/config", bytes);
        return this;
    }

    /** The {@code resource} file, one line a resource: start, end and flags. */
    public TreeFunction resources(String... lines) {
        return attribute("resource", String.join("\n", lines));
    }

    /** Any attribute that is a text, such as {@code boot_vga} or {@code reset_method}. */
    public TreeFunction attribute(String name, String text) {
        tree.file(directory + "/" + name, text);
        return this;
    }

    /** Any file below the function, such as {@code rom}. */
    public TreeFunction bytes(String name, byte[] content) {
        tree.bytes(directory + "/" + name, content);
        return this;
    }

    /** Another function of the same machine. */
    public TreeFunction function(String other) {
        return tree.function(other);
    }

    /** The machine. */
    public HostTree host() {
        return tree;
    }

    /** Where it lies in the tree. */
    String directory() {
        return directory;
    }
}
