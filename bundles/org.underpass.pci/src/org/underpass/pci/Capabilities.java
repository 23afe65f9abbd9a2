package org.underpass.pci;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Walks the two capability lists of a function. Total: any bytes give a list, in which loops, bad pointers and bytes
 * that the source does not show appear as {@link TruncatedCapability}.
 */
public final class Capabilities {

    private static final int STATUS = 0x06;
    private static final int PCI_X = 0x07;
    private static final int STATUS_CAPABILITIES_LIST = 0x10;

    private Capabilities() {
    }

    /**
     * Both lists, in the order of their pointers, the standard one first. The extended list exists only where the
     * standard one holds PCI Express or PCI-X.
     *
     * <p>Costs a few microseconds; at most 48 + 960 entries, since each has its own aligned place.
     */
    public static List<Capability> decode(ConfigSpace config) {
        List<Capability> found = new ArrayList<>();
        standard(config, found);
        boolean reachesExtended = false;
        boolean root = false;
        for (Capability capability : found) {
            reachesExtended |= capability.id() == PciExpress.ID || capability.id() == PCI_X;
            root |= capability instanceof PciExpress express && express.root().isPresent();
        }
        if (reachesExtended && config.length() > ConfigSpace.CONVENTIONAL_SIZE) {
            extended(config, root, found);
        }
        return List.copyOf(found);
    }

    /** How far a source of this length shows capabilities; see {@link CapabilityCoverage}. */
    public static CapabilityCoverage coverage(ConfigSpace config, List<Capability> decoded) {
        if (!config.has(STATUS, 2)) {
            return CapabilityCoverage.NONE;
        }
        boolean listed = (config.u16(STATUS) & STATUS_CAPABILITIES_LIST) != 0;
        if (!config.has(0, ConfigSpace.CONVENTIONAL_SIZE)) {
            return listed ? CapabilityCoverage.NONE : CapabilityCoverage.FULL;
        }
        if (config.has(0, ConfigSpace.EXTENDED_SIZE)) {
            // All there is; the list need not be decoded to know that nothing of it is cut.
            return CapabilityCoverage.FULL;
        }
        boolean express = false;
        boolean cut = false;
        for (Capability capability : decoded) {
            express |= capability.id() == PciExpress.ID && !capability.extended();
            cut |= capability instanceof TruncatedCapability truncated
                    && truncated.why() == TruncatedCapability.Reason.NOT_SHOWN;
        }
        return !express || config.has(ConfigSpace.CONVENTIONAL_SIZE, 4) && !cut
                ? CapabilityCoverage.FULL : CapabilityCoverage.STANDARD;
    }

    private static void standard(ConfigSpace config, List<Capability> found) {
        if (!config.has(STATUS, 2) || (config.u16(STATUS) & STATUS_CAPABILITIES_LIST) == 0) {
            return;
        }
        boolean cardBus = config.has(0x0e, 1) && (config.u8(0x0e) & 0x7f) == 2;
        int pointerAt = cardBus ? 0x14 : 0x34;
        if (!config.has(pointerAt, 1)) {
            found.add(end(-1, pointerAt, false, TruncatedCapability.Reason.NOT_SHOWN));
            return;
        }
        int at = config.u8(pointerAt) & ~3;
        BitSet seen = new BitSet(ConfigSpace.CONVENTIONAL_SIZE);
        while (at != 0) {
            if (at < ConfigSpace.HEADER_SIZE) {
                found.add(end(-1, at, false, TruncatedCapability.Reason.BAD_POINTER));
                return;
            }
            if (!config.has(at, 2)) {
                found.add(end(-1, at, false, TruncatedCapability.Reason.NOT_SHOWN));
                return;
            }
            int id = config.u8(at);
            if (id == 0xff) {
                found.add(end(id, at, false, TruncatedCapability.Reason.NO_ANSWER));
                return;
            }
            if (seen.get(at)) {
                found.add(end(id, at, false, TruncatedCapability.Reason.LOOP));
                return;
            }
            seen.set(at);
            found.add(CapabilityDecoder.standard(config, at, id));
            at = config.u8(at + 1) & ~3;
        }
    }

    private static void extended(ConfigSpace config, boolean root, List<Capability> found) {
        int at = ConfigSpace.CONVENTIONAL_SIZE;
        BitSet seen = new BitSet(ConfigSpace.EXTENDED_SIZE);
        while (at != 0) {
            if (at < ConfigSpace.CONVENTIONAL_SIZE) {
                found.add(end(-1, at, true, TruncatedCapability.Reason.BAD_POINTER));
                return;
            }
            if (!config.has(at, 4)) {
                found.add(end(-1, at, true, TruncatedCapability.Reason.NOT_SHOWN));
                return;
            }
            long header = config.u32(at);
            if (header == 0 || header == 0xffffffffL) {
                if (header != 0 && at != ConfigSpace.CONVENTIONAL_SIZE) {
                    found.add(end(0xffff, at, true, TruncatedCapability.Reason.NO_ANSWER));
                }
                return;
            }
            int id = (int) (header & 0xffff);
            if (seen.get(at)) {
                found.add(end(id, at, true, TruncatedCapability.Reason.LOOP));
                return;
            }
            seen.set(at);
            found.add(CapabilityDecoder.extended(config, at, id, root));
            at = (int) (header >> 20) & ~3;
        }
    }

    private static TruncatedCapability end(int id, int at, boolean extended, TruncatedCapability.Reason why) {
        String name = id < 0 ? "unreadable" : extended ? CapabilityNames.extended(id) : CapabilityNames.standard(id);
        return new TruncatedCapability(id, name, at, extended, why, at, List.of());
    }
}
