package org.underpass.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.engine.CardVerdict.Verdict;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups;
import org.underpass.pci.PciAddress;
import org.underpass.spi.Assignment;
import org.underpass.spi.Finding;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.quirk.Forecast;

/**
 * Gives each graphics card of a host a verdict: the rules look at the card as if it were given away whole, and an
 * error without any way out makes it impossible. Where the rules are silent because the source shows too little, the
 * verdict is unknown, never ready.
 */
public final class CardJudge {
    private final Validation validation;

    public CardJudge(Plugins plugins) {
        this.validation = new Validation(plugins);
    }

    /** Verdicts on all cards, by address. */
    public List<CardVerdict> judge(Host host) {
        return Card.of(host).stream().map(c -> judge(host, c)).toList();
    }

    /** The verdict on one card. */
    public CardVerdict judge(Host host, Card card) {
        Assignment assignment = new Assignment(List.of(new ResolvedDevice(card.display().address().toString(), "",
                Optional.empty(), card.functions(), false, Optional.empty())));
        Report report = validation.judge(host, assignment);
        List<Finding> errors = report.errors();
        if (!errors.isEmpty()) {
            boolean hopeless = errors.stream().anyMatch(f -> f.fixes().isEmpty());
            return new CardVerdict(card, hopeless ? Verdict.IMPOSSIBLE : Verdict.NEEDS_WORK,
                    errors.stream().sorted((a, b) -> Boolean.compare(b.fixes().isEmpty(), a.fixes().isEmpty()))
                            .map(f -> f.rule() + ": " + f.message()).toList(), report);
        }
        List<String> missing = missing(host, card, report);
        if (!missing.isEmpty()) {
            return new CardVerdict(card, Verdict.UNKNOWN, missing, report);
        }
        return new CardVerdict(card, Verdict.READY, merits(host, card, report), report);
    }

    private static List<String> missing(Host host, Card card, Report report) {
        List<String> all = new ArrayList<>();
        if (host.iommu().units().isUnknown()) {
            all.add("the source does not show whether an IOMMU is on");
        }
        if (host.groups().source() == HostGroups.Source.UNKNOWN
                || host.groups().of(card.display().address()).isEmpty()) {
            all.add("the source does not show the IOMMU groups, nor enough to compute them");
        }
        Forecast forecast = report.forecaster().orElseThrow().forecast(card.display().address());
        if (forecast.path() == Forecast.Path.UNKNOWN) {
            all.add("the source does not show how " + card.display().address() + " resets");
        }
        return all;
    }

    private static List<String> merits(Host host, Card card, Report report) {
        List<String> all = new ArrayList<>();
        host.groups().of(card.display().address()).ifPresent(g -> {
            List<PciAddress> own = card.functions().stream().map(HostFunction::address).toList();
            List<PciAddress> others = g.functions().stream().filter(m -> !own.contains(m)).toList();
            // A computed group is named by a member, which says nothing here.
            all.add((host.groups().source() == HostGroups.Source.KERNEL ? "IOMMU group " + g.id()
                    : "its computed IOMMU group") + (others.isEmpty() ? " holds this card alone"
                    : " holds nothing beside it that the host needs"));
        });
        Forecast forecast = report.forecaster().orElseThrow().forecast(card.display().address());
        all.add("reset forecast: " + forecast.path().word());
        return all;
    }
}
