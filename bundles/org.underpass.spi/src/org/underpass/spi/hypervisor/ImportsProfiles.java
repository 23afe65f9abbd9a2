package org.underpass.spi.hypervisor;

import java.util.List;

/** The ability of a {@link Hypervisor} to read configurations of other programs; its class implements both. */
public interface ImportsProfiles {
    /** The importers, always the same ones in the same order. */
    List<Importer> importers();
}
