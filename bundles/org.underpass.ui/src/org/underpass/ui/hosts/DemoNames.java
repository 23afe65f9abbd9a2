package org.underpass.ui.hosts;

import java.util.Map;
import java.util.TreeMap;
import org.eclipse.core.commands.IParameterValues;
import org.underpass.host.HostSources;

/** The simulated machines, as Quick Access offers them. */
public final class DemoNames implements IParameterValues {
    @Override
    public Map<String, String> getParameterValues() {
        Map<String, String> names = new TreeMap<>();
        HostSources.demos().forEach(d -> names.put(d.name(), d.name()));
        return names;
    }
}
