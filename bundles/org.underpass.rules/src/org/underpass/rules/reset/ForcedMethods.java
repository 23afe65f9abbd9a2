package org.underpass.rules.reset;

import java.util.List;
import org.underpass.host.HostFunction;
import org.underpass.profile.source.ProfileEdit;
import org.underpass.rules.Given;
import org.underpass.spi.Evidence;
import org.underpass.spi.Finding;
import org.underpass.spi.Fix;
import org.underpass.spi.ResolvedDevice;
import org.underpass.spi.rule.RuleContext;
import org.underpass.spi.rule.RuleInfo;

/** Reset methods that a profile names for a device, against the kernel's choice. */
final class ForcedMethods {
    private ForcedMethods() {
    }

    /** The methods; empty where the profile leaves the choice to the forecast. */
    static List<String> of(ResolvedDevice device) {
        return device.entry().flatMap(e -> e.reset()).map(r -> r.methods()).orElse(List.of());
    }

    static Finding finding(RuleInfo rule, RuleContext context, ResolvedDevice device, HostFunction function,
            String method, String message) {
        String path = device.path() + ".reset.methods";
        List<String> others = of(device).stream().filter(m -> !m.equals(method)).toList();
        return Finding.of(rule, function.address().toString())
                .message(message + ", and the profile names the method " + method)
                .at(Given.place(context, device, "reset.methods"))
                .evidence(new Evidence(path + " names " + method, context.profile().orElseThrow().fileName()),
                        Evidence.of(String.format("%04x:%04x", function.pci().vendor(), function.pci().device()),
                                function.source("device")))
                .fix(new Fix.EditProfile("leave the method " + method + " out", others.isEmpty()
                        ? new ProfileEdit.Remove(path) : new ProfileEdit.Set(path, others)))
                .build();
    }
}
