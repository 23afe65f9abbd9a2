package org.underpass.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.engine.CardJudge;
import org.underpass.engine.CardVerdict;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups;
import org.underpass.pci.Bar;
import org.underpass.pci.Capability;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;

/** {@code host show}: a machine's functions and its graphics cards. */
final class HostShow {
    private HostShow() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        Host host = invocation.host();
        List<CardVerdict> cards = new CardJudge(invocation.plugins()).judge(host);
        MmioAnswer mmio = new MmioAnswer(host);
        return new Answer(Status.YES, () -> json(host, cards, mmio), text -> text(host, cards, mmio, text));
    }

    private static Json json(Host host, List<CardVerdict> cards, MmioAnswer mmio) {
        return Json.answer()
                .put("name", host.name())
                .put("source", host.origin().description())
                .list("functions", host.functions(), f -> function(host, f, mmio))
                .list("gpus", cards, card -> gpu(card, mmio))
                .put("mmio", mmio.machine());
    }

    private static Json function(Host host, HostFunction function, MmioAnswer mmio) {
        PciFunction pci = function.pci();
        return Json.object()
                .put("address", pci.address().toString())
                .put("vendor", Words.id(pci.vendor()))
                .put("device", Words.id(pci.device()))
                .put("subsystemVendor", Words.id(pci.subsystemVendor()))
                .put("subsystemDevice", Words.id(pci.subsystemDevice()))
                .put("class", Words.classCode(pci.classCode()))
                .put("revision", pci.revision().isPresent()
                        ? String.format("%02x", pci.revision().getAsInt()) : null)
                .put("vendorName", host.ids().vendor(pci.vendor()))
                .put("deviceName", host.ids().device(pci.vendor(), pci.device()))
                .put("driver", function.driver())
                .put("numaNode", function.numaNode())
                .put("group", kernelGroup(host, pci.address()))
                .put("headerType", pci.headerType())
                .list("bars", pci.bars(), bar -> bar(bar).put("largest", mmio.largest(pci.address(), bar.index())))
                .put("virtualFunctions", mmio.virtualFunctions(pci.address()))
                .list("capabilities", pci.capabilities(), HostShow::capability)
                .put("resetMethods", function.resetMethods());
    }

    /** The kernel's number; a computed group has none, and {@code iommu groups} tells its members. */
    private static Optional<String> kernelGroup(Host host, PciAddress address) {
        return host.groups().of(address).filter(g -> g.source() == HostGroups.Source.KERNEL).map(HostGroups.Group::id);
    }

    private static Json bar(Bar bar) {
        return Json.object().put("index", bar.index())
                .put("kind", kind(bar))
                .put("address", bar.address() == 0 ? null : Words.hex(bar.address()))
                .put("size", bar.size())
                .put("prefetchable", bar.prefetchable());
    }

    static String kind(Bar bar) {
        return switch (bar.kind()) {
            case IO -> "io";
            case MEMORY32 -> "memory32";
            case MEMORY64 -> "memory64";
            case ROM -> "rom";
        };
    }

    private static Json capability(Capability capability) {
        return Json.object()
                .put("id", Words.id(capability.id()))
                .put("name", capability.name())
                .put("offset", capability.offset())
                .put("extended", capability.extended());
    }

    private static Json gpu(CardVerdict verdict, MmioAnswer mmio) {
        return Json.object()
                .strings("functions", verdict.card().functions().stream().map(HostFunction::address).toList())
                .put("bootVga", verdict.card().display().bootVga())
                .put("verdict", verdict.verdict().word())
                .strings("reasons", verdict.reasons())
                .put("mmio", mmio.card(verdict));
    }

    private static void text(Host host, List<CardVerdict> cards, MmioAnswer mmio, Text text) {
        text.line(text.tone(Text.Tone.STRONG, host.name()) + "  (" + host.origin().description() + ")");
        host.kernel().release().value().ifPresent(r -> text.line("kernel " + r));
        host.processors().modelName().value().ifPresent(m -> text.line("processor " + m));
        text.line(iommu(host)).blank();
        if (cards.isEmpty()) {
            text.line("no graphics card among " + host.functions().size() + " functions");
        }
        for (CardVerdict card : cards) {
            HostFunction display = card.card().display();
            text.line(text.tone(tone(card.verdict()), card.verdict().word()) + "  " + display.address() + "  "
                    + host.nameOf(display));
            for (HostFunction other : card.card().functions()) {
                if (other != display) {
                    text.line("            with " + other.address() + "  " + host.nameOf(other));
                }
            }
            card.reasons().forEach(r -> text.line("            " + r));
            text.line("            " + mmio.line(card));
        }
        text.blank();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("address", "id", "group", "driver", "what it is"));
        for (HostFunction function : host.functions()) {
            rows.add(List.of(function.address().toString(),
                    Words.id(function.pci().vendor()) + ":" + Words.id(function.pci().device()),
                    kernelGroup(host, function.address()).orElse("?"),
                    word(function.driver()),
                    host.nameOf(function)));
        }
        text.table(rows);
    }

    private static String iommu(Host host) {
        return switch (host.iommu().units()) {
            case Fact.Known<?> k -> k.it() instanceof List<?> list && list.isEmpty() ? "no IOMMU is on"
                    : "IOMMU is on: " + ((List<?>) k.it()).size() + " unit(s)";
            case Fact.Absent<?> a -> "no IOMMU is on";
            case Fact.Unknown<?> u -> "IOMMU: unknown, " + u.why();
        };
    }

    /** A fact in a table: what is not there is a dash, what is not known a question mark. */
    static String word(Fact<?> fact) {
        return switch (fact) {
            case Fact.Known<?> known -> known.it().toString();
            case Fact.Absent<?> absent -> "-";
            case Fact.Unknown<?> unknown -> "?";
        };
    }

    private static Text.Tone tone(CardVerdict.Verdict verdict) {
        return switch (verdict) {
            case READY -> Text.Tone.GOOD;
            case NEEDS_WORK, UNKNOWN -> Text.Tone.WARN;
            case IMPOSSIBLE -> Text.Tone.BAD;
        };
    }
}
