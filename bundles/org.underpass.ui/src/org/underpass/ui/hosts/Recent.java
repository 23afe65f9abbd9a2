package org.underpass.ui.hosts;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.core.runtime.preferences.IEclipsePreferences;
import org.eclipse.core.runtime.preferences.InstanceScope;
import org.osgi.service.prefs.BackingStoreException;

/** What was opened before: captured machines and profiles, newest first, without the demos and this machine. */
public final class Recent {
    private static final int MOST = 10;

    private Recent() {
    }

    /** Each as {@link Files#open} takes it. */
    public static List<String> all() {
        String all = preferences().get("recent", "");
        return all.isEmpty() ? List.of() : List.of(all.split("\n"));
    }

    /** Puts something to the front. */
    public static void remember(String name) {
        if (name.equals("live") || name.startsWith("demo:")) {
            return;
        }
        List<String> all = new ArrayList<>(all());
        all.remove(name);
        all.addFirst(name);
        preferences().put("recent", String.join("\n", all.subList(0, Math.min(MOST, all.size()))));
        flush();
    }

    static IEclipsePreferences preferences() {
        return InstanceScope.INSTANCE.getNode("org.underpass.ui/hosts");
    }

    static void flush() {
        try {
            preferences().flush();
        } catch (BackingStoreException lost) {
            // Only the comfort of finding the same list again is lost.
            return;
        }
    }
}
