package org.underpass.host;

import java.io.InputStream;
import java.util.List;

/**
 * The files of a host, whatever they come from. Paths are relative to the host's root, with {@code /}, without a
 * leading one: {@code sys/bus/pci/devices}.
 *
 * <p>Symbolic links are followed within the tree, absolute ones from its root; a link that leads out of a captured
 * tree is never followed. Safe for several threads. Nothing is cached here except where links lead; each
 * {@link #read} of a folder or of the live machine costs a read.
 *
 * <p>A provider type: implemented by this bundle only.
 */
public interface FileTree {

    /** Bytes that {@link #read} gives at most; a longer file is unknown. */
    int SIZE_LIMIT = 16 << 20;

    /**
     * The content of a regular file.
     *
     * @return unknown also where it is longer than {@link #SIZE_LIMIT}, may not be read, or is no regular file. The
     *     array is the caller's only where the tree says so: do not change it
     */
    Fact<byte[]> read(String path);

    /**
     * The content of a regular file as a stream, which the caller closes: where its length does not matter, as the
     * kernel's text of page tables has hundreds of megabytes. Archives hold no file longer than {@link #SIZE_LIMIT}.
     *
     * @return unknown where {@link #read} is, but for the length
     */
    Fact<InputStream> open(String path);

    /** The names in a directory, sorted. */
    Fact<List<String>> list(String path);

    /** The text of a symbolic link, not followed; absent also where the path is something else. */
    Fact<String> link(String path);

    /**
     * The path of the same file without any symbolic link in it. A last link whose target is not in the tree counts
     * as resolved to that target, as captures often keep a link without what it leads to.
     */
    Fact<String> resolve(String path);

    /** Whether a file, directory or link is there; following links, except a last one that leads to nothing shown. */
    boolean exists(String path);

    /**
     * Whether what the tree does not have at this path was not there on the machine. So it is on the live machine
     * and below the directories that a capture lists in {@code underpass/complete}.
     */
    boolean isComplete(String path);

    /**
     * The permission bits of a file, such as 0755, links followed. A capture shows them only of the files that its
     * {@code underpass/modes} lists, as tools that copy files around keep modes or don't.
     */
    Fact<Integer> mode(String path);
}
