package org.underpass.rules.logs;

import java.util.List;
import java.util.function.Consumer;
import org.underpass.rules.RuleText;
import org.underpass.spi.Finding;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/**
 * A rule that is nothing but words: a log says it, no file of a machine does. Messages of Xen 4.17's tools were
 * recorded on a running Xen.
 */
public record SaidInLog(RuleInfo info) implements Rule {
    private static final String LIBXL = "Xen tools/libs/light/libxl_pci.c";

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        // Nothing shows it before a start.
    }

    private static Rule of(String id, Severity severity, String title, String why, String cure, List<String> symptoms,
            String... references) {
        return new SaidInLog(RuleText.of(id, severity, Basis.SOURCE, Scope.LOG).title(title).why(why).cure(cure)
                .symptoms(symptoms.toArray(String[]::new)).references(references).info());
    }

    /** All of them, by id. */
    public static List<Rule> all() {
        return List.of(
                of("H01", Severity.ERROR, "Xen's tools cannot give the device away",
                        "Only a device on the driver xen-pciback, and not in use by another guest, can be given away.",
                        "Load xen-pciback and make the device assignable: xl pci-assignable-add with its address.",
                        List.of("PCI device … is not assignable", "libxl__device_pci_add failed for PCI device",
                                "unable to add pci devices", "Looks like pciback driver not loaded",
                                "Looks like pciback driver is not loaded",
                                "Couldn't lstat /sys/bus/pci/devices/…: No such file or directory",
                                "PCI device not attached to this domain"), LIBXL),
                of("H02", Severity.INFO, "Xen's tools say what they do",
                        "The line looks like a failure and is none.", "Nothing has to be done.",
                        List.of("already assigned to pciback", "not bound to a driver, will not be rebound",
                                "Device present in JSON but not in xenstore, ignored",
                                "xl now has better capability to manage domain configuration"), LIBXL),
                of("H03", Severity.ERROR, "Xen gives this guest no devices",
                        "Xen gives devices only to guests of the types PV and HVM, only with an IOMMU, and only where "
                                + "the guest's configuration has not switched it off.",
                        "Leave the setting passthrough out of the guest's configuration, and use the type hvm or pv.",
                        List.of("passthrough disabled but devices are specified",
                                "passthrough not yet supported for x86 PVH guests"),
                        "Xen tools/libs/light/libxl_create.c", "Xen docs/man/xl.cfg.5.pod.in"),
                of("H04", Severity.ERROR, "xl cannot read the guest's configuration",
                        "xl stops at the first mistake, or drops the value that it does not understand and starts a "
                                + "guest without it.",
                        "Correct the line that the message names; pci takes a list: pci=[\"0000:01:00.0\"].",
                        List.of("config parsing error near", "is a single value but should be a list",
                                "is not a valid number", "ERROR: invalid value \"…\" for \"gfx_passthru\"",
                                "ERROR: unknown passthrough option", "Failed to parse config:",
                                "Failed to read config file:", "malformed BDF"),
                        "Xen tools/libs/util/libxlu_cfg.c", "Xen tools/xl/xl_parse.c"),
                of("H05", Severity.ERROR, "Xen has not enough free memory for the guest",
                        "The control domain keeps what it has unless it is told to give memory back.",
                        "Give the guest less memory, or the control domain (dom0_mem= on Xen's command line).",
                        List.of("xc_dom_boot_mem_init failed: Cannot allocate memory",
                                "can't allocate low memory for domain: Out of memory",
                                "xc_dom_chk_alloc_pages: segment … too large"),
                        "Xen tools/libs/light/libxl_dom.c", "Xen tools/libs/guest/xg_dom_core.c"),
                of("H06", Severity.ERROR, "a file that the guest starts from is not there",
                        "Without kernel or firmware nothing starts.", "Correct the path in the guest's configuration.",
                        List.of("xc_dom_kernel_file failed: No such file or directory", "xc_dom_build_image failed",
                                "failed to open file '…': No such file or directory"),
                        "Xen tools/libs/light/libxl_dom.c"),
                of("H07", Severity.ERROR, "a guest of that name runs already",
                        "Xen starts no two guests of one name.", "Stop the other one (xl list shows it), or rename one.",
                        List.of("Domain with name \"…\" already exists"), "Xen tools/libs/light/libxl_domain.c"),
                of("H08", Severity.ERROR, "gfx_passthru is for Intel's graphics only",
                        "xl sets up the legacy mode of Intel's integrated graphics for it and knows no other card.",
                        "Leave gfx_passthru out and list the card under pci alone.",
                        List.of("unable to detect required gfx_passthru_kind"), "Xen tools/libs/light/libxl_dm.c",
                        "Xen docs/man/xl.cfg.5.pod.in"),
                of("H09", Severity.ERROR, "several functions need a slot in the guest",
                        "Functions that are given away together sit in one slot of the guest, which xl wants named.",
                        "Name the slot after an @, in hexadecimal: 0000:01:00.*@6.",
                        List.of("Must specify a v-slot for multi-function devices"), LIBXL),
                of("H10", Severity.WARNING, "Xen's device model does not let the device go",
                        "A guest that does not answer, or none that knows hot-plugging, keeps its device until it ends.",
                        "Shut the guest down inside, and take the device back when it has ended.",
                        List.of("timed out waiting for DM to remove", "libxl__wait_for_backend: Backend … not ready",
                                "device_addrm_aocomplete: unable to remove device", "failed to de-quarantine"), LIBXL),
                of("H11", Severity.INFO, "a consequence of an earlier line",
                        "xl reports each step that it takes back; the cause stands above.",
                        "Look at the first error.",
                        List.of("cannot make domain:", "cannot (re-)build domain:", "Destruction of domain failed",
                                "Unable to destroy guest", "Non-existant domain", "Post DM startup configs failed",
                                "device model did not start", "spawn failed (rc=",
                                "device_addrm_aocomplete: unable to add device"),
                        "Xen tools/libs/light/libxl_create.c", "Xen tools/libs/light/libxl_domain.c"),
                new GroupNodeMissing(), new NoSuchDevice(), new DmaFault());
    }
}
