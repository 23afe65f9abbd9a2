package org.underpass.start;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Says which declarative components wait for something, because by themselves they wait in silence. */
public final class UnsatisfiedComponents {
    private UnsatisfiedComponents() { }

    /**
     * One line for each enabled component that is unsatisfied or failed to activate: bundle, component and reason.
     * Asks the component runtime for everything it knows: some milliseconds, so for reports and tests.
     */
    public static List<String> list(BundleContext context) {
        ServiceReference<ServiceComponentRuntime> reference =
                context.getServiceReference(ServiceComponentRuntime.class);
        if (reference == null) {
            return List.of("no service component runtime is running");
        }
        ServiceComponentRuntime runtime = context.getService(reference);
        var lines = new ArrayList<String>();
        for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
            if (!runtime.isComponentEnabled(description)) {
                continue;
            }
            for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(description)) {
                reason(configuration).ifPresent(
                        reason -> lines.add(description.bundle.symbolicName + ": " + description.name + ": " + reason));
            }
        }
        lines.sort(null);
        return lines;
    }

    private static Optional<String> reason(ComponentConfigurationDTO configuration) {
        return switch (configuration.state) {
            case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> {
                var names = new ArrayList<String>();
                for (UnsatisfiedReferenceDTO missing : configuration.unsatisfiedReferences) {
                    names.add(missing.name + (missing.target == null ? "" : " " + missing.target));
                }
                yield Optional.of("waits for " + String.join(", ", names));
            }
            case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
                Optional.of("waits for its configuration");
            case ComponentConfigurationDTO.FAILED_ACTIVATION ->
                Optional.of("failed: " + configuration.failure.lines().findFirst().orElse(""));
            default -> Optional.empty();
        };
    }
}
