package org.underpass.ui;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;
import org.underpass.engine.PluginCatalogue;
import org.underpass.engine.PluginStore;
import org.underpass.engine.Plugins;
import org.underpass.start.PluginFolder;

/**
 * The way to the engine's two services. Views and editors are made by the workbench, which injects nothing of ours, so
 * this is looked up; everything else of the engine is a plain object.
 */
public final class Engine {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final ServiceTracker<PluginCatalogue, PluginCatalogue> CATALOGUE = tracker(PluginCatalogue.class);
    private static final ServiceTracker<PluginStore, PluginStore> STORE = tracker(PluginStore.class);

    private Engine() {
    }

    private static <T> ServiceTracker<T, T> tracker(Class<T> type) {
        BundleContext context = FrameworkUtil.getBundle(Engine.class).getBundleContext();
        var tracker = new ServiceTracker<T, T>(context, type, null);
        tracker.open();
        return tracker;
    }

    /**
     * The rules, quirks and backends of the moment. Away from the UI thread: the first call starts them.
     *
     * @throws IllegalStateException when the engine did not start
     */
    public static Plugins plugins() {
        return await(CATALOGUE).snapshot();
    }

    /** Installs, removes and lists plug-ins. Away from the UI thread. */
    public static PluginStore store() {
        return await(STORE);
    }

    /** The user's folder of plug-ins. */
    public static Path pluginFolder() {
        return PluginFolder.of(System.getenv());
    }

    private static <T> T await(ServiceTracker<T, T> tracker) {
        try {
            T service = tracker.waitForService(PATIENCE_MILLIS);
            if (service == null) {
                throw new IllegalStateException("the engine did not start: no service component runtime, or a bundle"
                        + " of ours is missing");
            }
            return service;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the engine", e);
        }
    }
}
