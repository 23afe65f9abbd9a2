package org.underpass.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.underpass.host.Fact;
import org.underpass.host.FileTree;
import org.underpass.host.Host;
import org.underpass.profile.Hook;
import org.underpass.profile.Profile;
import org.underpass.profile.VmProfile;
import org.underpass.spi.OwnScript;

/**
 * The scripts that run around a guest: libvirt's hooks on the host ({@code qemu}, {@code qemu.d/*} and what the widely
 * copied dispatcher runs below {@code qemu.d/GUEST/STEP/TIME}), and programs that the profile names under hooks.
 */
final class OwnScripts {
    static final String HOOKS = "etc/libvirt/hooks";
    private static final int DEEPEST = 4;
    private static final int MOST = 200;

    private final FileTree tree;
    private final Map<String, OwnScript> found = new LinkedHashMap<>();

    private OwnScripts(FileTree tree) {
        this.tree = tree;
    }

    static List<OwnScript> of(Optional<Host> host, Profile profile) {
        if (host.isEmpty() || !(profile instanceof VmProfile vm)) {
            return List.of();
        }
        OwnScripts scripts = new OwnScripts(host.get().tree());
        scripts.folder("", 0);
        for (Hook hook : vm.hooks()) {
            String path = hook.command().get(0);
            if (path.startsWith("/")) {
                scripts.add(path.replaceFirst("^/+", ""), Optional.empty());
            }
        }
        return List.copyOf(scripts.found.values());
    }

    private void folder(String below, int depth) {
        String path = below.isEmpty() ? HOOKS : HOOKS + "/" + below;
        Fact<List<String>> names = tree.list(path);
        for (String name : names.orElse(List.of())) {
            String inner = below.isEmpty() ? name : below + "/" + name;
            if (depth < DEEPEST && tree.list(HOOKS + "/" + inner).isKnown()) {
                folder(inner, depth + 1);
            } else {
                add(HOOKS + "/" + inner, Optional.of(inner));
            }
        }
    }

    private void add(String path, Optional<String> hook) {
        if (found.size() < MOST) {
            found.putIfAbsent(path, new OwnScript(path, hook, tree.read(path), tree.mode(path)));
        }
    }
}
