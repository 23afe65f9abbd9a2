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
        List<Capability> capabilities = config.isPresent() ? new LazyCapabilities(config.get()) : List.of();
        CapabilityCoverage coverage = config.map(space -> Capabilities.coverage(space, capabilities))
                .orElse(CapabilityCoverage.NONE);
        OptionalInt header = shows(0x0e, 1) ? OptionalInt.of(config.get().u8(0x0e) & 0x7f) : OptionalInt.empty();
        SubsystemIds found = subsystemVendor.isPresent() && subsystemDevice.isPresent()
                ? new SubsystemIds(subsystemVendor.getAsInt(), subsystemDevice.getAsInt())
                : subsystem(header, capabilities);
        return new PciFunction(address,
                vendor.orElseGet(() -> config.get().u16(0)),
                device.orElseGet(() -> config.get().u16(2)),
                found == null ? OptionalInt.empty() : OptionalInt.of(found.vendor()),
                found == null ? OptionalInt.empty() : OptionalInt.of(found.device()),
                classCode.orElseGet(() -> config.get().u8(9) | config.get().u16(10) << 8),
                revision.isPresent() || !shows(8, 1) ? revision : OptionalInt.of(config.get().u8(8)),
                header, config,
                resources.orElseGet(() -> config.map(space -> Bars.fromConfig(space, capabilities)).orElse(List.of())),
                capabilities, coverage);
    }

    private record SubsystemIds(int vendor, int device) {
    }

    /**
     * Of functions in the header, of PCI bridges in a capability, of CardBus bridges behind the header; null where not
     * shown, or where a vendor of 0 or all ones says that there is none.
     */
    private SubsystemIds subsystem(OptionalInt header, List<Capability> capabilities) {
        SubsystemIds found = null;
        if (header.equals(OptionalInt.of(0)) && shows(0x2c, 4)) {
            found = new SubsystemIds(config.get().u16(0x2c), config.get().u16(0x2e));
        } else if (header.equals(OptionalInt.of(2)) && shows(0x40, 4)) {
            found = new SubsystemIds(config.get().u16(0x40), config.get().u16(0x42));
        } else if (header.equals(OptionalInt.of(1))) {
            for (Capability capability : capabilities) {
                if (capability instanceof BridgeSubsystem ids) {
                    found = new SubsystemIds(ids.subsystemVendor(), ids.subsystemDevice());
                }
            }
        }
        return found == null || found.vendor() == 0 || found.vendor() == 0xffff ? null : found;
    }

    private boolean shows(int offset, int size) {
        return config.isPresent() && config.get().has(offset, size);
    }
}
