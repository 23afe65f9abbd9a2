package org.underpass.hypervisor.libvirt.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.io.StringReader;
import java.io.StringWriter;

/**
 * What the run folder says of a guest that libvirt runs.
 *
 * @param backend who started it
 * @param name    the domain's name
 * @param uuid    the domain's UUID: another domain may get the name later
 * @param uri     the daemon's address
 * @param started when
 * @param ours    whether we defined the domain
 */
record LibvirtRecord(String backend, String name, String uuid, String uri, Instant started, boolean ours) {
    private static final String FILE = "libvirt.properties";

    static Optional<LibvirtRecord> read(Path folder) {
        try {
            Properties all = new Properties();
            all.load(new StringReader(Files.readString(folder.resolve(FILE))));
            return Optional.of(new LibvirtRecord(text(all, "backend"), text(all, "name"), text(all, "uuid"),
                    text(all, "uri"), Instant.parse(text(all, "started")), Boolean.parseBoolean(text(all, "ours"))));
        } catch (IOException | RuntimeException absentOrForeign) {
            return Optional.empty();
        }
    }

    private static String text(Properties all, String key) {
        String value = all.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException(key);
        }
        return value;
    }

    void write(Path folder) throws IOException {
        Properties all = new Properties();
        all.setProperty("backend", backend);
        all.setProperty("name", name);
        all.setProperty("uuid", uuid);
        all.setProperty("uri", uri);
        all.setProperty("started", started.toString());
        all.setProperty("ours", Boolean.toString(ours));
        StringWriter text = new StringWriter();
        all.store(text, null);
        Files.createDirectories(folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path fresh = folder.resolve(FILE + ".new");
        Files.write(fresh, text.toString().getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE));
    }
}
