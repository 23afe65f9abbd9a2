package org.underpass.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.engine.Plugins.Contribution;
import org.underpass.host.Host;
import org.underpass.profile.ProfileReader;
import org.underpass.spi.hypervisor.Hypervisor;
import org.underpass.spi.hypervisor.ImportException;
import org.underpass.spi.hypervisor.ImportRequest;
import org.underpass.spi.hypervisor.Imported;
import org.underpass.spi.hypervisor.Importer;
import org.underpass.spi.hypervisor.ImportsProfiles;

/** Makes profiles of other programs' configurations, with the importers that the backends bring. */
public final class ProfileImport {
    private final Plugins plugins;

    public ProfileImport(Plugins plugins) {
        this.plugins = plugins;
    }

    /**
     * What became of a file.
     *
     * @param format   id of the importer that read it
     * @param title    its format's name for people
     * @param imported the profile and what was lost
     */
    public record Result(String format, String title, Imported imported) {
    }

    /** The formats, in the order in which the importers are asked. */
    public List<Importer> importers() {
        return contributions().stream().map(Contribution::part).toList();
    }

    private List<Contribution<Importer>> contributions() {
        List<Contribution<Importer>> all = new ArrayList<>();
        for (Contribution<Hypervisor> backend : plugins.hypervisors()) {
            if (backend.part() instanceof ImportsProfiles imports) {
                for (Importer importer : imports.importers()) {
                    all.add(new Contribution<>(importer, importer.id(), backend.bundle()));
                }
            }
        }
        return all;
    }

    /**
     * Reads a file with the first importer that recognises it.
     *
     * @param fileName the last part of its name
     * @throws ImportException if nobody recognises it, or it is malformed
     * @throws PluginException if the importer throws anything else, or writes a profile that does not read
     */
    public Result read(String fileName, byte[] content, Optional<Host> host) throws ImportException, PluginException {
        for (Contribution<Importer> one : contributions()) {
            try {
                if (one.part().recognises(fileName, content)) {
                    Imported imported = one.part().read(new ImportRequest(fileName, content, host));
                    if (ProfileReader.read(imported.profile(), imported.name() + ".vm.yaml").profile().isEmpty()) {
                        throw new IllegalStateException("it wrote a profile that does not read");
                    }
                    return new Result(one.id(), one.part().title(), imported);
                }
            } catch (RuntimeException | LinkageError failure) {
                throw new PluginException(new PluginFailure(one.bundle(), "importer " + one.id() + " while reading "
                        + fileName, failure));
            }
        }
        throw new ImportException(0, "nobody recognises its format; expected one of "
                + String.join(", ", importers().stream().map(Importer::title).distinct().toList()));
    }
}
