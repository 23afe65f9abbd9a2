package org.underpass.spi;

/**
 * A place in a text file, for markers and for {@code location} in JSON.
 *
 * @param file   the file's name as the user gave it
 * @param line   1-based
 * @param column 1-based, in characters
 */
public record Location(String file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
