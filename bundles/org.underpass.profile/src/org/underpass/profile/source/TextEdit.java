package org.underpass.profile.source;

/**
 * One replacement in a text; editors apply it as it is, so that undo, markers and folding survive.
 *
 * @param offset where the replaced stretch starts
 * @param length its length, 0 to insert
 * @param replacement what stands there afterwards
 */
public record TextEdit(int offset, int length, String replacement) {
    /** The text after the edit. */
    public String applyTo(String text) {
        return text.substring(0, offset) + replacement + text.substring(offset + length);
    }
}
