package org.underpass.pci;

import java.util.List;

/**
 * Page Request Interface. PCI Express Base Specification, 10.5.2.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param control Page Request Control
 * @param status Page Request Status
 * @param capacity Outstanding Page Request Capacity
 * @param allocation Outstanding Page Request Allocation
 */
public record PageRequest(int offset, int version, int control, int status, long capacity, long allocation)
        implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x0013;

    static PageRequest decode(Block block) {
        return new PageRequest(block.base(), block.version(), block.u16(4), block.u16(6), block.u32(8),
                block.u32(12));
    }

    @Override
    public int id() {
        return ID;
    }

    /** Enable. */
    public boolean enabled() {
        return (control & 1) != 0;
    }

    @Override
    public List<Field> fields() {
        return new FieldList(offset).add(Layout.CONTROL, control).add(Layout.STATUS, status)
                .add(Layout.CAPACITY, capacity).add(Layout.ALLOCATION, allocation).list();
    }

    private static final class Layout {
        static final Register CONTROL = Register.of("Page Request Control Register", 4, 2)
                .flag("Enable", 0).flag("Reset", 1);
        static final Register STATUS = Register.of("Page Request Status Register", 6, 2)
                .flag("Response Failure", 0).flag("Unexpected Page Request Group Index", 1).flag("Stopped", 8)
                .flag("PRG Response PASID Required", 15);
        static final Register CAPACITY = Register.of("Outstanding Page Request Capacity", 8, 4).whole(Long::toString);
        static final Register ALLOCATION =
                Register.of("Outstanding Page Request Allocation", 12, 4).whole(Long::toString);
    }
}
