package org.underpass.profile.source;

/**
 * A change that cannot be made in this text without doing harm elsewhere, or because the text is broken. The message
 * says why, for people; the text is as it was.
 */
public final class EditRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message why, for people */
    public EditRefusedException(String message) {
        super(message);
    }
}
