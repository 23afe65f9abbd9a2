package org.underpass.spi.hypervisor;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * A file that a build produces.
 *
 * @param path       relative to the backend's folder, with {@code /}, letters, digits, {@code . _ -} only
 * @param kind       what it is: {@code qemu-script}, {@code qemu-arguments}, {@code libvirt-domain},
 *                   {@code xl-config}, {@code host-prepare}, {@code host-restore}, {@code kernel-arguments},
 *                   {@code modprobe}, {@code fragment}, {@code forecast}, {@code notes}, or a plug-in's own word
 * @param content    its bytes; the record shares the array, nobody changes it
 * @param executable whether the file is a program
 */
public record Artifact(String path, String kind, byte[] content, boolean executable) {
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

    public Artifact {
        if (!PATH.matcher(path).matches() || path.contains("..")) {
            throw new IllegalArgumentException("artifact path: " + path);
        }
    }

    /** A text file, encoded as UTF-8. */
    public static Artifact text(String path, String kind, String text) {
        return new Artifact(path, kind, text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** An executable script, encoded as UTF-8. */
    public static Artifact script(String path, String kind, String text) {
        return new Artifact(path, kind, text.getBytes(StandardCharsets.UTF_8), true);
    }
}
