package org.underpass.rules.guest;

import java.util.Optional;
import java.util.function.Consumer;
import org.underpass.profile.VmProfile;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.rules.RuleText;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** F08: a memory balloon beside a real device. */
public final class Balloon implements Rule {
    private static final RuleInfo INFO = RuleText.of("F08", Severity.WARNING, Basis.SOURCE, Scope.PROFILE)
            .title("a memory balloon beside a real device")
            .why("VFIO pins all memory of the guest, so a balloon frees nothing and slows the start.")
            .cure("Leave the balloon out.")
            .references("Looking Glass documentation, libvirt configuration")
            .info();

    @Override
    public RuleInfo info() {
        return INFO;
    }

    @Override
    public void check(RuleContext context, Consumer<Finding> findings) {
        Optional<VmProfile> vm = Given.machine(context);
        if (vm.filter(v -> v.machine().balloon() && !v.devices().isEmpty()).isPresent()) {
            findings.accept(Finding.of(INFO, "machine.balloon")
                    .message("the guest has a memory balloon and a device of the host, whose memory cannot shrink")
                    .at(context.location("machine.balloon"))
                    .evidence(new Evidence("machine.balloon is true", vm.get().fileName()))
                    .fix(new Fix.EditProfile("leave the balloon out", new ProfileEdit.Remove("machine.balloon")))
                    .build());
        }
    }
}
