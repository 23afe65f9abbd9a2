package org.underpass.rules;

import java.util.List;
import java.util.Optional;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.KernelArguments;
import org.underpass.spi.Evidence;

/** Boolean parameters of kernel modules: as they are, and as the next start makes them. */
public final class ModuleParameters {
    private ModuleParameters() {
    }

    /** Whether a parameter is known to be set. */
    public static boolean isSet(Host host, String module, String parameter) {
        return set(host, module, parameter).isPresent();
    }

    /** Evidence that a parameter is set: in the running kernel, on its command line or in modprobe.d. */
    public static Optional<Evidence> set(Host host, String module, String parameter) {
        Fact<String> now = host.kernel().moduleParameter(module, parameter);
        if (now.value().filter(ModuleParameters::isYes).isPresent()) {
            return Optional.of(Evidence.of(parameter + "=" + now.orElse(""), now));
        }
        Fact<KernelArguments> arguments = host.kernel().arguments();
        Optional<String> argument = arguments.value().flatMap(a -> a.value(module + "." + parameter));
        if (argument.filter(ModuleParameters::isYes).isPresent()) {
            return Optional.of(Evidence.of(module + "." + parameter + "=" + argument.get(), arguments));
        }
        return host.modprobe().value().map(m -> m.options(module)).orElse(List.of()).stream()
                .filter(o -> o.name().equals(parameter) && isYes(o.value())).reduce((a, b) -> b)
                .map(o -> Evidence.of(parameter + "=" + o.value(), o.source()));
    }

    /** As the kernel's boolean parameters are read (Linux, lib/kstrtox.c, kstrtobool). */
    private static boolean isYes(String value) {
        return value.isEmpty() || "yYtT1".indexOf(value.charAt(0)) >= 0 || value.equalsIgnoreCase("on");
    }
}
