package org.underpass.start.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;
import org.underpass.start.HeadlessCommand;
import org.underpass.start.Interruption;
import org.underpass.start.PluginFolder;
import org.underpass.start.UnsatisfiedComponents;

/**
 * The headless bundles in an ordinary Equinox, each with a class loader of its own: what an import that is missing or a
 * reference that nobody satisfies breaks, and the fast start would not show.
 */
class ComponentsTest {
    private static final long PATIENCE_MILLIS = 10_000;

    private static BundleContext context;

    @BeforeAll
    static void startOurs() throws BundleException {
        context = FrameworkUtil.getBundle(ComponentsTest.class).getBundleContext();
        for (Bundle bundle : ours()) {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
    }

    private static List<Bundle> ours() {
        var ours = new ArrayList<Bundle>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName().startsWith("org.underpass.")
                    && bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
                ours.add(bundle);
            }
        }
        return ours;
    }

    @Test
    void everyBundleIsResolved() {
        var unresolved = new ArrayList<String>();
        for (Bundle bundle : ours()) {
            if ((bundle.getState() & (Bundle.INSTALLED | Bundle.UNINSTALLED)) != 0) {
                unresolved.add(bundle.getSymbolicName());
            }
        }
        assertEquals(List.of(), unresolved);
        assertFalse(ours().isEmpty());
    }

    /** Without the lazy policy nothing starts such a bundle, and its components are never seen, in silence. */
    @Test
    void everyBundleWithComponentsIsActivatedLazily() {
        var eager = new ArrayList<String>();
        for (Bundle bundle : ours()) {
            var headers = bundle.getHeaders("");
            if (headers.get("Service-Component") != null
                    && !"lazy".equals(headers.get(Constants.BUNDLE_ACTIVATIONPOLICY))) {
                eager.add(bundle.getSymbolicName());
            }
        }
        assertEquals(List.of(), eager);
    }

    @Test
    void noComponentWaits() {
        var waiting = UnsatisfiedComponents.list(context).stream()
                .filter(line -> line.startsWith("org.underpass.")).toList();
        assertEquals(List.of(), waiting);
    }

    @Test
    void theCommandAndTheStartersServicesAreThere() throws InterruptedException {
        for (Class<?> type : List.of(HeadlessCommand.class, PluginFolder.class, Interruption.class)) {
            var tracker = new ServiceTracker<>(context, type, null);
            tracker.open();
            assertNotNull(tracker.waitForService(PATIENCE_MILLIS), type.getName());
            tracker.close();
        }
    }
}
