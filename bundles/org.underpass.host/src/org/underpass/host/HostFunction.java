package org.underpass.host;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.underpass.pci.Bar;
import org.underpass.pci.Bars;
import org.underpass.pci.CapabilityCoverage;
import org.underpass.pci.DeviceSerialNumber;
import org.underpass.pci.LspciText;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;

/**
 * A PCI function of a host, with what the kernel says of it. Facts are read when first asked for, one small file
 * each, and kept. Names of attributes: Linux, Documentation/ABI/testing/sysfs-bus-pci.
 *
 * <p>Where the source has an attribute for at least one function of the host, a function without it is absent there;
 * where for none, it is unknown.
 */
public final class HostFunction {

    private final PciFunction pci;
    private final FunctionFiles files;
    private final Map<String, Fact<?>> facts = new ConcurrentHashMap<>();

    HostFunction(PciFunction pci, FunctionFiles files) {
        this.pci = pci;
        this.files = files;
    }

    /** A function of which lspci told more than its bytes. */
    static HostFunction ofText(LspciText.Entry entry, Reader reader, String file) {
        PciAddress address = entry.function().address();
        HostFunction function = new HostFunction(entry.function(), FunctionFiles.none(reader, address));
        Provenance source = Provenance.of(file + " (" + address + ")");
        entry.driver().ifPresent(name -> function.facts.put("driver", new Fact.Known<>(name, source)));
        if (entry.driver().isEmpty() && entry.details()) {
            function.facts.put("driver", new Fact.Absent<>(source));
        }
        entry.iommuGroup().ifPresent(group ->
                function.facts.put("iommu_group", new Fact.Known<>(Integer.toString(group), source)));
        entry.numaNode().ifPresent(node -> function.facts.put("numa_node", new Fact.Known<>(node, source)));
        entry.physicalSlot().ifPresent(slot -> function.facts.put("slot", new Fact.Known<>(slot, source)));
        return function;
    }

    /** The function as PCI sees it. */
    public PciFunction pci() {
        return pci;
    }

    public PciAddress address() {
        return pci.address();
    }

    /** Name of the bound driver; absent where none is bound. */
    public Fact<String> driver() {
        return fact("driver", () -> files.linkName("driver"));
    }

    /** The only driver that may bind; absent where any may. */
    public Fact<String> driverOverride() {
        return fact("driver_override", () -> files.line("driver_override").flatMap(text ->
                text.isEmpty() || text.equals("(null)") ? Fact.absent(files.path("driver_override"))
                        : Fact.known(text, files.path("driver_override"))));
    }

    /** Number of the NUMA node that is near; absent where the kernel knows of none (-1). */
    public Fact<Integer> numaNode() {
        return fact("numa_node", () -> files.number("numa_node").flatMap(node -> node < 0
                ? Fact.absent(files.path("numa_node")) : Fact.known(node.intValue(), files.path("numa_node"))));
    }

    /** The kernel's IOMMU group; absent where it has put the function in none. See {@link HostGroups}. */
    public Fact<String> group() {
        return fact("iommu_group", files::group);
    }

    /**
     * The kernel's reset methods in the order in which it tries them ({@code device_specific acpi flr af_flr pm bus
     * cxl_bus}). Known and empty where an administrator has switched all off; absent where the kernel has none for
     * this function; unknown before Linux 5.15.
     */
    public Fact<List<String>> resetMethods() {
        return fact("reset_method", () -> files.line("reset_method").map(text -> List.copyOf(Reader.words(text))));
    }

    /** Whether the kernel can reset the function at all: sysfs has its {@code reset} file. Older than methods. */
    public Fact<Boolean> resettable() {
        return fact("reset", () -> files.presence("reset"));
    }

    /** Whether firmware used this adapter as the boot display; absent for what is no VGA adapter. */
    public Fact<Boolean> bootVga() {
        return fact("boot_vga", () -> files.flag("boot_vga"));
    }

    /** The power state: {@code D0}, {@code D1}, {@code D2}, {@code D3hot}, {@code D3cold}. */
    public Fact<String> powerState() {
        return fact("power_state", () -> files.line("power_state").flatMap(text -> text.isEmpty()
                || text.equals("unknown") ? Fact.unknown("the kernel does not know it", files.path("power_state"))
                : Fact.known(text, files.path("power_state"))));
    }

    /** Whether the function may be put into D3cold. */
    public Fact<Boolean> d3coldAllowed() {
        return fact("d3cold_allowed", () -> files.flag("d3cold_allowed"));
    }

    /** {@code on} (never suspended at run time) or {@code auto}. */
    public Fact<String> powerControl() {
        return fact("power/control", () -> files.line("power/control"));
    }

    /** The run-time power state: {@code active}, {@code suspended}, {@code unsupported}, ... */
    public Fact<String> runtimeStatus() {
        return fact("power/runtime_status", () -> files.line("power/runtime_status"));
    }

