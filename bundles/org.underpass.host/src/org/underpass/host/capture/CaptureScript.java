package org.underpass.host.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A script for POSIX sh that captures a machine without Java, by the same list of paths. */
public final class CaptureScript {
    private CaptureScript() {
    }

    /** The whole script; the same each time. */
    public static String text() {
        try (InputStream in = CaptureScript.class.getResourceAsStream("capture.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .replace("@PATHS@\n", CapturePaths.all().text());
        } catch (IOException e) {
            throw new IllegalStateException("the resource capture.sh cannot be read", e);
        }
    }
}
