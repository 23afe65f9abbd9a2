package org.underpass.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostOrigin;
import org.underpass.host.live.LiveTables;
import org.underpass.host.live.Obstacle;
import org.underpass.iommu.debugfs.AmdEntries;
import org.underpass.iommu.debugfs.VtdDebugfs;
import org.underpass.iommu.debugfs.VtdEntries;
import org.underpass.iommu.debugfs.VtdRegset;
import org.underpass.iommu.memory.RegisterDump;
import org.underpass.iommu.walk.MappingVisitor;
import org.underpass.iommu.walk.Request;
import org.underpass.iommu.walk.Translation;
import org.underpass.iommu.walk.Walker;
import org.underpass.pci.PciAddress;

/** {@code iommu translate} over a machine: through what its kernel shows of its tables. */
final class HostTranslation {
    private static final String DEBUGFS = "sys/kernel/debug";
    private static final String INTEL = DEBUGFS + "/iommu/intel";
    private static final String AMD = DEBUGFS + "/iommu/amd";
    private static final String ENTRIES = INTEL + "/dmar_translation_struct";
    /** 16 TiB in pages of 4 KiB, all tables counted: what lies behind refers to itself. */
    static final long MOST_TABLES = 1 << 23;
    private static final String PAGES = "/domain_translation_struct";

    private final Host host;
    private final PciAddress requester;
    private final Request request;
    private final List<String> notes = new ArrayList<>();
    private String obstacle = "";

    HostTranslation(Host host, PciAddress requester, Request request) {
        this.host = host;
        this.requester = requester;
        this.request = request;
    }

    static Answer answer(Host host, PciAddress requester, Request request) throws CommandException {
        return new HostTranslation(host, requester, request).answer();
    }

    /** What a visit of all mappings found beside them: the outcome for address 0, and whether all were there. */
    record Mapped(Translation first, boolean complete) {
    }

    /** Sentences about what was read and what was taken for granted, after it was. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Visits all mappings that the kernel shows of the requester. */
    Mapped mappings(MappingVisitor visitor) throws CommandException {
        try {
            if (host.tree().exists(ENTRIES)) {
                Translation first = intel();
                Optional<VtdEntries.Entry> row = entries().find(requester, request.pasid());
                boolean complete = true;
                boolean hasPages = row.isPresent() && !(first instanceof Translation.PassedThrough);
                for (String place : hasPages ? places(row.get()) : List.<String>of()) {
                    try (Reader text = text(place)) {
                        complete &= VtdDebugfs.mappings(text, requester, row.get(), visitor);
                    }
                }
                return new Mapped(first, complete);
            }
            Optional<Walker> live = live();
            if (live.isPresent()) {
                return new Mapped(live.get().translate(request), live.get().mappings(requester.requesterId(),
                        request.pasid(), MOST_TABLES, visitor));
            }
            if (host.tree().exists(AMD + "/devtbl")) {
                return new Mapped(amd(), true);
            }
        } catch (IOException failure) {
            throw unreadable(failure);
        }
        throw obstacle();
    }

    private Answer answer() throws CommandException {
        try {
            if (host.tree().exists(ENTRIES)) {
                return TranslationAnswer.of(requester, request, intel(), notes);
            }
            Optional<Walker> live = live();
            if (live.isPresent()) {
                return TranslationAnswer.of(requester, request, live.get().translate(request), notes);
            }
            if (host.tree().exists(AMD + "/devtbl")) {
                return TranslationAnswer.of(requester, request, amd(), notes);
            }
        } catch (IOException failure) {
            throw unreadable(failure);
        }
        throw obstacle();
    }

    private CommandException unreadable(IOException failure) {
        return new CommandException(Status.INPUT, host.name() + ": the kernel's tables could not be read: "
                + FileErrors.reason(failure), failure);
    }

    /** The walker over the running machine's own memory; empty, with what stands in the way, where there is none. */
    private Optional<Walker> live() {
        if (host.origin().kind() != HostOrigin.Kind.LIVE) {
            return Optional.empty();
        }
        try {
            LiveTables.Found found = LiveTables.of(host).walker(requester);
            notes.add(found.from());
            notes.addAll(found.assumptions());
            return Optional.of(found.walker());
        } catch (Obstacle inTheWay) {
            obstacle = inTheWay.getMessage();
            return Optional.empty();
        }
    }

    private Translation intel() throws IOException, CommandException {
        VtdEntries all = entries();
        notes.add("from " + INTEL);
        Optional<VtdEntries.Entry> row = all.find(requester, request.pasid());
        if (row.isEmpty()) {
            return new Translation.Blocked(OptionalInt.empty(), "", "the kernel shows no entry for "
                    + (request.pasid().isPresent() ? "this PASID of " : "") + requester
                    + ", and its IOMMU lets nothing pass without one", List.of());
        }
        VtdEntries.Entry entry = row.get();
        if (entry.scalable()) {
            notes.add("PASID " + entry.pasid().getAsInt() + "'s entry: " + String.join(" ",
                    entry.pasidEntry().stream().map(Words::hex).toList()));
        }
        VtdDebugfs tables = new VtdDebugfs(requester, entry, request.iova());
        if (tables.needsPages() && !addPages(tables, entry)) {
            throw new CommandException(missing(), host.name() + " shows the entry of " + requester
                    + " and not its page tables: it lacks " + INTEL + PAGES);
        }
        return tables.translate(request, registers(entry.unit()));
    }

