package org.underpass.host;

import java.util.Set;

/** What firmware says about the machine itself (SMBIOS). */
public final class HostDmi {

    private static final String ID = "sys/class/dmi/id/";
    /** SMBIOS 3.7, 7.4.1: portable, laptop, notebook, hand held, sub notebook, tablet, convertible, detachable. */
    private static final Set<Integer> MOBILE = Set.of(8, 9, 10, 11, 14, 30, 31, 32);

    private final Reader reader;

    HostDmi(Reader reader) {
        this.reader = reader;
    }

    /** The system's maker. */
    public Fact<String> vendor() {
        return reader.filledLine(ID + "sys_vendor");
    }

    /** The system's name. */
    public Fact<String> product() {
        return reader.filledLine(ID + "product_name");
    }

    /** The main board's maker. */
    public Fact<String> boardVendor() {
        return reader.filledLine(ID + "board_vendor");
    }

    /** The main board's name. */
    public Fact<String> boardName() {
        return reader.filledLine(ID + "board_name");
    }

    /** Firmware's version. */
    public Fact<String> firmwareVersion() {
        return reader.filledLine(ID + "bios_version");
    }

    /** The chassis type of SMBIOS, without the lock bit. */
    public Fact<Integer> chassisType() {
        return reader.integer(ID + "chassis_type").map(type -> type & 0x7f);
    }

    /** Whether the chassis is one that people carry and that has no slots. */
    public Fact<Boolean> isMobile() {
        return chassisType().map(MOBILE::contains);
    }
}
