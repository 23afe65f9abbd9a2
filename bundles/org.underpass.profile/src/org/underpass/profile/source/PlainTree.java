package org.underpass.profile.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A tree without places, to compare what came out with what was wanted. */
final class PlainTree {
    private PlainTree() {
    }

    static Object of(SourceNode node) {
        return switch (node == null ? null : node.resolved()) {
            case null -> new LinkedHashMap<String, Object>();
            case SourceNode.Mapping mapping -> {
                Map<String, Object> map = new LinkedHashMap<>();
                mapping.entries().forEach(entry -> map.putIfAbsent(entry.key().text(), of(entry.value())));
                yield map;
            }
            case SourceNode.Sequence sequence -> {
                List<Object> list = new ArrayList<>();
                sequence.items().forEach(item -> list.add(of(item)));
                yield list;
            }
            case SourceNode.Scalar scalar -> scalar.isNull() ? "" : scalar.text();
            case SourceNode.Alias alias -> throw new IllegalStateException(alias.anchor());
        };
    }

    private static Object ofValue(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                map.forEach((key, item) -> copy.put((String) key, ofValue(item)));
                yield copy;
            }
            case List<?> list -> {
                List<Object> copy = new ArrayList<>();
                list.forEach(item -> copy.add(ofValue(item)));
                yield copy;
            }
            case Boolean flag -> flag ? "yes" : "no";
            default -> String.valueOf(value);
        };
    }

    static Object after(Object tree, ProfileEdit edit, ProfilePath path) {
        return change(tree, edit, path.steps());
    }

    @SuppressWarnings("unchecked")
    private static Object change(Object tree, ProfileEdit edit, List<Object> steps) {
        if (steps.isEmpty()) {
            return switch (edit) {
                case ProfileEdit.Set set -> ofValue(set.value());
                case ProfileEdit.Add add -> {
                    List<Object> list = tree instanceof List<?> ? (List<Object>) tree : new ArrayList<>();
                    list.add(ofValue(add.value()));
                    yield list;
                }
                case ProfileEdit.Remove remove -> new LinkedHashMap<String, Object>();
                case ProfileEdit.Rename rename -> tree;
            };
        }
        boolean last = steps.size() == 1;
        List<Object> rest = steps.subList(1, steps.size());
        if (steps.getFirst() instanceof String key) {
            Map<String, Object> map = tree instanceof Map<?, ?> ? (Map<String, Object>) tree
                    : new LinkedHashMap<>();
            if (last && edit instanceof ProfileEdit.Rename rename) {
                Map<String, Object> renamed = new LinkedHashMap<>();
                map.forEach((k, v) -> renamed.put(k.equals(key) ? rename.key() : k, v));
                return renamed;
            } else if (last && edit instanceof ProfileEdit.Remove) {
                map.remove(key);
            } else if (map.containsKey(key) || !(edit instanceof ProfileEdit.Remove)) {
                map.put(key, change(map.get(key), edit, rest));
            }
            return map;
        }
        int index = (Integer) steps.getFirst();
        List<Object> list = tree instanceof List<?> ? (List<Object>) tree : new ArrayList<>();
        if (last && edit instanceof ProfileEdit.Remove) {
            if (index < list.size()) {
                list.remove(index);
            }
        } else if (index < list.size()) {
            list.set(index, change(list.get(index), edit, rest));
        } else if (index == list.size()) {
            list.add(change(null, edit, rest));
        } else {
            throw new EditRefusedException("there is no item " + index);
        }
        return list;
    }
}
