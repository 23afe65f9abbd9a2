package org.underpass.profile;

import java.util.Optional;

/**
 * A finding that the owner has read and answers for.
 *
 * @param index position in the list of the profile, from 0
 * @param rule id of the rule, such as A04
 * @param subject the subject of the finding, such as an address; absent: all of that rule
 * @param reason why; never empty
 */
public record Suppression(int index, String rule, Optional<String> subject, String reason) {
}
