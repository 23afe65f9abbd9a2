package org.underpass.pci;

import java.util.List;

/**
 * Accelerated Graphics Port. AGP Interface Specification 2.0, 6.1; 3.0, section 2.
 *
 * @param offset of the capability
 * @param revision major in the upper, minor in the lower four bits
 * @param status AGP Status, 32 bits
 * @param command AGP Command, 32 bits
 */
public record Agp(int offset, int revision, long status, long command) implements StandardCapability {

    /** Capability ID. */
    public static final int ID = 0x02;

    static Agp decode(Block block) {
        return new Agp(block.base(), block.u8(2), block.u32(4), block.u32(8));
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public List<Field> fields() {
        boolean mode3 = (status & 8) != 0;
        return new FieldList(offset).add(Layout.REVISION, revision)
                .add(mode3 ? Layout.STATUS_3 : Layout.STATUS, status)
                .add(mode3 ? Layout.COMMAND_3 : Layout.COMMAND, command).list();
    }

    private static final class Layout {
        static final Register REVISION = Register.of("Revision", 2, 1).number("Minor", 0, 4).number("Major", 4, 4);
        static final Register STATUS = status(Register.of("AGP Status", 4, 4), "x1", "x2", "x4");
        static final Register STATUS_3 = status(Register.of("AGP Status", 4, 4), "x4", "x8", "reserved");
        static final Register COMMAND = command(Register.of("AGP Command", 8, 4), "x1", "x2", "x4");
        static final Register COMMAND_3 = command(Register.of("AGP Command", 8, 4), "x4", "x8", "reserved");

        private static Register status(Register register, String... rates) {
            return register.field("RATE", 0, 3, value -> rates(value, rates)).flag("MODE_3_0", 3).flag("FW", 4)
                    .flag("OVER4G", 5).flag("HTRANS#", 6).flag("GART64b", 7).flag("ITA_COH", 8).flag("SBA", 9)
                    .number("CAL_CYCLE", 10, 3).number("ARQSZ", 13, 3).flag("Isoch Support", 17)
                    .number("RQ", 24, 8);
        }

        private static Register command(Register register, String... rates) {
            return register.field("DATA_RATE", 0, 3, value -> rates(value, rates)).flag("FW_Enable", 4)
                    .flag("4G", 5).flag("GART64b", 7).flag("AGP_Enable", 8).flag("SBA_Enable", 9)
                    .number("CAL_CYCLE", 10, 3).number("ARQSZ", 13, 3).number("RQ_DEPTH", 24, 8);
        }

        private static String rates(long value, String... rates) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 3; bit++) {
                if ((value >> bit & 1) != 0) {
                    text.append(text.isEmpty() ? "" : ", ").append(rates[bit]);
                }
            }
            return text.isEmpty() ? "none" : text.toString();
        }
    }
}
