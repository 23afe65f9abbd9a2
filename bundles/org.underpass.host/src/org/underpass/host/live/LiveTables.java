package org.underpass.host.live;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.underpass.host.Host;
import org.underpass.host.HostIommu;
import org.underpass.host.IoMemory;
import org.underpass.iommu.acpi.IvrsStructure;
import org.underpass.iommu.acpi.RemappingTable;
import org.underpass.iommu.acpi.RemappingUnits;
import org.underpass.iommu.memory.KernelCore;
import org.underpass.iommu.memory.RegisterDump;
import org.underpass.iommu.memory.TableRoot;
import org.underpass.iommu.walk.PhysicalMemory;
import org.underpass.iommu.walk.Walker;
import org.underpass.pci.PciAddress;

/** The tables of the machine that we run on, walked where they lie. */
public final class LiveTables {
    private static final int EPERM = 1;
    private static final int EACCES = 13;
    private static final Path CORE = Path.of("/proc/kcore");

    private final Host host;
    private final Path core;
    private final Supplier<DeviceMemory> devices;

    /** @param devices opens device memory when it is needed */
    LiveTables(Host host, Path core, Supplier<DeviceMemory> devices) {
        this.host = host;
        this.core = core;
        this.devices = devices;
    }

    /**
     * A walker over tables in use.
     *
     * @param walker      reads the running machine's memory
     * @param from        what was read, for people
     * @param assumptions sentences about what was taken for granted
     */
    public record Found(Walker walker, String from, List<String> assumptions) {
    }

    /** Of the live machine. */
    public static LiveTables of(Host host) {
        return new LiveTables(host, CORE, DevMem::new);
    }

    /**
     * The walker of the unit that remaps a function's DMA.
     *
     * @throws Obstacle where the kernel does not let us read registers or memory, or no unit is known for the function
     */
    public Found walker(PciAddress function) throws Obstacle {
        HostIommu.Unit unit = unit(function);
        return switch (unit.make()) {
            case INTEL -> walker(unit, unit.address().value().orElseThrow(() -> new Obstacle("the kernel does not show"
                    + " where the registers of " + unit.name() + " lie")), TableRoot.Kind.VTD);
            case AMD -> walker(unit, amdBase(function), TableRoot.Kind.AMDVI);
            default -> throw new Obstacle(unit.name() + " is of a kind whose registers are not read here");
        };
    }

    private HostIommu.Unit unit(PciAddress function) throws Obstacle {
        List<HostIommu.Unit> units = host.iommu().units().orElse(List.of());
        return units.stream().filter(unit -> unit.devices().contains(function)).findFirst().orElseThrow(
                () -> new Obstacle(units.isEmpty() ? "no IOMMU is on" : "none of the units "
                        + String.join(", ", units.stream().map(HostIommu.Unit::name).toList()) + " has " + function
                        + " behind it"));
    }

    private long amdBase(PciAddress function) throws Obstacle {
        Optional<Long> base = host.iommu().table("IVRS").value().map(RemappingTable::decode)
                .map(table -> RemappingUnits.of(table, host.topology()).governing(function))
                .filter(RemappingUnits.Governance.Unit.class::isInstance)
                .map(governance -> ((RemappingUnits.Governance.Unit) governance).unit())
                .filter(IvrsStructure.Ivhd.class::isInstance)
                .map(block -> ((IvrsStructure.Ivhd) block).iommuBaseAddress());
        return base.orElseThrow(() -> new Obstacle("where the unit's registers lie says only the ACPI table IVRS, and "
                + "that is not shown, as only root reads /sys/firmware/acpi/tables"));
    }

