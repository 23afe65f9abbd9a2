package org.underpass.cli;

import java.util.List;
import java.util.Set;

/**
 * One thing that can be asked of the command.
 *
 * @param noun     first word
 * @param verb     second word
 * @param operands what follows, as usage text: {@code JAR}; empty for nothing
 * @param least    how many operands at least
 * @param most     how many operands at most
 * @param options  options beside {@code --help}
 * @param summary  one line
 * @param example  a command line that runs
 * @param action   what it does; null for a verb that is not there yet
 */
record Verb(String noun, String verb, String operands, int least, int most, Set<Option> options, String summary,
        String example, Action action) {

    /** Does the work. */
    @FunctionalInterface
    interface Action {
        Answer run(Invocation invocation) throws CommandException;
    }

    /** Options that verbs share. */
    enum Option {
        HOST("--host", "H", "which machine to look at: live (default), a folder or tar of a captured root, a text"
                + " file from lspci, demo:NAME, ssh://user@name"),
        HOSTS("--host", "H", "which machine, as elsewhere; may be given more than once, for a batch"),
        BACKEND("--backend", "B", "kvm, xen, emulator, or the id of a plug-in's; several separated by commas"),
        FORMAT("--format", "F", "text (default) or json"),
        FINDINGS_FORMAT("--format", "F", "text (default), json or sarif"),
        BATCH_FORMAT("--format", "F", "text (default), json, sarif, or junit (XML, for CI)"),
        OUT("--out", "DIR", "where to put the result; it appears there in one step, or not at all"),
        GPU("--gpu", "BDF", "which card, by the address of its display function; default: the one with the best"
                + " verdict"),
        LIKE("--like", "NAME", "of a device: copy this one of the library, which 'profile library' lists; default: the"
                + " one that speaks of the card"),
        FILE("--file", "TABLE", "an ACPI table in a file, instead of those of a host"),
        MAPPINGS("--mappings", null, "show the addresses that --requester can reach instead, over --host or --memory"),
        REQUESTER("--requester", "BDF", "the function that asks"),
        IOVA("--iova", "A", "the address as the device puts it out, in hexadecimal"),
        PASID("--pasid", "P", "the process address space, decimal or 0x…; without: a request without one"),
        ACCESS("--access", "HOW", "read, write, or any (default): whichever is allowed"),
        MEMORY("--memory", "IMAGE", "memory in a file: a raw image, an ELF core from QEMU's dump-guest-memory, or"
                + " compressed pages"),
        BASE("--base", "ADDR", "physical address of a raw image's first byte; default 0"),
        TABLE("--table", "KIND", "what lies in memory: vtd, amdvi, smmuv3 or gart"),
        ROOT("--root", "VALUE", "the raw register that names the tables: RTADDR, device table base, stream table base,"
                + " aperture base"),
        REGISTERS("--registers", "FILE", "the unit's other registers as text: a monitor's memory dump, the kernel's"
                + " iommu_regset, NAME=VALUE"),
        FUNCTION("--function", "BDF", "only this function"),
        WITH("--with", "LIST", "what to keep that is left out otherwise: mac, keys (Windows), serials (disks, machine),"
                + " names (users, host); separated by commas"),
        PRIVATE("--private", null, "replace PCI serial numbers by hashes"),
        SCRIPT("--script", null, "print a shell script that captures a machine without Java"),
        VIA("--via", "WAY", "how the hypervisor is reached: qemu (default) or libvirt"),
        TIMEOUT("--timeout", "S", "how many seconds the guest has to power down; default: what its profile says,"
                + " or 60"),
        FORCE("--force", null, "do not ask the guest, as pulling the plug does"),
        SCREENDUMP("--screendump", "PNG", "write the picture on the guest's screen to a file"),
        CONFIRM_WITHIN("--confirm-within", "S", "undo the switch after so many seconds unless switch confirm is said"),
        WAIT("--wait", null, "stay until the guest has ended, and give its card back"),
        IF_UNCONFIRMED("--if-unconfirmed", "ID", "undo only this switch, and only if nobody has confirmed it"),
        AFTER("--after", "S", "with --if-unconfirmed: wait so many seconds before"),
        WHEN_ENDED("--when-ended", "ID", "undo this switch when its guest has ended"),
        METHOD("--method", "M", "a method of the kernel's, such as flr, or quirk:ID; default: the best that the forecast"
                + " counts on"),
        ANYWAY("--force", null, "reset also a function that a driver works with, or where the forecast advises"
                + " against it"),
        FORGET("--reset", "NAME", "forget all that was done to a simulated machine, and its scenario"),
        REBOOT("--reboot", "NAME", "start a simulated machine anew"),
        SCENARIO("--scenario", "FILE", "with NAME: what goes wrong on a simulated machine, and who holds its devices"),
        DRY_RUN("--dry-run", null, "print the plan, change nothing"),
        SCHEMA("--schema", null, "print the JSON Schema of the answer and do nothing else");

        private final String word;
        private final String parameter;
        private final String help;

        Option(String word, String parameter, String help) {
            this.word = word;
            this.parameter = parameter;
            this.help = help;
        }

        String word() {
            return word;
        }

        /** What the option takes; null for a flag. */
        String parameter() {
            return parameter;
        }

        String help() {
            return help;
        }

        /** Whether it may be given more than once. */
        boolean repeats() {
            return this == HOSTS;
        }

        /** The answers that a format option chooses from; empty for any other option. */
        List<String> formats() {
            return switch (this) {
                case FORMAT -> List.of("text", "json");
                case FINDINGS_FORMAT -> List.of("text", "json", "sarif");
                case BATCH_FORMAT -> List.of("text", "json", "sarif", "junit");
                default -> List.of();
            };
        }
    }

    String name() {
        return verb.isEmpty() ? noun : noun + " " + verb;
    }
}
