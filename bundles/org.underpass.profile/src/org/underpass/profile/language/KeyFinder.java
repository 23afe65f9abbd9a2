package org.underpass.profile.language;

import java.util.Optional;

/** Finds the place where a key belongs that somebody wrote elsewhere. */
final class KeyFinder {
    private KeyFinder() {
    }

    /** The path of the first mapping that has a key of this name; {@code [ ]} stands for each item of a list. */
    static Optional<String> find(Type.Keys root, String name) {
        return find(root, "", name);
    }

    private static Optional<String> find(Type type, String path, String name) {
        return switch (type) {
            case Type.Keys keys when !path.isEmpty() && keys.key(name).isPresent() -> Optional.of(path);
            case Type.Keys keys -> keys.keys().stream()
                    .map(key -> find(key.type(), path.isEmpty() ? key.name() : path + "." + key.name(), name))
                    .flatMap(Optional::stream).findFirst();
            case Type.Items items -> find(items.item(), path + "[]", name);
            default -> Optional.empty();
        };
    }
}
