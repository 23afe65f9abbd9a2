package org.underpass.cli;

import static org.underpass.cli.Verb.Option.BACKEND;
import static org.underpass.cli.Verb.Option.FILE;
import static org.underpass.cli.Verb.Option.FINDINGS_FORMAT;
import static org.underpass.cli.Verb.Option.FORMAT;
import static org.underpass.cli.Verb.Option.FUNCTION;
import static org.underpass.cli.Verb.Option.GPU;
import static org.underpass.cli.Verb.Option.HOST;
import static org.underpass.cli.Verb.Option.OUT;
import static org.underpass.cli.Verb.Option.SCHEMA;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.underpass.cli.Verb.Action;
import org.underpass.cli.Verb.Option;

/** Everything that the command can be asked, in the order of its help. */
final class Verbs {
    private static final int MANY = 10_000;

    /** The verbs. A verb without an action is one that the contract names and that is not there yet. */
    static final List<Verb> ALL = List.of(
            new Verb("host", "show", "", 0, 0, of(HOST, FORMAT, SCHEMA),
                    "show a machine: its functions, its graphics cards and a verdict on each",
                    "underpass host show --host demo:workstation", HostShow::run),
            new Verb("host", "demo", "[NAME]", 0, 1, of(Option.FORGET, Option.REBOOT, Option.SCENARIO, FORMAT, SCHEMA),
                    "list the simulated machines; give one a scenario, start it anew, or forget what was done to it",
                    "underpass host demo", HostDemo::run),
            new Verb("host", "capture", "OUT.tar.zst", 0, 1, of(HOST, Option.WITH, Option.PRIVATE, Option.SCRIPT, FORMAT,
                    SCHEMA), "write a machine to a file that --host reads, without what names people or it",
                    "underpass host capture here.tar.zst --host demo:board", HostCapture::run),
            new Verb("host", "diff", "A B", 2, 2, of(FORMAT, SCHEMA),
                    "say what changed between two machines, or two captures of one",
                    "underpass host diff demo:board demo:workstation", HostDiff::run),
            new Verb("iommu", "groups", "[GROUP|BDF ...]", 0, MANY, of(HOST, FORMAT, SCHEMA),
                    "show the IOMMU groups, and why their members are not isolated; of those named, whether each"
                    + " is viable",
                    "underpass iommu groups --host demo:board", IommuGroups::run),
            new Verb("iommu", "tables", "", 0, 0, of(HOST, FILE, Option.MAPPINGS, Option.REQUESTER, Option.PASID,
                    Option.MEMORY, Option.BASE, Option.TABLE, Option.ROOT, Option.REGISTERS, FORMAT, SCHEMA),
                    "show the firmware's remapping tables: DMAR, IVRS, IORT, VIOT; or all mappings of one function",
                    "underpass iommu tables --host demo:workstation", IommuTables::run),
            new Verb("iommu", "translate", "", 0, 0, of(Option.REQUESTER, Option.IOVA, Option.PASID, Option.ACCESS,
                    HOST, Option.MEMORY, Option.BASE, Option.TABLE, Option.ROOT, Option.REGISTERS, FORMAT, SCHEMA),
                    "walk the DMA remapping tables for one address of one function",
                    "underpass iommu translate --requester 01:00.0 --iova 0x1000 --memory core --table vtd --root"
                    + " 0x2533000", IommuTranslate::run),
            new Verb("iommu", "faults", "[LOG]", 0, 1, of(HOST, FORMAT, SCHEMA),
                    "explain the IOMMU faults in a kernel's log, a file or the machine's",
                    "underpass iommu faults --host demo:workstation", IommuFaults::run),
            new Verb("profile", "new", "vm|device", 1, 1, of(HOST, GPU, Option.LIKE, OUT, FORMAT, SCHEMA),
                    "write a first profile that gives a card of a machine to a guest; or one for its kind of device",
                    "underpass profile new vm --host demo:workstation", ProfileNew::run),
            new Verb("profile", "import", "FILE", 1, 1, of(HOST, OUT, FORMAT, SCHEMA),
                    "make a profile from another program's configuration: libvirt, QEMU, xl, VMware, VirtualBox;"
                    + " --host names the devices by what they are",
                    "underpass profile import windows.xml --out .", ProfileImports::run),
            new Verb("profile", "check", "FILE ...", 1, MANY, of(Option.HOSTS, BACKEND, Option.BATCH_FORMAT, SCHEMA),
                    "say what would fail, before the start; of many profiles, on many hosts;"
                    + " a script, such as a hook of libvirt's, is linted",
                    "underpass profile check windows.vm.yaml --host demo:workstation", ProfileCheck::run),
            new Verb("profile", "explain", "TEXT|FILE [PROFILE]", 1, 2, of(HOST, FINDINGS_FORMAT, SCHEMA),
                    "say what an error text or a log of QEMU, libvirt, Xen or the kernel means, why on this machine,"
                    + " and what cures; - reads standard input",
                    "underpass profile explain 'vfio 0000:01:00.0: group 12 is not viable' --host demo:board",
                    ProfileExplain::run),
            new Verb("profile", "build", "FILE ...", 1, MANY, of(Option.HOSTS, BACKEND, OUT, Option.BATCH_FORMAT,
                    SCHEMA, Option.DRY_RUN),
                    "make everything that is needed to prepare a host and run the machine; of many, a folder each",
                    "underpass profile build windows.vm.yaml --host demo:workstation --backend kvm --out windows",
                    ProfileBuild::run),
            new Verb("profile", "library", "[NAME]", 0, 1, of(FORMAT, SCHEMA),
                    "list the device profiles that ship with the product, or print one",
                    "underpass profile library amd-navi10", NewDevice::library),
            new Verb("profile", "schema", "[vm|device]", 0, 1, of(),
                    "print the JSON Schema of profiles, for editors",
                    "underpass profile schema vm", ProfileSchema::run),
            new Verb("reset", "forecast", "[BDF]", 0, 1, of(HOST, FUNCTION, FORMAT, SCHEMA),
                    "say how a function would reset: by which method, and what else would be hit",
                    "underpass reset forecast 0000:01:00.0 --host demo:workstation", ResetForecast::run),
            new Verb("reset", "run", "BDF", 1, 1, of(HOST, Option.METHOD, Option.ANYWAY, FORMAT, SCHEMA,
                    Option.DRY_RUN), "reset a function that nobody uses",
                    "underpass reset run 0000:01:00.0 --host demo:workstation", ResetRunVerb::run),
            new Verb("switch", "plan", "FILE", 1, 1, of(HOST, BACKEND, FORMAT, SCHEMA),
                    "show how a card would go from the host to a guest, step by step, and what undoes each",
                    "underpass switch plan windows.vm.yaml --host demo:desktop", SwitchRunVerb::plan),
            new Verb("switch", "run", "FILE", 1, 1, of(HOST, BACKEND, Option.CONFIRM_WITHIN, Option.WAIT, FORMAT, SCHEMA,
                    Option.DRY_RUN), "take a card from the host and start the guest that gets it",
                    "underpass switch run windows.vm.yaml --host demo:desktop --confirm-within 60",
                    SwitchRunVerb::run),
            new Verb("switch", "confirm", "", 0, 0, of(HOST, FORMAT, SCHEMA), "keep a switch that waits for it",
                    "underpass switch confirm --host demo:desktop", SwitchUndoVerb::confirm),
            new Verb("switch", "undo", "", 0, 0, of(HOST, Option.IF_UNCONFIRMED, Option.AFTER, Option.WHEN_ENDED, FORMAT,
                    SCHEMA), "stop the guest and bring the host back, also after a crash or a restart",
                    "underpass switch undo --host demo:desktop", SwitchUndoVerb::undo),
            new Verb("vm", "start", "FILE", 1, 1, of(HOST, BACKEND, Option.VIA, FORMAT, SCHEMA, Option.DRY_RUN),
                    "start a machine whose devices are ready for it",
                    "underpass vm start windows.vm.yaml --host demo:workstation --backend emulator", VmStart::run),
            new Verb("vm", "stop", "FILE|NAME", 1, 1, of(Option.TIMEOUT, Option.FORCE, FORMAT, SCHEMA,
                    Option.DRY_RUN), "let a machine power down, and end it where it does not",
                    "underpass vm stop windows", VmVerbs::stop),
            new Verb("vm", "status", "[FILE|NAME]", 0, 1, of(Option.SCREENDUMP, FORMAT, SCHEMA),
                    "say what runs", "underpass vm status", VmVerbs::status),
            new Verb("plugins", "list", "", 0, 0, of(FORMAT, SCHEMA),
                    "list what brings rules, quirks and backends, and why what is not active is not",
                    "underpass plugins list", PluginVerbs::list),
            new Verb("plugins", "install", "JAR", 1, 1, of(FORMAT, SCHEMA), "install a plug-in for this user",
                    "underpass plugins install example.quirk.jar", PluginVerbs::install),
            new Verb("plugins", "remove", "ID", 1, 1, of(FORMAT, SCHEMA), "remove a plug-in",
                    "underpass plugins remove example.quirk", PluginVerbs::remove),
            absent("plugins", "new", "KIND NAME", "begin a plug-in project"),
            new Verb("demo", "", "", 0, 0, of(HOST, OUT, FORMAT),
                    "check and build a profile for every backend on a simulated machine",
                    "underpass demo", Demo::run));

    private Verbs() {
    }

    static Optional<Verb> find(String noun, String verb) {
        return ALL.stream().filter(v -> v.noun().equals(noun) && v.verb().equals(verb)).findFirst();
    }

    /** Whether a noun stands alone, without verbs. */
    static boolean isLone(String noun) {
        return find(noun, "").isPresent();
    }

    static List<String> nouns() {
        return ALL.stream().map(Verb::noun).distinct().toList();
    }

    static List<Verb> of(String noun) {
        return ALL.stream().filter(v -> v.noun().equals(noun)).toList();
    }

    private static Set<Option> of(Option... options) {
        Set<Option> set = EnumSet.noneOf(Option.class);
        set.addAll(List.of(options));
        return set;
    }

    private static Verb absent(String noun, String verb, String operands, String summary) {
        Action none = null;
        return new Verb(noun, verb, operands, 0, MANY, of(), summary, "underpass " + noun + " --help", none);
    }
}