    private VtdEntries entries() throws IOException, CommandException {
        try (Reader text = text(ENTRIES)) {
            return VtdEntries.read(text);
        }
    }

    private boolean addPages(VtdDebugfs tables, VtdEntries.Entry entry) throws IOException, CommandException {
        for (String place : places(entry)) {
            try (Reader text = text(place)) {
                if (tables.addPages(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The first of the places that hold the page tables of an entry: newer kernels have one for each function. */
    private List<String> places(VtdEntries.Entry entry) {
        List<String> places = new ArrayList<>();
        if (entry.scalable()) {
            places.add(INTEL + "/" + requester + "/" + Integer.toHexString(entry.pasid().getAsInt()) + PAGES);
        }
        places.add(INTEL + "/" + requester + PAGES);
        places.add(INTEL + PAGES);
        return places.stream().filter(host.tree()::exists).limit(1).toList();
    }

    private Optional<RegisterDump> registers(String unit) throws IOException, CommandException {
        String path = INTEL + "/iommu_regset";
        Optional<RegisterDump> found = Optional.empty();
        if (host.tree().exists(path)) {
            try (Reader text = text(path)) {
                found = VtdRegset.find(text, unit);
            }
        }
        if (found.isEmpty()) {
            notes.add("the unit's registers are not shown: translation counts as being on, its limits are not checked");
        }
        return found;
    }

    private Optional<AmdEntries.Entry> amdEntry() throws IOException, CommandException {
        try (Reader text = text(AMD + "/devtbl")) {
            return AmdEntries.find(text, requester);
        }
    }

    private Translation amd() throws IOException, CommandException {
        AmdEntries.Entry entry = amdEntry().orElseThrow(() -> new CommandException(missing(), host.name()
                + " shows no device table entry of " + requester + " in " + AMD + "/devtbl, which holds those that were"
                + " asked for through " + AMD + "/devid"));
        notes.add("from " + AMD + "/devtbl: " + Words.hex(entry.word0()) + " " + Words.hex(entry.word1()) + " "
                + Words.hex(entry.word2()) + " " + Words.hex(entry.word3()));
        return entry.translate(request).orElseThrow(() -> new CommandException(missing(), host.name()
                + " shows the device table entry of " + requester + " and not its page tables, which no kernel prints"
                + " for AMD; over a memory image it works: --memory IMAGE --table amdvi --root VALUE"));
    }

    /** A file of the host as a stream, as it may be large. */
    private Reader text(String path) throws CommandException {
        Fact<InputStream> stream = host.tree().open(path);
        return new InputStreamReader(stream.value().orElseThrow(() -> new CommandException(missing(),
                host.name() + ": " + path + " could not be read" + (stream instanceof Fact.Unknown<InputStream> unknown
                        ? ": " + unknown.why() : ""))), StandardCharsets.ISO_8859_1);
    }

    private int missing() {
        return host.origin().kind() == HostOrigin.Kind.LIVE ? Status.SURROUNDINGS : Status.INPUT;
    }

    /** Names what stands between us and the tables. */
    private CommandException obstacle() {
        String instead = "; over a memory image of the machine it works: --memory IMAGE --table KIND --root VALUE";
        if (missing() == Status.INPUT) {
            return new CommandException(Status.INPUT, host.name() + " shows no DMA remapping tables: it lacks "
                    + DEBUGFS + "/iommu, where a kernel with CONFIG_IOMMU_DEBUGFS shows them to root" + instead);
        }
        String debugfs = host.tree().list(DEBUGFS).orElse(List.of()).isEmpty()
                ? DEBUGFS + " is not mounted, or closed to this user"
                : "this kernel has no " + DEBUGFS + "/iommu (it was built without CONFIG_IOMMU_DEBUGFS)";
        return new CommandException(Status.SURROUNDINGS, "iommu translate: the tables of this machine cannot be read: "
                + obstacle + "; and " + debugfs + instead + readable());
    }

    /** What is known all the same. */
    private String readable() {
        List<String> known = new ArrayList<>();
        host.iommu().units().orElse(List.of()).stream().filter(unit -> unit.devices().contains(requester)).findFirst()
                .ifPresent(unit -> known.add(requester + " is behind " + unit.name()));
        host.groups().of(requester).ifPresent(group -> {
            group.type().value().ifPresent(type -> known.add("the default domain of its group " + group.id() + " is "
                    + type + switch (type) {
                        case "identity" -> ", which passes every address through";
                        case "blocked" -> ", which blocks every address";
                        default -> ", which translates";
                    }));
            group.reserved().value().filter(regions -> !regions.isEmpty()).ifPresent(regions -> known.add(
                    "reserved there: " + String.join(", ", regions.stream().map(region -> Words.hex(region.start())
                            + " to " + Words.hex(region.end()) + " (" + region.type() + ")").toList())));
        });
        return known.isEmpty() ? "" : ". What can be read: " + String.join("; ", known);
    }
}
