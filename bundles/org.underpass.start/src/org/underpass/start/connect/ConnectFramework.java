package org.underpass.start.connect;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.osgi.launch.EquinoxFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.connect.ModuleConnector;
import org.osgi.framework.launch.Framework;
import org.underpass.start.Activator;
import org.underpass.start.InstalledPlugins;
import org.underpass.start.InstalledPlugins.Found;
import org.underpass.start.PluginJar;

/** A running Equinox over an index: our bundles connected to the class path, strangers' as bundles of their own. */
final class ConnectFramework {
    private final Framework framework;

    private ConnectFramework(Framework framework) {
        this.framework = framework;
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** The framework over a store that already knows all bundles. */
    static ConnectFramework open(BundleIndex index, Path store) throws BundleException {
        return launch(index, store);
    }

    /** The framework over an empty store; installs our bundles. Plug-ins come after it, see {@link #addPlugins}. */
    static ConnectFramework create(BundleIndex index, Path store) throws BundleException {
        ConnectFramework launched = launch(index, store);
        var installed = new ArrayList<Bundle>();
        for (ConnectedBundle bundle : index.bundles()) {
            installed.add(launched.context().installBundle(bundle.location()));
        }
        remember(index, launched.context());
        for (Bundle bundle : installed) {
            if (!isFragment(bundle)) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        }
        return launched;
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    private static ConnectFramework launch(BundleIndex index, Path store) throws BundleException {
        var modules = ConnectedBundle.byLocation(index.bundles());
        Framework framework = new EquinoxFactory().newFramework(configuration(store), new Connector(modules));
        framework.init();
        remember(index, framework.getBundleContext());
        framework.start();
        return new ConnectFramework(framework);
    }

    private static void remember(BundleIndex index, BundleContext context) {
        for (ConnectedBundle connected : index.bundles()) {
            Bundle bundle = context.getBundle(connected.location());
            if (bundle != null) {
                ClassPathBundles.add(connected, bundle);
            }
        }
    }

    private static Map<String, String> configuration(Path store) {
        var configuration = new HashMap<String, String>();
        configuration.put(Constants.FRAMEWORK_STORAGE, store.toString());
        configuration.put(Activator.LAUNCHED, "true");
        // A store in use is only read, so two processes may share it.
        configuration.put("osgi.locking", "none");
        configuration.put("eclipse.stateSaveDelayInterval", "0");
        configuration.put("eclipse.log.enabled", "false");
        configuration.put("osgi.instance.area", "@none");
        configuration.put("osgi.user.area", "@none");
        configuration.put("osgi.configuration.cascaded", "false");
        configuration.put("osgi.framework.useSystemProperties", "false");
        configuration.put("ds.cache.metadata", "true");
        return configuration;
    }

    InstalledPlugins addPlugins(Path folder, List<Found> found) {
        return InstalledPlugins.synchronize(context(), folder, found);
    }

    /** The plug-ins that the store brought, with the problems that were written down beside it. */
    InstalledPlugins storedPlugins(Path folder, List<Found> found, List<Optional<String>> problems) {
        var jars = new ArrayList<PluginJar>();
        for (int i = 0; i < found.size(); i++) {
            jars.add(InstalledPlugins.describe(context(), found.get(i).file(), problems.get(i)));
        }
        return new InstalledPlugins(folder, jars);
    }

    /** Stops in good order, which is the only way to have the store written. */
    void stop() throws BundleException, InterruptedException, IOException {
        framework.stop();
        FrameworkEvent event = framework.waitForStop(10_000);
        if (event.getType() != FrameworkEvent.STOPPED) {
            throw new IOException("the framework did not stop");
        }
    }

    private record Connector(Map<String, ConnectedBundle> modules) implements ModuleConnector {
        @Override
        public void initialize(File storage, Map<String, String> configuration) {
            // The index knows everything already.
        }

        @Override
        public Optional<ConnectModule> connect(String location) throws BundleException {
            if (!location.startsWith(ConnectedBundle.SCHEME)) {
                return Optional.empty();
            }
            ConnectedBundle bundle = modules.get(location);
            if (bundle == null) {
                throw new BundleException(location + ": not in this installation");
            }
            return Optional.of(bundle);
        }

        @Override
        public Optional<BundleActivator> newBundleActivator() {
            return Optional.empty();
        }
    }
}
