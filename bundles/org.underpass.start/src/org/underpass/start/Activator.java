package org.underpass.start;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * The starter's part in the ordinary launch, where the framework is already running when we come: brings in the plug-in
 * folder and registers the two services. On the fast way the launcher did both, and this bundle is not started.
 */
public final class Activator implements BundleActivator {
    /** Framework property: the launcher has done the activator's work. */
    public static final String LAUNCHED = "underpass.launched";

    @Override
    public void start(BundleContext context) throws IOException {
        if (context.getProperty(LAUNCHED) != null) {
            return;
        }
        Path folder = PluginFolder.of(System.getenv());
        List<InstalledPlugins.Found> found = InstalledPlugins.find(folder);
        uninstallGone(context, found);
        context.registerService(PluginFolder.class, InstalledPlugins.synchronize(context, folder, found), null);
        context.registerService(Interruption.class, CleanUps.install(), null);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the services back; the bundles of the plug-ins stay for the next start.
    }

    /**
     * Uninstalls what an earlier start installed and the folder has no longer. The list of those is kept in a file,
     * because a location does not tell our bundles by reference from the product's.
     */
    private static void uninstallGone(BundleContext context, List<InstalledPlugins.Found> found) throws IOException {
        var wanted = new ArrayList<String>();
        found.forEach(f -> wanted.add(InstalledPlugins.location(f.file())));
        File list = context.getDataFile("plugins");
        if (list == null) {
            return;
        }
        if (list.exists()) {
            for (String location : Files.readAllLines(list.toPath())) {
                Bundle bundle = context.getBundle(location);
                if (bundle != null && !wanted.contains(location)) {
                    uninstall(bundle);
                }
            }
        }
        Files.write(list.toPath(), wanted);
    }

    private static void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException e) {
            // Its jar is gone and it has nothing to run; the framework forgets it with the next configuration.
            return;
        }
    }
}
