package org.underpass.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's command line, taken apart as the kernel does it (Linux, lib/cmdline.c, next_arg): blanks separate,
 * double quotes keep blanks together, the first {@code =} ends the name.
 *
 * @param all in order; what follows {@code --} belongs to init and is left out
 */
public record KernelArguments(List<Argument> all) {
    public KernelArguments {
        all = List.copyOf(all);
    }

    /**
     * One argument.
     *
     * @param name  as written
     * @param value what follows the equals sign, without quotes
     * @param token the whole argument as written
     */
    public record Argument(String name, Optional<String> value, String token) {
        /** Whether it is the argument of that name; {@code -} and {@code _} are the same to the kernel. */
        public boolean is(String other) {
            return name.replace('-', '_').equals(other.replace('-', '_'));
        }
    }

    /** Takes a command line apart. Total. */
    public static KernelArguments parse(String line) {
        List<Argument> found = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            if (line.charAt(at) <= ' ') {
                at++;
                continue;
            }
            int start = at;
            boolean quoted = false;
            while (at < line.length() && (quoted || line.charAt(at) > ' ')) {
                quoted ^= line.charAt(at) == '"';
                at++;
            }
            String token = line.substring(start, at);
            if (token.equals("--")) {
                break;
            }
            int equals = token.indexOf('=');
            String name = equals < 0 ? token : token.substring(0, equals);
            Optional<String> value = equals < 0 ? Optional.empty()
                    : Optional.of(token.substring(equals + 1).replace("\"", ""));
            found.add(new Argument(name.replace("\"", ""), value, token));
        }
        return new KernelArguments(found);
    }

    /** Whether an argument of that name is there, with or without a value. */
    public boolean has(String name) {
        return all.stream().anyMatch(argument -> argument.is(name));
    }

    /** Whether exactly {@code name=value} is there. */
    public boolean has(String name, String value) {
        return values(name).contains(value);
    }

    /** All arguments of that name, in order. */
    public List<Argument> named(String name) {
        return all.stream().filter(argument -> argument.is(name)).toList();
    }

    /** The values given for a name, in order; for most arguments the last one counts. */
    public List<String> values(String name) {
        return named(name).stream().flatMap(argument -> argument.value().stream()).toList();
    }

    /** The last value given for a name. */
    public Optional<String> value(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
    }
}
