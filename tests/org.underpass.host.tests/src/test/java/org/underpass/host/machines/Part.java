package org.underpass.host.machines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** One PCI function of a simulated machine, as it is described before it is written. */
final class Part {

    /** A memory or I/O register. */
    record Region(int index, long start, long size, boolean io, boolean wide, boolean prefetch, String user) {
        long end() {
            return start + size - 1;
        }

        /** Whether it goes into a bridge's prefetchable window. */
        boolean isWide() {
            return wide && prefetch;
        }

        long flags() {
            return index == 6 ? 0x46200 : io ? 0x40101 : 0x40200 | (prefetch ? 0x2008 : 0) | (wide ? 0x100004 : 0);
        }
    }

    final String address;
    final int vendor;
    final int device;
    final int classCode;
    Part parent;
    int subVendor;
    int subDevice;
    int revision;
    boolean bridge;
    boolean multifunction;
    int secondary;
    int subordinate;
    boolean conventional;
    String driver = "";
    String override = "(null)";
    String group = "";
    String reset = "";
    String bootVga = "";
    String label = "";
    String powerControl = "on";
    String powerState = "D0";
    int speed;
    int width;
    int nowSpeed;
    int nowWidth;
    byte[] rom;
    final List<Region> regions = new ArrayList<>();
    /** Of a bridge: memory registers of everything behind it. */
    final List<Region> behind = new ArrayList<>();
    final List<String> suppliers = new ArrayList<>();
    final Map<String, String> more = new LinkedHashMap<>();
    Consumer<ConfigBytes> capabilities = config -> { };

    Part(String address, int vendor, int device, int classCode) {
        this.address = "0000:" + address;
        this.vendor = vendor;
        this.device = device;
        this.classCode = classCode;
    }

    Part below(Part bridgeAbove) {
        parent = bridgeAbove;
        return this;
    }

    Part sub(int vendorId, int deviceId) {
        subVendor = vendorId;
        subDevice = deviceId;
        return this;
    }

    Part rev(int number) {
        revision = number;
        return this;
    }

    Part multi() {
        multifunction = true;
        return this;
    }

    Part bridge(int bus) {
        return bridge(bus, bus);
    }

    Part bridge(int bus, int last) {
        bridge = true;
        secondary = bus;
        subordinate = last;
        return this;
    }

    /** Only 256 bytes of configuration space. */
    Part conventional() {
        conventional = true;
        return this;
    }

    Part driver(String name) {
        driver = name;
        return this;
    }

    Part override(String name) {
        override = name;
        return this;
    }

    Part group(int number) {
        group = Integer.toString(number);
        return this;
    }

    Part reset(String methods) {
        reset = methods;
        return this;
    }

    Part bootVga(boolean boot) {
        bootVga = boot ? "1" : "0";
        return this;
    }

    Part label(String text) {
        label = text;
        return this;
    }

    Part link(int generation, int lanes) {
        return link(generation, lanes, generation, lanes);
    }

    Part link(int generation, int lanes, int now, int nowLanes) {
        speed = generation;
        width = lanes;
        nowSpeed = now;
        nowWidth = nowLanes;
        return this;
    }

    Part memory(int index, long start, long size, String user) {
        regions.add(new Region(index, start, size, false, false, false, user));
        return this;
    }

    Part memory64(int index, long start, long size, boolean prefetch, String user) {
        regions.add(new Region(index, start, size, false, true, prefetch, user));
        return this;
    }

    Part io(int index, long start, long size) {
        regions.add(new Region(index, start, size, true, false, false, ""));
        return this;
    }

    Part romBar(long start, long size, byte[] content) {
        regions.add(new Region(6, start, size, false, false, false, ""));
        rom = content;
        return this;
    }

    Part supplier(String function) {
        suppliers.add("0000:" + function);
        return this;
    }

    /** Suspended at run time, as laptops do with a chip that nobody uses. */
    Part suspended() {
        powerControl = "auto";
        powerState = "D3cold";
        return this;
    }

    Part attribute(String name, String value) {
        more.put(name, value);
        return this;
    }

    Part config(Consumer<ConfigBytes> entries) {
        capabilities = entries;
        return this;
    }

    /** The window that a bridge needs for what lies behind it, in whole MiB; a closed one where nothing does. */
    private long[] window(boolean wide) {
        long first = behind.stream().filter(region -> region.isWide() == wide).mapToLong(Region::start).min()
                .orElse(0xfff0_0000L);
        long last = behind.stream().filter(region -> region.isWide() == wide).mapToLong(Region::end).max().orElse(0);
        return new long[] {first & -0x10_0000L, last};
    }

    int bus() {
        return Integer.parseInt(address.substring(5, 7), 16);
    }

    String directory() {
        return (parent == null ? "sys/devices/pci0000:00" : parent.directory()) + "/" + address;
    }

    byte[] configBytes() {
        ConfigBytes config = new ConfigBytes(conventional ? 256 : 4096);
        config.u16(0, vendor).u16(2, device).u8(8, revision).u8(9, classCode).u16(10, classCode >> 8);
        config.u8(0x0c, 0x10).u8(0x0e, (bridge ? 1 : 0) | (multifunction ? 0x80 : 0));
        for (Region region : regions) {
            if (region.index == 6) {
                config.u32(bridge ? 0x38 : 0x30, region.start);
                continue;
            }
            int at = 0x10 + 4 * region.index;
            config.u32(at, region.start & 0xffffffffL | (region.io ? 1 : (region.wide ? 4 : 0)
                    | (region.prefetch ? 8 : 0)));
            if (region.wide) {
                config.u32(at + 4, region.start >>> 32);
            }
        }
        if (bridge) {
            config.u8(0x18, bus()).u8(0x19, secondary).u8(0x1a, subordinate).u16(0x1c, 0x01f1);
            long[] memory = window(false);
            long[] wide = window(true);
            config.u16(0x20, (int) (memory[0] >>> 16) & 0xfff0).u16(0x22, (int) (memory[1] >>> 16) & 0xfff0);
            config.u16(0x24, (int) (wide[0] >>> 16) & 0xfff0 | 1).u16(0x26, (int) (wide[1] >>> 16) & 0xfff0 | 1)
                    .u32(0x28, wide[0] >>> 32).u32(0x2c, wide[1] >>> 32);
        } else {
            config.u16(0x2c, subVendor).u16(0x2e, subDevice).u8(0x3d, 1);
        }
        capabilities.accept(config);
        return config.array();
    }
}
