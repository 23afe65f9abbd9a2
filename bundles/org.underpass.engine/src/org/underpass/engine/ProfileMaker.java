package org.underpass.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups.Group;
import org.underpass.pci.PciAddress;
import org.underpass.pci.PciFunction;
import org.underpass.profile.DeviceFunctions;
import org.underpass.profile.HostAdapter;
import org.underpass.profile.NewVm;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileTemplates;
import org.underpass.profile.RescuePath;

/**
 * Writes a first profile that gives a card of a host to a guest. What else must go with the card (the other functions
 * of its slot, the other members of its group that the host can spare) goes with it; what the host cannot spare stays,
 * and the check says why that will not do.
 */
public final class ProfileMaker {
    private static final long GIB = 1L << 30;
    private static final long USUAL_MEMORY = 8 * GIB;
    private static final int BRIDGES = 0x06;
    private static final long MOST_MEMORY = 16 * GIB;

    private final Validation validation;
    private final CardJudge judge;

    public ProfileMaker(Plugins plugins) {
        this.validation = new Validation(plugins);
        this.judge = new CardJudge(plugins);
    }

    /**
     * A profile as it was made.
     *
     * @param name    the machine's name, from which the file's follows
     * @param text    the YAML
     * @param card    the card that it gives away
     * @param verdict the verdict on that card
     * @param report  what the rules say of the profile on that host
     */
    public record Made(String name, String text, Card card, CardVerdict verdict, Report report) {
    }

    /** For the card with the best verdict; of equals one that the host does not boot on, then the first. */
    public Optional<Made> makeBest(Host host) {
        return judge.judge(host).stream()
                .min(Comparator.comparing(CardVerdict::verdict)
                        .thenComparing(v -> v.card().display().bootVga().orElse(false))
                        .thenComparing(v -> v.card().display().address()))
                .map(v -> make(host, v));
    }

    /** For one card. */
    public Made make(Host host, Card card) {
        return make(host, judge.judge(host, card));
    }

    private Made make(Host host, CardVerdict verdict) {
        Card card = verdict.card();
        String product = host.ids().device(card.display().pci().vendor(), card.display().pci().device())
                .map(ProfileMaker::marketingName).orElse("gpu");
        String name = ProfileTemplates.safeName(product + "-vm");
        List<NewVm.Given> devices = new ArrayList<>();
        devices.add(given("gpu", host, card.display(), card.functions()));
        for (List<HostFunction> mate : mates(host, card)) {
            devices.add(given(mateName(mate.get(0), devices.size()), host, mate.get(0), mate));
        }
        int cores = cores(host);
        NewVm request = NewVm.named(name, memory(host))
                .withIntro(intro(host, verdict))
                .withProcessors(cores, 1, List.of())
                .withDevices(devices);
        if (leavesNoDisplay(host, devices)) {
            request = request.withHostDisplay(HostAdapter.NONE,
                    host.programs().secureShell().orElse(false) ? List.of(RescuePath.SSH) : List.of());
        }
        String text = ProfileTemplates.newVm(request);
        Report report = validation.check(Optional.of(host), ProfileReader.read(text, name + ".vm.yaml"),
                Optional.empty());
        return new Made(name, text, card, verdict, report);
    }

    private static List<String> intro(Host host, CardVerdict verdict) {
        List<String> lines = new ArrayList<>();
        lines.add("Written for " + host.name() + ": " + verdict.verdict().word());
        verdict.reasons().stream().limit(6).forEach(r -> lines.add("  " + r));
        return lines;
    }

    /** {@code GA104 [GeForce RTX 3070]} is sold under the name in brackets. */
    private static String marketingName(String device) {
        int open = device.indexOf('[');
        int close = device.indexOf(']', open + 1);
        return open >= 0 && close > open ? device.substring(open + 1, close) : device;
    }

    private static String mateName(HostFunction function, int number) {
        String kind = switch (function.pci().classCode() >>> 16) {
            case 0x01 -> "storage";
            case 0x02 -> "network";
            case 0x03 -> "display";
            case 0x04 -> "sound";
            case 0x0c -> (function.pci().classCode() >>> 8 & 0xff) == 0x03 ? "usb" : "serial-bus";
            default -> "neighbour";
        };
        return kind + "-" + number;
    }

