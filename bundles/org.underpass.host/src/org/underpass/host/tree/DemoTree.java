package org.underpass.host.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The files of simulated machines as they ship, whatever was done to them since. */
public final class DemoTree {
    private DemoTree() {
    }

    /** Reads a machine that is known to ship. */
    public static MemoryTree read(String name) {
        String resource = "/org/underpass/host/demo/" + name + ".tree";
        try (InputStream in = DemoTree.class.getResourceAsStream(resource)) {
            return TreeText.read(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1),
                    resource.substring(resource.indexOf("demo/")));
        } catch (IOException e) {
            throw new IllegalStateException("the resource " + resource + " cannot be read", e);
        }
    }
}
