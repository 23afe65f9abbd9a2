package org.underpass.pci;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A function of a host, as far as the source shows it.
 *
 * @param address where it sits
 * @param vendor Vendor ID, 16 bits
 * @param device Device ID, 16 bits
 * @param subsystemVendor Subsystem Vendor ID; of bridges from their capability; absent where not shown or not there
 * @param subsystemDevice Subsystem ID, likewise
 * @param classCode 24 bits; see {@link PciClass}. Where a text source does not show the programming interface, the
 *     lower 8 bits are 0
 * @param revision Revision ID where shown
 * @param headerType 0 function, 1 bridge, 2 CardBus bridge; without the multi-function bit
 * @param config configuration space as far as shown
 * @param bars base address registers in use and the expansion ROM, by index; empty also where nothing is shown
 * @param capabilities both lists; what an empty list means, {@code coverage} tells
 * @param coverage how far the capabilities are shown
 */
public record PciFunction(PciAddress address, int vendor, int device, OptionalInt subsystemVendor,
        OptionalInt subsystemDevice, int classCode, OptionalInt revision, OptionalInt headerType,
        Optional<ConfigSpace> config, List<Bar> bars, List<Capability> capabilities, CapabilityCoverage coverage) {

    /** Copies the lists. */
    public PciFunction {
        bars = List.copyOf(bars);
        capabilities = capabilities instanceof LazyCapabilities ? capabilities : List.copyOf(capabilities);
    }

    /** Starts a function at this address. */
    public static PciFunctionBuilder at(PciAddress address) {
        return new PciFunctionBuilder(address);
    }

    /** A graphics adapter of any kind. */
    public boolean isDisplay() {
        return PciClass.isDisplay(classCode);
    }

    /** A VGA compatible graphics adapter. */
    public boolean isVga() {
        return PciClass.isVga(classCode);
    }

    /** An audio device. */
    public boolean isAudio() {
        return PciClass.isAudio(classCode);
    }

    /** A bridge with a bus behind it, by header type where known, else by class. */
    public boolean isBridge() {
        return headerType.isPresent() ? headerType.getAsInt() == 1 || headerType.getAsInt() == 2
                : PciClass.isBridge(classCode);
    }

    /** Bit 7 of the Header Type register: the device has more functions. Empty where not shown. */
    public Optional<Boolean> multifunction() {
        return config.filter(space -> space.has(0x0e, 1)).map(space -> (space.u8(0x0e) & 0x80) != 0);
    }

    /** The bus numbers of a bridge; empty where not shown or not a bridge. */
    public Optional<BusNumbers> busNumbers() {
        return isBridge() ? config.flatMap(BusNumbers::of) : Optional.empty();
    }

    /** The first capability of a kind. */
    public <T extends Capability> Optional<T> capability(Class<T> kind) {
        return capabilities(kind).findFirst();
    }

    /** All capabilities of a kind. */
    public <T extends Capability> Stream<T> capabilities(Class<T> kind) {
        return capabilities.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** The PCI Express Capability. */
    public Optional<PciExpress> express() {
        return capability(PciExpress.class);
    }
}