    private NewVm.Given given(String name, Host host, HostFunction first, List<HostFunction> functions) {
        PciFunction pci = first.pci();
        List<String> mates = host.groups().of(first.address()).map(Group::functions).orElse(List.of()).stream()
                .filter(a -> functions.stream().noneMatch(f -> f.address().equals(a)))
                .map(PciAddress::toString).toList();
        return new NewVm.Given(name, host.nameOf(first), first.address(), OptionalInt.of(pci.vendor()),
                OptionalInt.of(pci.device()), pci.subsystemVendor(), pci.subsystemDevice(),
                AssignmentResolver.serial(first), new DeviceFunctions.All(),
                functions.stream().map(f -> f.address() + " " + host.nameOf(f)).toList(), mates, false,
                Optional.empty());
    }

    /**
     * The entry of {@code devices:} that gives functions of one slot away: recognised by what they are, with where they
     * were seen and with what else is in their groups. Keys and values as {@code ProfileEdit.Add} takes them.
     *
     * @param functions of one slot, at least one; the first gives the identity
     */
    public static Map<String, Object> entry(Host host, List<HostFunction> functions) {
        HostFunction first = functions.getFirst();
        PciFunction pci = first.pci();
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("vendor", "%04x".formatted(pci.vendor()));
        identity.put("device", "%04x".formatted(pci.device()));
        pci.subsystemVendor().ifPresent(v -> identity.put("subsystemVendor", "%04x".formatted(v)));
        pci.subsystemDevice().ifPresent(d -> identity.put("subsystemDevice", "%04x".formatted(d)));
        AssignmentResolver.serial(first).ifPresent(s -> identity.put("serial", s));
        String place = Integer.toHexString(first.address().bus());
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", functions.stream().anyMatch(f -> f.pci().isDisplay()) ? "gpu-" + place
                : "device-" + place + "-" + Integer.toHexString(first.address().device()));
        entry.put("identity", identity);
        entry.put("address", first.address().toString());
        List<String> mates = functions.stream().flatMap(f -> host.groups().of(f.address()).stream())
                .flatMap(g -> g.functions().stream()).distinct()
                .filter(a -> functions.stream().noneMatch(f -> f.address().equals(a))).map(PciAddress::toString).toList();
        if (!mates.isEmpty()) {
            entry.put("groupMates", mates);
        }
        return entry;
    }

    /** Slots that share a group with the card, that are no bridges, and of which the host needs nothing. */
    private static List<List<HostFunction>> mates(Host host, Card card) {
        List<List<HostFunction>> slots = new ArrayList<>();
        List<PciAddress> seen = new ArrayList<>();
        for (HostFunction own : card.functions()) {
            for (PciAddress address : host.groups().of(own.address()).map(Group::functions).orElse(List.of())) {
                boolean known = seen.stream().anyMatch(s -> s.sameSlot(address))
                        || address.sameSlot(own.address());
                Optional<HostFunction> mate = host.function(address);
                if (known || mate.isEmpty()) {
                    continue;
                }
                seen.add(address);
                List<HostFunction> slot = Card.slot(mate.get(), host);
                if (slot.stream().allMatch(f -> canGo(host, f))) {
                    slots.add(slot);
                }
            }
        }
        return slots;
    }

    /** Bridges of any kind stay with the host, and so does what it cannot spare. */
    private static boolean canGo(Host host, HostFunction function) {
        return function.pci().classCode() >>> 16 != BRIDGES && host.critical().of(function.address()).isEmpty();
    }

    private static boolean leavesNoDisplay(Host host, List<NewVm.Given> devices) {
        return Card.of(host).stream().allMatch(c -> devices.stream()
                .anyMatch(d -> d.address().sameSlot(c.display().address())));
    }

    /** Half of what the host has, in whole GiB, within what such machines usually get. */
    private static long memory(Host host) {
        return host.memory().total().value()
                .map(total -> Math.max(GIB, Math.min(MOST_MEMORY, total / 2 / GIB * GIB)))
                .orElse(USUAL_MEMORY);
    }

    /** Half of the host's cores. */
    private static int cores(Host host) {
        return host.processors().cpus().value()
                .map(cpus -> (int) cpus.stream().map(c -> c.pkg() + "/" + c.core()).distinct().count())
                .map(n -> Math.max(1, Math.min(8, n / 2))).orElse(2);
    }
}
