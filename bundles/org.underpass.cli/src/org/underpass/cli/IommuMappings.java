package org.underpass.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.underpass.cli.Verb.Option;
import org.underpass.host.Host;
import org.underpass.host.IoMemory;
import org.underpass.iommu.walk.Access;
import org.underpass.iommu.walk.MappingVisitor;
import org.underpass.iommu.walk.Permissions;
import org.underpass.iommu.walk.Request;
import org.underpass.iommu.walk.Translation;
import org.underpass.pci.PciAddress;

/** {@code iommu tables --mappings}: all addresses that a function can reach, and whose they are. */
final class IommuMappings {
    private static final String NAME = "iommu tables: ";
    private static final int MOST_RANGES = 100_000;
    private static final int MOST_OWNERS = 8;

    private IommuMappings() {
    }

    private record Range(long iova, long address, long length, Permissions permissions) {
    }

    /** What was found. */
    private record Found(PciAddress requester, OptionalInt pasid, String treatment, List<Range> ranges,
            boolean complete, List<String> notes, Optional<IoMemory> owners, Optional<IommuReach> reach) {
    }

    /** Refuses options that make no sense without {@code --mappings}. */
    static void guard(Invocation invocation) throws CommandException {
        for (Option option : List.of(Option.REQUESTER, Option.PASID, Option.MEMORY, Option.BASE, Option.TABLE,
                Option.ROOT, Option.REGISTERS)) {
            if (invocation.option(option).isPresent()) {
                throw CommandException.usage(NAME + option.word() + " belongs to --mappings, which is missing");
            }
        }
    }

    static Answer run(Invocation invocation) throws CommandException {
        if (invocation.option(Option.FILE).isPresent()) {
            throw CommandException.usage(NAME + "--mappings and --file exclude each other");
        }
        PciAddress requester = WalkOptions.requester(NAME, invocation);
        OptionalInt pasid = WalkOptions.pasid(NAME, invocation);
        Found found;
        if (invocation.option(Option.MEMORY).isPresent()) {
            found = ofMemory(WalkOptions.tables(NAME, invocation), requester, pasid);
        } else {
            WalkOptions.noneWithoutMemory(NAME, invocation);
            found = ofHost(invocation.host(), requester, pasid);
        }
        return new Answer(found.treatment.equals("blocked") ? Status.NO : Status.YES, () -> json(found),
                text -> text(found, text));
    }

    private static Found ofMemory(WalkOptions.Tables tables, PciAddress requester, OptionalInt pasid) {
        List<Range> ranges = new ArrayList<>();
        boolean complete = tables.walker().mappings(requester.requesterId(), pasid, HostTranslation.MOST_TABLES, keep(ranges));
        String treatment = treatment(tables.walker().translate(new Request(requester.requesterId(), pasid, 0,
                Access.ANY)), ranges);
        return new Found(requester, pasid, treatment, ranges, complete, notes(tables.assumptions(), ranges, complete),
                Optional.empty(), Optional.empty());
    }

    private static Found ofHost(Host host, PciAddress requester, OptionalInt pasid) throws CommandException {
        List<Range> ranges = new ArrayList<>();
        HostTranslation tables = new HostTranslation(host, requester, new Request(requester.requesterId(), pasid, 0,
                Access.ANY));
        HostTranslation.Mapped mapped = tables.mappings(keep(ranges));
        String treatment = treatment(mapped.first(), ranges);
        IommuReach reach = new IommuReach(host, requester, treatment, ranges.stream().map(range -> new
                IommuReach.Window(range.address, range.address + range.length - 1, range.permissions.write())).toList());
        return new Found(requester, pasid, treatment, ranges, mapped.complete(),
                notes(tables.notes(), ranges, mapped.complete()), host.ioMemory().value(), Optional.of(reach));
    }

    private static MappingVisitor keep(List<Range> ranges) {
        return (iova, address, length, permissions) -> {
            ranges.add(new Range(iova, address, length, permissions));
            return ranges.size() < MOST_RANGES;
        };
    }

    /** What becomes of the requester's DMA as a whole, by what becomes of address 0. */
    private static String treatment(Translation first, List<Range> ranges) {
        boolean tables = first.walk().stream().anyMatch(step -> step.level() != 0 || step.table().startsWith("stage-"));
        return !ranges.isEmpty() || tables ? "translated" : first instanceof Translation.PassedThrough
                ? "passed-through" : "blocked";
    }

    private static List<String> notes(List<String> notes, List<Range> ranges, boolean complete) {
        List<String> all = new ArrayList<>(notes);
        if (ranges.size() >= MOST_RANGES) {
            all.add("there are more ranges than the " + MOST_RANGES + " first, which are shown");
        } else if (!complete) {
            all.add("some tables are not shown, or refer to each other: there may be more ranges");
        }
        return all;
    }

    /** Whose addresses a range would reach: those that the kernel gives to drivers, memory and bridges. */
    private static Collection<String> owners(Found found, Range range) {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        found.owners.ifPresent(memory -> memory.within(range.address, range.address + range.length - 1).stream()
                .filter(resource -> resource.children().stream().noneMatch(child -> child.overlaps(range.address,
                        range.address + range.length - 1)))
                .limit(MOST_OWNERS).forEach(resource -> names.add(resource.name())));
        return names;
    }

    private static Json json(Found found) {
        return Json.answer().list("tables", List.of(), Object::toString)
                .put("requester", found.requester.toString())
                .put("pasid", found.pasid)
                .put("treatment", found.treatment)
                .put("complete", found.complete)
                .list("mappings", found.ranges, range -> {
                    Json json = Json.object().put("iova", Words.hex(range.iova))
                            .put("address", Words.hex(range.address)).put("length", range.length)
                            .put("permissions", range.permissions.toString());
                    return found.owners.isPresent() ? json.strings("owners", owners(found, range)) : json;
                })
                .put("reach", found.reach.map(IommuReach::json))
                .strings("notes", found.notes);
    }

    private static void text(Found found, Text text) {
        text.line(found.requester + (found.pasid.isPresent() ? " PASID " + found.pasid.getAsInt() : "") + ": "
                + switch (found.treatment) {
                    case "translated" -> found.ranges.size() + " ranges can be reached";
                    case "passed-through" -> text.tone(Text.Tone.WARN, "passed through")
                            + ": every address can be reached as it stands";
                    default -> text.tone(Text.Tone.BAD, "blocked") + ": no address can be reached";
                });
        List<List<String>> rows = new ArrayList<>();
        for (Range range : found.ranges) {
            rows.add(List.of("  " + Words.hex(range.iova), "to " + Words.hex(range.address),
                    Words.size(range.length), range.permissions.toString(),
                    String.join(", ", owners(found, range))));
        }
        text.table(rows);
        found.reach.ifPresent(reach -> reach.text(text));
        found.notes.forEach(note -> text.line("  note: " + note));
    }
}
