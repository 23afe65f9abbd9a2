package org.underpass.iommu.group;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciExpress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.Topology;

/** Builds small machines out of configuration space written from the PCI Express specification. */
final class Fixture {
    static final int ALL = 0x1d;

    private final List<PciFunction> functions = new ArrayList<>();

    /** One function's registers; the capability list holds PCI Express at 40h, the extended one ACS at 100h. */
    static final class Space {
        private final byte[] bytes = new byte[4096];
        private int length = 256;

        Space ids(int vendor, int device) {
            return u16(0, vendor).u16(2, device);
        }

        Space classCode(int code) {
            return u16(9, code & 0xffff).u8(11, code >> 16);
        }

        Space multifunction() {
            return u8(0x0e, bytes[0x0e] | 0x80);
        }

        Space bridge(int primary, int secondary, int subordinate) {
            u8(0x0e, bytes[0x0e] & 0x80 | 1).classCode(0x060400);
            return u8(0x18, primary).u8(0x19, secondary).u8(0x1a, subordinate);
        }

        Space express(PciExpress.Type type) {
            boolean slot = type == PciExpress.Type.ROOT_PORT || type == PciExpress.Type.DOWNSTREAM_PORT;
            length = 4096;
            return u16(6, 0x10).u8(0x34, 0x40).u16(0x40, 0x10).u16(0x42, code(type) << 4 | 2 | (slot ? 0x100 : 0));
        }

        private static int code(PciExpress.Type type) {
            return switch (type) {
                case ENDPOINT -> 0;
                case LEGACY_ENDPOINT -> 1;
                case ROOT_PORT -> 4;
                case UPSTREAM_PORT -> 5;
                case DOWNSTREAM_PORT -> 6;
                case PCIE_TO_PCI_BRIDGE -> 7;
                case PCI_TO_PCIE_BRIDGE -> 8;
                case ROOT_COMPLEX_INTEGRATED_ENDPOINT -> 9;
                case ROOT_COMPLEX_EVENT_COLLECTOR -> 10;
                default -> 15;
            };
        }

        Space acs(int capability, int control) {
            return u16(0x100, 0x0d).u16(0x102, 1).u16(0x104, capability).u16(0x106, control);
        }

        Space cut(int to) {
            length = to;
            return this;
        }

        Space u8(int at, int value) {
            bytes[at] = (byte) value;
            return this;
        }

        Space u16(int at, int value) {
            return u8(at, value & 0xff).u8(at + 1, value >> 8);
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, length);
        }
    }

    static Space space() {
        return new Space().ids(0x1234, 0x5678).classCode(0x030000);
    }

    static Space rootPort(int secondary) {
        return space().ids(0x1234, 0x0001).bridge(0, secondary, secondary).express(PciExpress.Type.ROOT_PORT);
    }

    static Space endpoint() {
        return space().express(PciExpress.Type.ENDPOINT);
    }

    Fixture add(String address, Space space) {
        functions.add(PciFunction.at(PciAddress.parse(address)).config(space.bytes()).build());
        return this;
    }

    Topology topology() {
        return Topology.of(functions, Map.of());
    }

    ComputedGroups groups() {
        return groups(GroupAssumptions.asShown());
    }

    ComputedGroups groups(GroupAssumptions assumptions) {
        return ComputedGroups.compute(topology(), assumptions);
    }

    /** Groups as sets of short addresses ({@code 01:00.0}). */
    static Set<Set<String>> sets(ComputedGroups groups) {
        return groups.groups().stream().map(group -> group.members().stream()
                .map(address -> address.toString().substring(5)).collect(Collectors.toSet()))
                .collect(Collectors.toSet());
    }

    static SortedSet<PciAddress> addresses(String... texts) {
        return Stream.of(texts).map(PciAddress::parse).collect(Collectors.toCollection(TreeSet::new));
    }
}