    /** Virtual functions that exist; absent where the function cannot have any. */
    public Fact<Integer> sriovNumVfs() {
        return fact("sriov_numvfs", () -> files.number("sriov_numvfs").map(Long::intValue));
    }

    /** Virtual functions that could exist; absent where the function cannot have any. */
    public Fact<Integer> sriovTotalVfs() {
        return fact("sriov_totalvfs", () -> files.number("sriov_totalvfs").map(Long::intValue));
    }

    /**
     * BARs of the virtual functions that this one can have, each of the size that one function of them takes; absent
     * where it cannot have any.
     */
    public Fact<List<Bar>> virtualBars() {
        return fact("virtualBars", () -> sriovTotalVfs().flatMap(total -> files.text("resource")
                .map(text -> Bars.ofVirtualFunctions(text, total))));
    }

    /** The physical function of a virtual one; absent for a function that is not virtual. */
    public Fact<PciAddress> physfn() {
        return fact("physfn", () -> files.linkName("physfn").flatMap(name -> PciAddress.tryParse(name)
                .map(address -> Fact.known(address, files.path("physfn")))
                .orElse(Fact.unknown("it leads to " + name, files.path("physfn")))));
    }

    /** Functions that the kernel keeps powered through this one: {@code consumer:pci:…} links. */
    public Fact<List<PciAddress>> consumers() {
        return fact("consumer:", () -> files.deviceLinks("consumer:pci:"));
    }

    /** Functions that this one needs powered: {@code supplier:pci:…} links. */
    public Fact<List<PciAddress>> suppliers() {
        return fact("supplier:", () -> files.deviceLinks("supplier:pci:"));
    }

    /**
     * The option ROM's bytes, where the source holds them. Absent where the function has no expansion ROM; unknown
     * where it has one that nobody dumped: the live machine shows none without being written to.
     */
    public Fact<byte[]> rom() {
        return fact("rom", files::rom);
    }

    /** The link's speed in GT/s; absent where there is no link. */
    public Fact<Double> currentLinkSpeed() {
        return fact("current_link_speed", () -> files.speed("current_link_speed"));
    }

    /** The link's width in lanes; 0 where the link is down. */
    public Fact<Integer> currentLinkWidth() {
        return fact("current_link_width", () -> files.width("current_link_width"));
    }

    /** The highest speed that the function supports, in GT/s. */
    public Fact<Double> maxLinkSpeed() {
        return fact("max_link_speed", () -> files.speed("max_link_speed"));
    }

    /** The greatest width that the function supports, in lanes. */
    public Fact<Integer> maxLinkWidth() {
        return fact("max_link_width", () -> files.width("max_link_width"));
    }

    /** Name of the physical slot that the device sits in (sys/bus/pci/slots); absent for a soldered one. */
    public Fact<String> physicalSlot() {
        return fact("slot", files::slot);
    }

    /**
     * Sizes that resizable BARs can have: bar index to bit mask, bit n standing for 2^n MiB (the kernel's
     * {@code resourceN_resize}); empty where none is resizable.
     */
    public Fact<Map<Integer, Long>> resizableBars() {
        return fact("resize", files::resizableBars);
    }

    /** What firmware calls the device, from SMBIOS or ACPI; for example the slot's name on the board. */
    public Fact<String> label() {
        return fact("label", () -> files.line("label"));
    }

    /** The Device Serial Number capability, 64 bits; absent only where all of configuration space is shown. */
    public Fact<Long> serial() {
        return fact("serial", () -> pci.capability(DeviceSerialNumber.class)
                .map(found -> (Fact<Long>) new Fact.Known<>(found.serialNumber(),
                        files.source("config", found.offset() + 4)))
                .orElseGet(() -> pci.coverage() == CapabilityCoverage.FULL ? Fact.absent(files.path("config"))
                        : Fact.unknown("extended configuration space is not shown", files.path("config"))));
    }

    /** Names of DRM cards that a driver made of this function: {@code card0}; render nodes are left out. */
    public Fact<List<String>> drmCards() {
        return fact("drm", files::drmCards);
    }

    /** Where an attribute of this function lies in the host's tree, whether it is there or not. */
    public Provenance source(String attribute) {
        return Provenance.of(files.path(attribute));
    }

    /** Any other attribute: its text without white space around it. */
    public Fact<String> attribute(String name) {
        return fact("=" + name, () -> files.line(name));
    }

    @SuppressWarnings("unchecked")
    private <T> Fact<T> fact(String key, Supplier<Fact<T>> read) {
        Fact<?> known = facts.get(key);
        if (known == null) {
            Fact<T> made = read.get();
            known = facts.putIfAbsent(key, made);
            known = known == null ? made : known;
        }
        return (Fact<T>) known;
    }

    @Override
    public String toString() {
        return address().toString();
    }
}
