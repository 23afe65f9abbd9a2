package org.underpass.profile;

import java.util.Optional;

/**
 * A function that devices of this kind have.
 *
 * @param function its number, 0 to 7
 * @param classCode its class
 * @param role what it is for people: graphics, audio, usb, ucsi
 * @param required whether it must be given away together with function 0
 */
public record FunctionFact(int function, Optional<IdPattern> classCode, Optional<String> role, boolean required) {
}
