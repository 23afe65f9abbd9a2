package org.underpass.start.connect;

import java.security.CodeSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.connect.FrameworkUtilHelper;

/**
 * Answers {@code FrameworkUtil.getBundle(Class)} for classes of the class path, whose loader belongs to no bundle: the
 * jar that a class came from tells. The framework finds this class by {@code java.util.ServiceLoader}.
 */
public final class ClassPathBundles implements FrameworkUtilHelper {
    private static final Map<String, Bundle> BY_JAR = new ConcurrentHashMap<>();

    static void add(ConnectedBundle connected, Bundle bundle) {
        BY_JAR.put(connected.jar().getFileName().toString(), bundle);
    }

    @Override
    public Optional<Bundle> getBundle(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        // By its name, because the class path may hold a copy of a signed jar.
        String path = source.getLocation().getPath();
        return Optional.ofNullable(BY_JAR.get(path.substring(path.lastIndexOf('/') + 1)));
    }
}
