package org.underpass.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Single Root I/O Virtualization. PCI Express Base Specification, 9.3.3.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param capabilities SR-IOV Capabilities, 32 bits
 * @param control SR-IOV Control
 * @param status SR-IOV Status
 * @param initialVfs InitialVFs
 * @param totalVfs TotalVFs
 * @param numVfs NumVFs, the present number
 * @param dependencyLink Function Dependency Link
 * @param firstVfOffset distance of the first virtual function's Routing ID from this one's
 * @param vfStride distance between Routing IDs of virtual functions
 * @param vfDeviceId VF Device ID
 * @param supportedPageSizes bit n: pages of 4 KiB times 2 to the n
 * @param systemPageSize likewise, the one in use
 * @param vfBars BARs of the virtual functions; the address is that of the first
 * @param migrationState VF Migration State Array Offset
 */
public record SrIov(int offset, int version, long capabilities, int control, int status, int initialVfs,
        int totalVfs, int numVfs, int dependencyLink, int firstVfOffset, int vfStride, int vfDeviceId,
        long supportedPageSizes, long systemPageSize, List<Bar> vfBars, long migrationState)
        implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x0010;

    private static final int BARS = 0x24;

    /** Copies the list. */
    public SrIov {
        vfBars = List.copyOf(vfBars);
    }

    static SrIov decode(Block block) {
        List<Bar> bars = new ArrayList<>();
        for (int index = 0; index < 6; index++) {
            long low = block.u32(BARS + 4 * index);
            if (low == 0 || low == 0xffffffffL) {
                continue;
            }
            boolean wide = (low & 6) == 4 && index < 5;
            long high = wide ? block.u32(BARS + 4 * index + 4) : 0;
            bars.add(new Bar(index, wide ? Bar.Kind.MEMORY64 : Bar.Kind.MEMORY32, low & ~0xfL | high << 32,
                    OptionalLong.empty(), (low & 8) != 0));
            index += wide ? 1 : 0;
        }
        return new SrIov(block.base(), block.version(), block.u32(0x04), block.u16(0x08), block.u16(0x0a),
                block.u16(0x0c), block.u16(0x0e), block.u16(0x10), block.u8(0x12), block.u16(0x14), block.u16(0x16),
                block.u16(0x1a), block.u32(0x1c), block.u32(0x20), bars, block.u32(0x3c));
    }

    @Override
    public int id() {
        return ID;
    }

    /** VF Enable. */
    public boolean enabled() {
        return (control & 1) != 0;
    }

    /** Requester ID of a virtual function, counted from 0; may lie on a higher bus. */
    public int vfRequesterId(PciAddress physical, int index) {
        return physical.requesterId() + firstVfOffset + index * vfStride & 0xffff;
    }

    @Override
    public List<Field> fields() {
        FieldList list = new FieldList(offset).add(Layout.CAPABILITIES, capabilities).add(Layout.CONTROL, control)
                .add(Layout.STATUS, status).add(Layout.INITIAL, initialVfs).add(Layout.TOTAL, totalVfs)
                .add(Layout.NUMBER, numVfs).add(Layout.DEPENDENCY, dependencyLink)
                .add(Layout.FIRST_OFFSET, firstVfOffset).add(Layout.STRIDE, vfStride)
                .add(Layout.DEVICE_ID, vfDeviceId).add(Layout.SUPPORTED_PAGES, supportedPageSizes)
                .add(Layout.SYSTEM_PAGE, systemPageSize);
        for (Bar bar : vfBars) {
            Register register = Register.of("VF BAR" + bar.index(), BARS + 4 * bar.index(),
                    bar.kind() == Bar.Kind.MEMORY64 ? 8 : 4).whole(address -> Meaning.hex(address) + ", "
                    + (bar.kind() == Bar.Kind.MEMORY64 ? "64-bit" : "32-bit")
                    + (bar.prefetchable() ? ", prefetchable" : ", non-prefetchable"));
            list.add(register, bar.address());
        }
        return list.add(Layout.MIGRATION, migrationState).list();
    }

    private static final class Layout {
        static final Register CAPABILITIES = Register.of("SR-IOV Capabilities Register", 0x04, 4)
                .flag("VF Migration Capable", 0).flag("ARI Capable Hierarchy Preserved", 1)
                .flag("VF 10-Bit Tag Requester Supported", 2).flag("VF 14-Bit Tag Requester Supported", 3)
                .number("VF Migration Interrupt Message Number", 21, 11);
        static final Register CONTROL = Register.of("SR-IOV Control Register", 0x08, 2)
                .flag("VF Enable", 0).flag("VF Migration Enable", 1).flag("VF Migration Interrupt Enable", 2)
                .flag("VF MSE", 3).flag("ARI Capable Hierarchy", 4).flag("VF 10-Bit Tag Requester Enable", 5)
                .flag("VF 14-Bit Tag Requester Enable", 6);
        static final Register STATUS = Register.of("SR-IOV Status Register", 0x0a, 2).flag("VF Migration Status", 0);
        static final Register INITIAL = Register.of("InitialVFs", 0x0c, 2).whole(Long::toString);
        static final Register TOTAL = Register.of("TotalVFs", 0x0e, 2).whole(Long::toString);
        static final Register NUMBER = Register.of("NumVFs", 0x10, 2).whole(Long::toString);
        static final Register DEPENDENCY = Register.of("Function Dependency Link", 0x12, 1).whole(Meaning::hex);
        static final Register FIRST_OFFSET = Register.of("First VF Offset", 0x14, 2).whole(Long::toString);
        static final Register STRIDE = Register.of("VF Stride", 0x16, 2).whole(Long::toString);
        static final Register DEVICE_ID = Register.of("VF Device ID", 0x1a, 2).whole(Meaning::hex);
        static final Register SUPPORTED_PAGES = Register.of("Supported Page Sizes", 0x1c, 4).whole(Meaning::hex);
        static final Register SYSTEM_PAGE = Register.of("System Page Size", 0x20, 4).whole(Meaning::hex);
        static final Register MIGRATION = Register.of("VF Migration State Array Offset", 0x3c, 4)
                .number("VF Migration State BIR", 0, 3)
                .field("VF Migration State Offset", 3, 29, value -> Meaning.hex(value << 3));
    }
}
