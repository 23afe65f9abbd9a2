package org.underpass.cli;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.underpass.engine.CardVerdict;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.MmioBudget;
import org.underpass.pci.BridgeWindow;
import org.underpass.pci.PciAddress;

/** The addresses that BARs take, for {@code host show}. */
final class MmioAnswer {
    private final MmioBudget budget;

    MmioAnswer(Host host) {
        this.budget = MmioBudget.of(host);
    }

    /** What firmware and bridges have, and what is needed of it. */
    Json machine() {
        Json json = Json.object();
        if (budget.firmware().isKnown()) {
            json.list("firmware", budget.firmware().value().orElseThrow(), window -> Json.object()
                    .put("bus", window.bus())
                    .put("base", Words.hex(window.start()))
                    .put("limit", Words.hex(window.end()))
                    .put("size", window.size())
                    .put("above4GiB", window.isHigh())
                    .put("used", window.used())
                    .put("source", window.source().toString()));
        }
        return json.list("bridges", budget.bridges(), MmioAnswer::bridge)
                .put("addressBits", Json.object().put("processor", budget.processorBits())
                        .put("iommu", budget.iommuBits()));
    }

    private static Json bridge(MmioBudget.BridgeShare share) {
        BridgeWindow window = share.window();
        return Json.object().put("bridge", share.bridge().toString())
                .put("window", window.kind() == BridgeWindow.Kind.PREFETCHABLE ? "prefetchable" : "memory")
                .put("base", window.isOpen() ? Words.hex(window.base()) : null)
                .put("limit", window.isOpen() ? Words.hex(window.limit()) : null)
                .put("size", window.size().orElse(0))
                .put("used", share.used())
                .put("need", share.need())
                .put("needAtLargest", share.needAtLargest());
    }

    /** The largest size of a BAR, where that is not the present one. */
    OptionalLong largest(PciAddress function, int index) {
        return budget.claims(function).stream()
                .filter(claim -> !claim.isVirtual() && claim.bar().index() == index
                        && !claim.largest().equals(claim.bar().size()))
                .map(MmioBudget.Claim::largest).findFirst().orElse(OptionalLong.empty());
    }

    /** BARs of virtual functions; null where the function can have none. */
    Json virtualFunctions(PciAddress function) {
        var virtual = budget.claims(function).stream().filter(MmioBudget.Claim::isVirtual).toList();
        return virtual.isEmpty() ? null : Json.object().put("count", virtual.getFirst().count())
                .list("bars", virtual, claim -> Json.object().put("index", claim.bar().index())
                        .put("kind", HostShow.kind(claim.bar()))
                        .put("size", claim.bar().size())
                        .put("largest", claim.largest())
                        .put("prefetchable", claim.bar().prefetchable()));
    }

    private MmioBudget.Card share(CardVerdict card) {
        return budget.card(card.card().functions().stream().map(HostFunction::address).toList());
    }

    /** A card's part. */
    Json card(CardVerdict card) {
        MmioBudget.Card share = share(card);
        return Json.object().put("size", share.now()).put("largest", share.largest())
                .put("fit", share.fit().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .strings("narrowBridges", share.narrow())
                .put("guestAddressBits", share.guestBits());
    }

    /** One line about a card. */
    String line(CardVerdict card) {
        MmioBudget.Card share = share(card);
        if (share.now().isEmpty() || share.largest().isEmpty()) {
            return "BARs: their sizes are not shown";
        }
        boolean grows = !share.now().equals(share.largest());
        String line = "BARs: " + Words.about(share.now().getAsLong()) + (!grows ? "" : " now, "
                + Words.about(share.largest().getAsLong()) + " at their largest, " + switch (share.fit()) {
                    case AS_IT_IS -> "for which there is room";
                    case BRIDGES_GROW -> "for which firmware has room once the windows of "
                            + String.join(", ", share.narrow().stream().map(PciAddress::toString).toList()) + " grow";
                    case FIRMWARE_TOO_SMALL -> "for which firmware keeps too little room";
                    case UNKNOWN -> "and whether there is room is not shown";
                });
        return line + guest(share.guestBits());
    }

    private String guest(OptionalInt needed) {
        if (needed.isEmpty()) {
            return "";
        }
        int processor = budget.processorBits().orElse(Integer.MAX_VALUE);
        int least = Math.min(processor, budget.iommuBits().orElse(Integer.MAX_VALUE));
        return "; a guest needs addresses of " + needed.getAsInt() + " bits for them" + (least == Integer.MAX_VALUE ? ""
                : needed.getAsInt() <= least ? " and can have " + least : " and can have no more than " + least
                        + " here" + (least < processor ? ", as the IOMMU translates no more" : ""));
    }
}
