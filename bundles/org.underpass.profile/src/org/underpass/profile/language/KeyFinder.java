package org.underpass.profile.language;

import java.util.Optional;

/** Finds the place where a key belongs that somebody wrote elsewhere. */
final class KeyFinder {
    private KeyFinder() {
    }

    /**
     * The first key of this name, case and hyphens aside, with the mapping that has it; {@code []} is any list item.
     */
    static Optional<String> find(Type.Keys root, String name) {
        return find(root, "", Nearest.bare(name));
    }

    private static Optional<String> find(Type type, String path, String name) {
        return switch (type) {
            case Type.Keys keys -> keys.keys().stream().filter(key -> !path.isEmpty()
                    && Nearest.bare(key.name()).equals(name))
                    .map(key -> "\"" + key.name() + "\" in " + path).findFirst().or(() -> keys.keys().stream()
                    .map(key -> find(key.type(), path.isEmpty() ? key.name() : path + "." + key.name(), name))
                    .flatMap(Optional::stream).findFirst());
            case Type.Items items -> find(items.item(), path + "[]", name);
            default -> Optional.empty();
        };
    }
}
