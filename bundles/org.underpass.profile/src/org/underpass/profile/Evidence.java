package org.underpass.profile;

import java.util.Optional;

/**
 * Why a fact is believed.
 *
 * @param source where it was read: a file of a project, an issue, a page; empty only in a partial profile
 * @param kind how well it is founded (key {@code class})
 * @param note further words
 */
public record Evidence(String source, Optional<EvidenceClass> kind, Optional<String> note) {
}
