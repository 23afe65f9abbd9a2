package org.underpass.hypervisor.machine.host;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A library of shell functions in texts of our own, of which a script gets those that it uses, so that whoever reads
 * the script before running it as root reads nothing in vain. Each function begins with its name at the start of a
 * line, ends with a brace there, and may have comment lines before it. Made once for each backend: finding out which
 * function calls which takes milliseconds.
 */
public final class ShellFunctions {
    private static final Pattern FUNCTION = Pattern.compile("(?m)^(?:#.*\n)*([a-z_]+)\\(\\) \\{\n(?s:.*?)^\\}\n");

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, List<String>> calls = new LinkedHashMap<>();

    private ShellFunctions(String library) {
        Matcher matcher = FUNCTION.matcher(library);
        while (matcher.find()) {
            texts.put(matcher.group(1), matcher.group());
        }
        texts.forEach((name, text) -> calls.put(name, texts.keySet().stream().filter(n -> calls(text, n)).toList()));
    }

    /** The functions that all backends share, and those of a text that lies beside a class. */
    public static ShellFunctions with(Class<?> beside, String name) {
        return new ShellFunctions(StepScript.resource(StepScript.class, "helpers.sh")
                + StepScript.resource(beside, name));
    }

    /** These functions, and those that they call, in the order of the library. Other names are ignored. */
    String texts(Collection<String> names) {
        Set<String> used = new LinkedHashSet<>();
        names.forEach(name -> collect(name, used));
        StringBuilder text = new StringBuilder();
        texts.forEach((name, function) -> text.append(used.contains(name) ? "\n" + function : ""));
        return text.toString();
    }

    private void collect(String name, Set<String> used) {
        if (texts.containsKey(name) && used.add(name)) {
            calls.get(name).forEach(called -> collect(called, used));
        }
    }

    /** Whether a command of that name begins somewhere, outside of comments. */
    private static boolean calls(String script, String name) {
        return Pattern.compile("(?m)^(?!#)(?:.*[ (;])?" + name + "(?:[ ;)]|$)").matcher(script).find();
    }
}
