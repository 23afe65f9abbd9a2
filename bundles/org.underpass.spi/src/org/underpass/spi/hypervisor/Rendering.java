package org.underpass.spi.hypervisor;

import java.util.List;
import org.underpass.spi.Finding;

/** What became of a plan. */
public sealed interface Rendering {
    /**
     * Files.
     *
     * @param artifacts in a fixed order, each path once
     * @param findings  what the backend cannot do as the profile says and did otherwise or left out; none is an error
     */
    record Rendered(List<Artifact> artifacts, List<Finding> findings) implements Rendering {
        public Rendered {
            artifacts = List.copyOf(artifacts);
            findings = List.copyOf(findings);
        }
    }

    /** The backend cannot render this plan; at least one finding is an error. */
    record Refused(List<Finding> findings) implements Rendering {
        public Refused {
            findings = List.copyOf(findings);
        }
    }
}
