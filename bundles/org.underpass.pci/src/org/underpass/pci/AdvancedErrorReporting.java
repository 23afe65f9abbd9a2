package org.underpass.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Advanced Error Reporting. PCI Express Base Specification, 7.8.4.
 *
 * @param offset of the capability
 * @param version of the capability
 * @param uncorrectableStatus Uncorrectable Error Status
 * @param uncorrectableMask Uncorrectable Error Mask
 * @param uncorrectableSeverity Uncorrectable Error Severity
 * @param correctableStatus Correctable Error Status
 * @param correctableMask Correctable Error Mask
 * @param control Advanced Error Capabilities and Control
 * @param headerLog the first four doublewords of the Header Log
 * @param rootCommand Root Error Command; root ports and event collectors only
 * @param rootStatus Root Error Status, likewise
 * @param errorSource Error Source Identification: correctable in the lower, uncorrectable in the upper half
 */
public record AdvancedErrorReporting(int offset, int version, long uncorrectableStatus, long uncorrectableMask,
        long uncorrectableSeverity, long correctableStatus, long correctableMask, long control, List<Long> headerLog,
        OptionalLong rootCommand, OptionalLong rootStatus, OptionalLong errorSource) implements ExtendedCapability {

    /** Extended Capability ID. */
    public static final int ID = 0x0001;

    /** Copies the list. */
    public AdvancedErrorReporting {
        headerLog = List.copyOf(headerLog);
    }

    static AdvancedErrorReporting decode(Block block, boolean root) {
        List<Long> log = new ArrayList<>(4);
        for (int at = 0x1c; at < 0x2c; at += 4) {
            log.add(block.u32(at));
        }
        return new AdvancedErrorReporting(block.base(), block.version(), block.u32(0x04), block.u32(0x08),
                block.u32(0x0c), block.u32(0x10), block.u32(0x14), block.u32(0x18), log,
                when(root, block, 0x2c), when(root, block, 0x30), when(root, block, 0x34));
    }

    private static OptionalLong when(boolean there, Block block, int at) {
        return there ? OptionalLong.of(block.u32(at)) : OptionalLong.empty();
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public List<Field> fields() {
        FieldList list = new FieldList(offset).add(Layout.UNCORRECTABLE_STATUS, uncorrectableStatus)
                .add(Layout.UNCORRECTABLE_MASK, uncorrectableMask)
                .add(Layout.UNCORRECTABLE_SEVERITY, uncorrectableSeverity)
                .add(Layout.CORRECTABLE_STATUS, correctableStatus).add(Layout.CORRECTABLE_MASK, correctableMask)
                .add(Layout.CONTROL, control);
        for (int index = 0; index < headerLog.size(); index++) {
            list.add("", Layout.HEADER_LOG.get(index), 0, headerLog.get(index));
        }
        return list.add(Layout.ROOT_COMMAND, rootCommand).add(Layout.ROOT_STATUS, rootStatus)
                .add(Layout.ERROR_SOURCE, errorSource).list();
    }

    private static final class Layout {
        static final Register UNCORRECTABLE_STATUS = uncorrectable("Uncorrectable Error Status Register", 0x04);
        static final Register UNCORRECTABLE_MASK = uncorrectable("Uncorrectable Error Mask Register", 0x08);
        static final Register UNCORRECTABLE_SEVERITY = uncorrectable("Uncorrectable Error Severity Register", 0x0c);
        static final Register CORRECTABLE_STATUS = correctable("Correctable Error Status Register", 0x10);
        static final Register CORRECTABLE_MASK = correctable("Correctable Error Mask Register", 0x14);
        static final Register CONTROL = Register.of("Advanced Error Capabilities and Control Register", 0x18, 4)
                .number("First Error Pointer", 0, 5).flag("ECRC Generation Capable", 5)
                .flag("ECRC Generation Enable", 6).flag("ECRC Check Capable", 7).flag("ECRC Check Enable", 8)
                .flag("Multiple Header Recording Capable", 9).flag("Multiple Header Recording Enable", 10)
                .flag("TLP Prefix Log Present", 11).flag("Completion Timeout Prefix/Header Log Capable", 12)
                .number("Header Log Size", 13, 5).flag("Logged TLP was Flit Mode", 18).number("Logged TLP Size", 19, 5);
        static final List<Register> HEADER_LOG = List.of(log(1, 0x1c), log(2, 0x20), log(3, 0x24), log(4, 0x28));
        static final Register ROOT_COMMAND = Register.of("Root Error Command Register", 0x2c, 4)
                .flag("Correctable Error Reporting Enable", 0).flag("Non-Fatal Error Reporting Enable", 1)
                .flag("Fatal Error Reporting Enable", 2);
        static final Register ROOT_STATUS = Register.of("Root Error Status Register", 0x30, 4)
                .flag("ERR_COR Received", 0).flag("Multiple ERR_COR Received", 1)
                .flag("ERR_FATAL/NONFATAL Received", 2).flag("Multiple ERR_FATAL/NONFATAL Received", 3)
                .flag("First Uncorrectable Fatal", 4).flag("Non-Fatal Error Messages Received", 5)
                .flag("Fatal Error Messages Received", 6).number("ERR_COR Subclass", 7, 2)
                .number("Advanced Error Interrupt Message Number", 27, 5);
        static final Register ERROR_SOURCE = Register.of("Error Source Identification Register", 0x34, 4)
                .hex("ERR_COR Source Identification", 0, 16).hex("ERR_FATAL/NONFATAL Source Identification", 16, 16);

        private static Register log(int number, int at) {
            return Register.of("Header Log Register " + number, at, 4).whole(Meaning::hex);
        }

        private static Register uncorrectable(String name, int at) {
            return Register.of(name, at, 4).flag("Data Link Protocol Error", 4).flag("Surprise Down Error", 5)
                    .flag("Poisoned TLP Received", 12).flag("Flow Control Protocol Error", 13)
                    .flag("Completion Timeout", 14).flag("Completer Abort", 15).flag("Unexpected Completion", 16)
                    .flag("Receiver Overflow", 17).flag("Malformed TLP", 18).flag("ECRC Error", 19)
                    .flag("Unsupported Request Error", 20).flag("ACS Violation", 21)
                    .flag("Uncorrectable Internal Error", 22).flag("MC Blocked TLP", 23)
                    .flag("AtomicOp Egress Blocked", 24).flag("TLP Prefix Blocked Error", 25)
                    .flag("Poisoned TLP Egress Blocked", 26).flag("DMWr Request Egress Blocked", 27)
                    .flag("IDE Check Failed", 28).flag("Misrouted IDE TLP", 29).flag("PCRC Check Failed", 30)
                    .flag("TLP Translation Egress Blocked", 31);
        }

        private static Register correctable(String name, int at) {
            return Register.of(name, at, 4).flag("Receiver Error", 0).flag("Bad TLP", 6).flag("Bad DLLP", 7)
                    .flag("REPLAY_NUM Rollover", 8).flag("Replay Timer Timeout", 12)
                    .flag("Advisory Non-Fatal Error", 13).flag("Corrected Internal Error", 14)
                    .flag("Header Log Overflow", 15);
        }
    }
}
