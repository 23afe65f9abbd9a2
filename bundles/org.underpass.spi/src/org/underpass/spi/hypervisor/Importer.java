package org.underpass.spi.hypervisor;

/**
 * Reads the configuration of another program. Implemented by plug-ins (a consumer type); a backend names its importers
 * through {@link ImportsProfiles}.
 *
 * <p>Files come from strangers: an importer is total. Whatever the bytes are, it answers, or throws
 * {@link ImportException} with a place; it opens nothing that the file names.
 */
public interface Importer {
    /** The word for the format, such as {@code libvirt}: lower case letters, digits and dashes. Always equal. */
    String id();

    /** The format's name for people. */
    String title();

    /**
     * Whether the file looks like this format. Cheap: looks at the name and the beginning.
     *
     * @param fileName the last part of the name as the user gave it
     * @param content all bytes of the file; never changed
     */
    boolean recognises(String fileName, byte[] content);

    /**
     * Reads it.
     *
     * @throws ImportException if the file is malformed, or describes no machine that a profile can hold
     */
    Imported read(ImportRequest request) throws ImportException;
}
