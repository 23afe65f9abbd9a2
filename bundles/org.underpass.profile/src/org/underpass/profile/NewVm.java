package org.underpass.profile;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.underpass.pci.PciAddress;

/**
 * What a new machine's profile starts from; see {@link ProfileTemplates#newVm}.
 *
 * @param name name of the machine; {@link ProfileTemplates#safeName} makes one from any text
 * @param intro lines for the comment at the top, such as the verdict on the host; may be empty
 * @param backend preferred backend
 * @param os system in the guest
 * @param memory guest memory in bytes, at least 1 MiB
 * @param hugepages size in bytes of huge pages: 2 MiB or 1 GiB; absent: none
 * @param cores cores of the guest, at least 1
 * @param threads threads a core, at least 1
 * @param pinning host processors for each virtual one, {@code cores * threads} of them; empty: a commented-out hint
 * @param devices what is given away, in order; may be empty
 * @param adapter virtual adapter of the guest; absent: the language's default, named in a comment
 * @param hostAdapter what the host has meanwhile
 * @param rescue ways back to a dark host
 * @param disk image file or, under {@code /dev/}, block device to start from; absent: a commented-out example
 */
public record NewVm(String name, List<String> intro, Optional<String> backend, Optional<GuestSystem> os, long memory,
        OptionalLong hugepages, int cores, int threads, List<CpuSet> pinning, List<Given> devices,
        Optional<VirtualAdapter> adapter, Optional<HostAdapter> hostAdapter, List<RescuePath> rescue,
        Optional<String> disk) {
    /** Copies and checks. */
    public NewVm {
        Objects.requireNonNull(name);
        intro = List.copyOf(intro);
        pinning = List.copyOf(pinning);
        devices = List.copyOf(devices);
        rescue = List.copyOf(rescue);
    }

    /** The plainest machine: this name and memory, two cores, no devices; the {@code with} methods add to it. */
    public static NewVm named(String name, long memory) {
        return new NewVm(name, List.of(), Optional.empty(), Optional.empty(), memory, OptionalLong.empty(), 2, 1,
                List.of(), List.of(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    /** With these devices. */
    public NewVm withDevices(List<Given> given) {
        return new NewVm(name, intro, backend, os, memory, hugepages, cores, threads, pinning, given, adapter,
                hostAdapter, rescue, disk);
    }

    /** With this comment at the top. */
    public NewVm withIntro(List<String> lines) {
        return new NewVm(name, lines, backend, os, memory, hugepages, cores, threads, pinning, devices, adapter,
                hostAdapter, rescue, disk);
    }

    /** With these processors. */
    public NewVm withProcessors(int coreCount, int threadsEach, List<CpuSet> places) {
        return new NewVm(name, intro, backend, os, memory, hugepages, coreCount, threadsEach, places, devices, adapter,
                hostAdapter, rescue, disk);
    }

    /** With this on the host side. */
    public NewVm withHostDisplay(HostAdapter kept, List<RescuePath> ways) {
        return new NewVm(name, intro, backend, os, memory, hugepages, cores, threads, pinning, devices, adapter,
                Optional.of(kept), ways, disk);
    }

    /** With this system in the guest. */
    public NewVm withOs(GuestSystem system) {
        return new NewVm(name, intro, backend, Optional.of(system), memory, hugepages, cores, threads, pinning, devices,
                adapter, hostAdapter, rescue, disk);
    }

    /** With this backend preferred. */
    public NewVm withBackend(String id) {
        return new NewVm(name, intro, Optional.of(id), os, memory, hugepages, cores, threads, pinning, devices, adapter,
                hostAdapter, rescue, disk);
    }

    /**
     * A device to give away.
     *
     * @param name its name in the profile, such as {@code gpu}; made safe
     * @param what what it is, for the comment: "NVIDIA GeForce RTX 4090"; may be empty
     * @param address where it is on the host
     * @param vendor vendor id
     * @param device device id
     * @param subsystemVendor subsystem vendor id
     * @param subsystemDevice subsystem id
     * @param serial PCI serial number, sixteen hex digits
     * @param functions which functions are given
     * @param functionNotes what each function is, for the comment; may be empty
     * @param groupMates addresses of the functions in the same IOMMU group; may be empty
     * @param primary whether it is the primary display of the guest
     * @param rom ROM file
     */
    public record Given(String name, String what, PciAddress address, OptionalInt vendor, OptionalInt device,
            OptionalInt subsystemVendor, OptionalInt subsystemDevice, Optional<String> serial,
            DeviceFunctions functions, List<String> functionNotes, List<String> groupMates, boolean primary,
            Optional<String> rom) {
        /** Copies. */
        public Given {
            functionNotes = List.copyOf(functionNotes);
            groupMates = List.copyOf(groupMates);
        }

        /** All functions at an address, known by vendor and device id. */
        public static Given at(String name, String what, PciAddress address, int vendor, int device) {
            return new Given(name, what, address, OptionalInt.of(vendor), OptionalInt.of(device), OptionalInt.empty(),
                    OptionalInt.empty(), Optional.empty(), new DeviceFunctions.All(), List.of(), List.of(), false,
                    Optional.empty());
        }
    }
}
