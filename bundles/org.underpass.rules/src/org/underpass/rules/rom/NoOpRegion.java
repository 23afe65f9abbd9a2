package org.underpass.rules.rom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.KernelConfig;
import org.underpass.pci.ConfigSpace;
import org.underpass.pci.PciClass;
import org.underpass.profile.AssignedDevice;
import org.underpass.profile.IgdLegacyMode;
import org.underpass.profile.IgdSettings;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** E09: the OpRegion of Intel graphics is not there to be given. */
public final class NoOpRegion implements Rule {
    private static final RuleInfo INFO = RuleText.of("E09", Severity.ERROR, Basis.SOURCE, Scope.ASSIGNMENT)
            .title("the OpRegion of Intel graphics is not there to be given")
            .why("The guest's driver finds its screens in the OpRegion; firmware sets one up only for "
                    + "the primary adapter, and the kernel hands it out only with CONFIG_VFIO_PCI_IGD.")
            .cure("Make Intel graphics the primary adapter in firmware, or do without the OpRegion "
                    + "(igd.opRegion: false) and without screens.")
            .symptoms("IGD OpRegion feature: No such device",
                    "Failed to setup Intel IGD regions",
                    "IGD OpRegion…not supported")
            .references("Linux drivers/vfio/pci/vfio_pci_igd.c",
                    "https://github.com/intel/gvt-linux/issues/19",
                    "https://github.com/intel/gvt-linux/issues/214",
                    "https://github.com/QubesOS/qubes-issues/issues/9613")
            .info();

    /** The register that holds the OpRegion's address (QEMU docs/igd-assign.txt). */
    private static final int ASLS = 0xfc;

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        for (HostFunction function : Igd.given(context)) {
            Optional<IgdSettings> igd = context.assignment().deviceOf(function.address())
                    .flatMap(ResolvedDevice::entry).flatMap(AssignedDevice::igd);
            boolean refused = igd.flatMap(IgdSettings::opRegion).filter(wanted -> !wanted).isPresent();
            boolean wanted = igd.flatMap(IgdSettings::opRegion).orElse(false)
                    || igd.map(IgdSettings::legacyMode).filter(IgdLegacyMode.ON::equals).isPresent();
            List<Evidence> wrong = refused || Given.forXen(context) ? List.of() : missing(context.host(), function);
            if (!wrong.isEmpty()) {
                Finding.Builder finding = Finding.of(INFO, function.address().toString())
                        .severity(wanted ? Severity.ERROR : Severity.WARNING)
                        .message("no OpRegion of " + function.address() + " can be given to a guest")
                        .at(Given.place(context, function.address()))
                        .evidence(wrong)
                        .fix(new Fix.Manual("make Intel graphics the primary adapter in firmware",
                                Fix.Manual.Where.FIRMWARE));
                context.assignment().deviceOf(function.address()).filter(d -> d.entry().isPresent())
                        .ifPresent(d -> finding.fix(new Fix.EditProfile("do without the OpRegion",
                                new ProfileEdit.Set(d.path() + ".igd.opRegion", false))));
                findings.accept(finding.build());
            }
        }
    }

    private static List<Evidence> missing(Host host, HostFunction function) {
        List<Evidence> wrong = new ArrayList<>();
        Optional<ConfigSpace> config = function.pci().config().filter(c -> c.has(ASLS, 4));
        if (config.filter(c -> c.u32(ASLS) == 0).isPresent()) {
            wrong.add(new Evidence("ASLS, config space 0xfc, is 0: firmware made no OpRegion",
                    function.source("config").toString()));
        }
        if (PciClass.base(function.pci().classCode()) == 0x03 && (function.pci().classCode() >> 8) == 0x0380) {
            wrong.add(new Evidence("its class is 0380: it is not the primary adapter",
                    function.source("class").toString()));
        }
        Optional<KernelConfig> kernel = host.kernel().config().value();
        if (kernel.filter(c -> !c.isSet("VFIO_PCI_IGD")).isPresent()) {
            wrong.add(Evidence.of("CONFIG_VFIO_PCI_IGD is not set", kernel.get().source("VFIO_PCI_IGD")));
        }
        return wrong;
    }
}
