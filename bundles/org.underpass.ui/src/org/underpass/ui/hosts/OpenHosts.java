package org.underpass.ui.hosts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.OperationCanceledException;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.ui.PlatformUI;
import org.underpass.host.HostException;
import org.underpass.ui.Engine;

/**
 * The hosts that are open in the workbench, in the order in which they were opened, and which of them is the current one:
 * the one that profiles are checked against. Used on the UI thread only; reading happens in jobs.
 */
public final class OpenHosts {
    /** Hears of changes, on the UI thread. */
    public interface Listener {
        void hostsChanged();
    }

    private static final OpenHosts SHARED = new OpenHosts();

    private final Map<String, OpenHost> hosts = new LinkedHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private String current = "";

    private OpenHosts() {
    }

    /** The one list of the workbench. */
    public static OpenHosts shared() {
        return SHARED;
    }

    public List<OpenHost> all() {
        return List.copyOf(hosts.values());
    }

    public Optional<OpenHost> find(String spec) {
        return Optional.ofNullable(hosts.get(spec));
    }

    /** The host that profiles are checked against: the one that was last opened or chosen. */
    public Optional<Machine> current() {
        return find(current).flatMap(OpenHost::machine);
    }

    /** Makes an open host the current one. */
    public void choose(String spec) {
        if (hosts.containsKey(spec) && !spec.equals(current)) {
            current = spec;
            changed();
        }
    }

    /** Opens a host, or reads it again when it is open. Returns at once; listeners hear of the outcome. */
    public void open(String spec) {
        hosts.put(spec, OpenHost.opening(spec));
        current = spec;
        changed();
        Job job = Job.create("Opening " + spec, monitor -> {
            OpenHost outcome = read(spec, monitor);
            if (PlatformUI.isWorkbenchRunning()) {
                PlatformUI.getWorkbench().getDisplay().asyncExec(() -> arrived(outcome));
            }
            return Status.OK_STATUS;
        });
        job.setPriority(Job.INTERACTIVE);
        job.schedule();
    }

    private static OpenHost read(String spec, IProgressMonitor monitor) {
        try {
            return new OpenHost(spec, Optional.of(Machine.open(spec, Engine::plugins, monitor)), Optional.empty());
        } catch (HostException failure) {
            return new OpenHost(spec, Optional.empty(), Optional.of(failure.getMessage()));
        } catch (OperationCanceledException cancelled) {
            return new OpenHost(spec, Optional.empty(), Optional.of("opening was cancelled"));
        } catch (RuntimeException | LinkageError failure) {
            return new OpenHost(spec, Optional.empty(), Optional.of("a bug of ours: " + failure));
        }
    }

    private void arrived(OpenHost outcome) {
        if (hosts.containsKey(outcome.spec())) {
            hosts.put(outcome.spec(), outcome);
            if (outcome.machine().isPresent()) {
                Recent.remember(outcome.spec());
            }
            changed();
        }
    }

    /** Takes a host from the list. */
    public void close(String spec) {
        hosts.remove(spec);
        if (spec.equals(current)) {
            current = hosts.keySet().stream().reduce((a, b) -> b).orElse("");
        }
        changed();
    }

    /** Keeps the list of open hosts for the next start. */
    public void save() {
        Recent.preferences().put("open", String.join("\n", hosts.keySet()));
        Recent.preferences().put("current", current);
        Recent.flush();
    }

    /** Opens what was open when the workbench was closed. */
    public void restore() {
        String last = Recent.preferences().get("current", "");
        for (String spec : Recent.preferences().get("open", "").split("\n")) {
            if (!spec.isEmpty() && !hosts.containsKey(spec)) {
                open(spec);
            }
        }
        choose(last);
    }

    public void add(Listener listener) {
        listeners.add(listener);
    }

    public void remove(Listener listener) {
        listeners.remove(listener);
    }

    private void changed() {
        listeners.forEach(Listener::hostsChanged);
    }
}
