package org.underpass.ui.hosts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jface.viewers.ITreeContentProvider;

/** The tree of hosts, groups or buses, and functions; with a search, only what matches. */
final class HostsContent implements ITreeContentProvider {
    boolean byBus;
    private String words = "";
    private final Map<OpenHost, List<GroupNode>> groups = new HashMap<>();
    private final Map<FunctionNode, GroupNode> parents = new HashMap<>();
    private final Set<OpenHost> seen = new HashSet<>();

    void search(String text) {
        words = text;
    }

    /** Groups are made anew when next asked for. */
    void forget() {
        groups.clear();
        parents.clear();
        seen.clear();
    }

    /** Keeps what is known of hosts that are still there. */
    void forget(List<OpenHost> still) {
        groups.keySet().retainAll(still);
        seen.retainAll(still);
    }

    /** Whether this host, as it is now, has not been shown yet. */
    boolean firstTime(OpenHost host) {
        return host.machine().isPresent() && seen.add(host);
    }

    @Override
    public Object[] getElements(Object input) {
        return OpenHosts.shared().all().toArray();
    }

    @Override
    public Object[] getChildren(Object parent) {
        return switch (parent) {
            case OpenHost host when host.machine().isPresent() -> Stream.concat(
                    host.machine().get().functions().values().stream()
                            .filter(f -> f.isCard() && (words.isEmpty() || f.matches(words))).map(CardNode::new),
                    groups(host).stream().filter(g -> words.isEmpty()
                            || g.members().stream().anyMatch(m -> m.matches(words)))).toArray();
            case GroupNode group -> group.members().stream()
                    .filter(m -> words.isEmpty() || m.matches(words)).toArray();
            default -> new Object[0];
        };
    }

    private List<GroupNode> groups(OpenHost host) {
        return groups.computeIfAbsent(host, h -> {
            List<GroupNode> made = byBus ? h.machine().orElseThrow().byBus() : h.machine().orElseThrow().byGroup();
            made.forEach(g -> g.members().forEach(m -> parents.put(m, g)));
            return made;
        });
    }

    @Override
    public Object getParent(Object element) {
        return switch (element) {
            case FunctionNode function -> {
                OpenHosts.shared().all().stream().filter(h -> h.machine().isPresent()).forEach(this::groups);
                yield parents.get(function);
            }
            case CardNode card -> card.hostSpec().flatMap(OpenHosts.shared()::find).orElse(null);
            case GroupNode group -> group.hostSpec().flatMap(OpenHosts.shared()::find).orElse(null);
            default -> null;
        };
    }

    @Override
    public boolean hasChildren(Object element) {
        return switch (element) {
            case OpenHost host -> host.machine().isPresent();
            case GroupNode group -> !group.members().isEmpty();
            default -> false;
        };
    }
}