    private Found walker(HostIommu.Unit unit, long base, TableRoot.Kind kind) throws Obstacle {
        long root;
        String shown;
        try (DeviceMemory.Page page = devices.get().map(base)) {
            boolean intel = kind == TableRoot.Kind.VTD;
            root = page.u64(intel ? 0x20 : 0);
            shown = intel ? "CAP=0x" + Long.toHexString(page.u64(8)) + "\nECAP=0x" + Long.toHexString(page.u64(0x10))
                    + "\nGSTS=0x" + Integer.toHexString(page.u32(0x1c)) + "\n"
                    : "CONTROL=0x" + Long.toHexString(page.u64(0x18)) + "\n";
        } catch (DeviceMemory.Refused refused) {
            throw new Obstacle(refusal(refused, unit, base));
        } catch (LinkageError noLibrary) {
            throw new Obstacle("mapping /dev/mem needs JNA, which could not be loaded: " + noLibrary.getMessage());
        }
        if (root == -1) {
            throw new Obstacle("the registers of " + unit.name() + " at 0x" + Long.toHexString(base)
                    + " read as all ones: nothing answers there");
        }
        try {
            TableRoot table = new TableRoot(kind, root, Optional.of(RegisterDump.read(new StringReader(shown),
                    unit.name())));
            Walker walker = table.walker(memory()).orElseThrow();
            return new Found(walker, "from the registers of " + unit.name() + " at 0x" + Long.toHexString(base)
                    + " and " + core, table.assumptions());
        } catch (IOException failure) {
            throw new Obstacle(core + " could not be read: " + failure.getMessage());
        }
    }

    private PhysicalMemory memory() throws Obstacle {
        List<KernelCore.Ram> ram = new ArrayList<>();
        host.ioMemory().value().map(IoMemory::resources).orElse(List.of()).stream()
                .filter(resource -> resource.name().equals("System RAM"))
                .forEach(resource -> ram.add(new KernelCore.Ram(resource.start(), resource.end())));
        try {
            return KernelCore.open(core, ram);
        } catch (NoSuchFileException none) {
            throw new Obstacle("this kernel has no " + core + " (it was built without CONFIG_PROC_KCORE, or a container"
                    + " hides it)");
        } catch (AccessDeniedException denied) {
            throw new Obstacle(core + " may only be read by root with CAP_SYS_RAWIO");
        } catch (FileSystemException refused) {
            throw new Obstacle(lockdown().equals("confidentiality")
                    ? "the kernel is locked down (confidentiality), which closes " + core
                    : core + " may only be read with CAP_SYS_RAWIO, which this user does not have");
        } catch (IOException failure) {
            throw new Obstacle(failure.getMessage());
        }
    }

    private String refusal(DeviceMemory.Refused refused, HostIommu.Unit unit, long base) {
        String door = "the registers of " + unit.name() + " at 0x" + Long.toHexString(base);
        if (refused.whileOpening()) {
            return !Files.exists(Path.of("/dev/mem"))
                    ? "there is no /dev/mem through which " + door + " could be read (a kernel without CONFIG_DEVMEM, or"
                            + " a container)"
                    : refused.number() == EACCES ? door + " are read through /dev/mem, which only root may open"
                    : refused.number() == EPERM && !lockdown().equals("none")
                    ? "the kernel is locked down (" + lockdown() + "), which closes /dev/mem, through which " + door
                            + " would be read"
                    : refused.number() == EPERM
                    ? "/dev/mem, through which " + door + " are read, needs CAP_SYS_RAWIO, which this user does not"
                            + " have"
                    : "/dev/mem could not be opened: " + refused.getMessage();
        }
        if (refused.number() == EPERM) {
            boolean relaxed = host.kernel().arguments().value().map(given -> given.has("iomem", "relaxed"))
                    .orElse(false);
            return "the kernel keeps " + door + " to itself (CONFIG_IO_STRICT_DEVMEM"
                    + (relaxed ? ", though it was started with iomem=relaxed)"
                            : "); started with iomem=relaxed, it lets root read them");
        }
        return door + " could not be mapped: " + refused.getMessage();
    }

    private String lockdown() {
        return host.kernel().lockdown().orElse("none");
    }
}
