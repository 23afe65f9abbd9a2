package org.underpass.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.underpass.pci.LspciText;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.pci.PciIds;
import org.underpass.pci.Topology;

/**
 * One machine, live, captured or simulated. Immutable and safe for several threads: each part is read when first asked
 * for, kept, and never read again; open the source anew to see changes.
 *
 * <p>The list of functions costs about eight small reads each; nothing else is read before it is asked for.
 */
public final class Host {

    private final String name;
    private final HostOrigin origin;
    private final Reader reader;
    private final Lazy<Functions> functions;
    private final Lazy<Topology> topology = new Lazy<>(this::makeTopology);
    private final Lazy<HostGroups> groups = new Lazy<>(this::makeGroups);
    private final HostIommu iommu;
    private final HostKernel kernel;
    private final HostMemory memory;
    private final HostProcessors processors;
    private final HostDisplays displays;
    private final HostPrograms programs;
    private final HostFirmware firmware;
    private final HostDmi dmi;
    private final HostCritical critical;
    private final HostHolders holders;
    private final HostGuests guests;
    private final HostBoot boot;
    private final Lazy<Fact<IoMemory>> ioMemory;
    private final Lazy<Fact<HostModprobe>> modprobe;
    private final Lazy<PciIds> ids;

    /** What is known of the functions at once. */
    private record Functions(Map<PciAddress, HostFunction> byAddress, Map<PciAddress, PciAddress> parents,
            List<String> notes) {
    }

    private Host(String name, HostOrigin origin, FileTree tree, Optional<Functions> given,
            Function<String, Optional<byte[]>> beside) {
        this.name = name;
        this.origin = origin;
        this.reader = new Reader(tree);
        this.functions = new Lazy<>(() -> given.orElseGet(this::fromFiles));
        this.iommu = new HostIommu(reader, beside);
        this.kernel = new HostKernel(reader);
        this.memory = new HostMemory(reader);
        this.processors = new HostProcessors(reader);
        this.displays = new HostDisplays(reader);
        this.programs = new HostPrograms(reader);
        this.firmware = new HostFirmware(reader);
        this.dmi = new HostDmi(reader);
        this.critical = new HostCritical(reader);
        this.holders = new HostHolders(reader);
        this.guests = new HostGuests(reader);
        this.boot = new HostBoot(reader, kernel);
        this.ioMemory = new Lazy<>(() -> IoMemory.read(reader));
        this.modprobe = new Lazy<>(() -> HostModprobe.read(reader));
        this.ids = new Lazy<>(() -> origin.kind() == HostOrigin.Kind.LIVE ? PciIds.ofSystem() : PciIds.bundled());
    }

    /** A host whose functions are found in a tree of files. */
    static Host of(String name, HostOrigin origin, FileTree tree, Function<String, Optional<byte[]>> beside) {
        return new Host(name, origin, tree, Optional.empty(), beside);
    }

    /** A host of which a text of lspci shows functions, and nothing else. */
    static Host ofText(String name, HostOrigin origin, FileTree empty, LspciText text, String file) {
        Map<PciAddress, HostFunction> found = new TreeMap<>();
        Reader reader = new Reader(empty);
        for (LspciText.Entry entry : text.entries()) {
            found.put(entry.function().address(), HostFunction.ofText(entry, reader, file));
        }
        return new Host(name, origin, empty, Optional.of(new Functions(found, Map.of(), List.of())),
                beside -> Optional.empty());
    }

    /** A short name for people and file names: the folder's, archive's or simulated machine's. */
    public String name() {
        return name;
    }

    /** What the host was read from. */
    public HostOrigin origin() {
        return origin;
    }

    /** All PCI functions, by address. */
    public List<HostFunction> functions() {
        return List.copyOf(functions.get().byAddress.values());
    }

    /** The function at an address. */
    public Optional<HostFunction> function(PciAddress address) {
        return Optional.ofNullable(functions.get().byAddress.get(address));
    }

    /** Sentences about what the source holds that could not be read as a function; empty in a sound one. */
    public List<String> notes() {
        return functions.get().notes;
    }

    /** Which function sits behind which bridge. */
    public Topology topology() {
        return topology.get();
    }

    /** IOMMU groups. */
    public HostGroups groups() {
        return groups.get();
    }

    /** IOMMUs and the tables that describe them. */
    public HostIommu iommu() {
        return iommu;
    }

    /** The running kernel. */
    public HostKernel kernel() {
        return kernel;
    }

    /** Memory, huge pages and limits. */
    public HostMemory memory() {
        return memory;
    }

    /** Processors. */
    public HostProcessors processors() {
        return processors;
    }

    /** Who claims which physical addresses; unknown where addresses are hidden from all but root. */
    public Fact<IoMemory> ioMemory() {
        return ioMemory.get();
    }

    /** What draws on the host's screens. */
    public HostDisplays displays() {
        return displays;
    }

    /** What modprobe is told. */
    public Fact<HostModprobe> modprobe() {
        return modprobe.get();
    }

    /** Programs that matter for guests. */
    public HostPrograms programs() {
        return programs;
    }

    /** Firmware for guests. */
    public HostFirmware firmware() {
        return firmware;
    }

    /** What firmware says about the machine. */
    public HostDmi dmi() {
        return dmi;
    }

    /** Functions that the host cannot do without. */
    public HostCritical critical() {
        return critical;
    }

    /** Processes that hold graphics cards or VFIO's groups open. */
    public HostHolders holders() {
        return holders;
    }

    /** Guests that libvirt knows of. */
    public HostGuests guests() {
        return guests;
    }

    /** How the host starts, and what is written for its next start. */
    public HostBoot boot() {
        return boot;
    }

    /** Names of PCI ids: the live machine's own list, else the copy that ships with us. For people only. */
    public PciIds ids() {
        return ids.get();
    }

    /** Vendor and device as text for people; numbers where the list has no name. */
    public String nameOf(HostFunction function) {
        PciFunction pci = function.pci();
        String vendor = ids().vendor(pci.vendor()).orElse("vendor " + hex(pci.vendor()));
        return vendor + " " + ids().device(pci.vendor(), pci.device()).orElse("device " + hex(pci.device()));
    }

    /** The host's files, for what has no fact of its own. */
    public FileTree tree() {
        return reader.tree();
    }

    private static String hex(int id) {
        String digits = Integer.toHexString(id);
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }

    private Functions fromFiles() {
        PciFiles files = PciFiles.read(reader);
        return new Functions(files.functions(), files.parents(), List.copyOf(files.notes()));
    }

    private Topology makeTopology() {
        List<PciFunction> all = new ArrayList<>();
        functions.get().byAddress.values().forEach(function -> all.add(function.pci()));
        return Topology.of(all, functions.get().parents);
    }

    private HostGroups makeGroups() {
        return HostGroups.of(reader, functions.get().byAddress.values(), topology, iommu);
    }

    @Override
    public String toString() {
        return name + " (" + origin.description() + ")";
    }
}
