package org.underpass.pci;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Puts a {@link PciFunction} together from configuration space and what else a source tells, such as sysfs. What is
 * set here goes before what configuration space says: the kernel corrects some ids (those of virtual functions
 * above all), and its resources carry sizes.
 */
public final class PciFunctionBuilder {

    private final PciAddress address;
    private OptionalInt vendor = OptionalInt.empty();
    private OptionalInt device = OptionalInt.empty();
    private OptionalInt subsystemVendor = OptionalInt.empty();
    private OptionalInt subsystemDevice = OptionalInt.empty();
    private OptionalInt classCode = OptionalInt.empty();
    private OptionalInt revision = OptionalInt.empty();
    private Optional<ConfigSpace> config = Optional.empty();
    private Optional<List<Bar>> resources = Optional.empty();

    PciFunctionBuilder(PciAddress address) {
        this.address = address;
    }

    /** Vendor and device id. */
    public PciFunctionBuilder ids(int vendorId, int deviceId) {
        vendor = OptionalInt.of(vendorId);
        device = OptionalInt.of(deviceId);
        return this;
    }

    /** Subsystem vendor and device id. */
    public PciFunctionBuilder subsystem(int vendorId, int deviceId) {
        subsystemVendor = OptionalInt.of(vendorId);
        subsystemDevice = OptionalInt.of(deviceId);
        return this;
    }

    /** Class code, 24 bits. */
    public PciFunctionBuilder classCode(int code) {
        classCode = OptionalInt.of(code);
        return this;
    }

    /** Revision ID. */
    public PciFunctionBuilder revision(int id) {
        revision = OptionalInt.of(id);
        return this;
    }

    /** Configuration space, as far as shown. */
    public PciFunctionBuilder config(ConfigSpace space) {
        config = Optional.of(space);
        return this;
    }

    /** Configuration space, all bytes from offset 0 on. */
    public PciFunctionBuilder config(byte[] bytes) {
        return config(ConfigSpace.of(bytes));
    }

    /** The base address registers as the kernel sees them, with sizes; see {@link Bars#fromSysfs}. */
    public PciFunctionBuilder bars(List<Bar> bars) {
        resources = Optional.of(List.copyOf(bars));
        return this;
    }

    /** Whether vendor, device and class are known, so that {@link #build} succeeds. */
    public boolean isComplete() {
        return (vendor.isPresent() || shows(0, 4)) && (classCode.isPresent() || shows(9, 3));
    }

    /** @throws IllegalStateException where neither the source nor configuration space gives ids and class */
    public PciFunction build() {
        if (!isComplete()) {
            throw new IllegalStateException(address + ": vendor, device or class are not known");
        }
        List<Capability> capabilities = config.map(Capabilities::decode).orElse(List.of());
        CapabilityCoverage coverage = config.map(space -> Capabilities.coverage(space, capabilities))
                .orElse(CapabilityCoverage.NONE);
        OptionalInt header = shows(0x0e, 1) ? OptionalInt.of(config.get().u8(0x0e) & 0x7f) : OptionalInt.empty();
        boolean subsystemInHeader = header.equals(OptionalInt.of(0)) && shows(0x2c, 4);
        return new PciFunction(address,
                vendor.orElseGet(() -> config.get().u16(0)),
                device.orElseGet(() -> config.get().u16(2)),
                subsystemVendor.isPresent() || !subsystemInHeader ? subsystemVendor : nonZero(0x2c, 0x2c),
                subsystemDevice.isPresent() || !subsystemInHeader ? subsystemDevice : nonZero(0x2c, 0x2e),
                classCode.orElseGet(() -> config.get().u8(9) | config.get().u16(10) << 8),
                revision.isPresent() || !shows(8, 1) ? revision : OptionalInt.of(config.get().u8(8)),
                header, config,
                resources.orElseGet(() -> config.map(Bars::fromConfig).orElse(List.of())),
                capabilities, coverage);
    }

    /** A subsystem vendor of 0 says that there is no subsystem id. */
    private OptionalInt nonZero(int test, int at) {
        int probe = config.get().u16(test);
        return probe == 0 || probe == 0xffff ? OptionalInt.empty() : OptionalInt.of(config.get().u16(at));
    }

    private boolean shows(int offset, int size) {
        return config.isPresent() && config.get().has(offset, size);
    }
}
