package org.underpass.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** What the arguments ask for. */
sealed interface Request {
    /** Text to print, such as help, and nothing else to do. */
    record Print(String text) implements Request {
    }

    /** A verb to run. */
    record Call(Verb verb, Map<String, List<String>> options, List<String> operands, String format) implements Request {
    }

    /** The words that ask for help anywhere. */
    Set<String> HELP = Set.of("--help", "-h", "help");

    /**
     * Reads the arguments.
     *
     * @throws CommandException with status 2 and one line, for anything that the command does not know
     */
    static Request parse(List<String> arguments) throws CommandException {
        if (arguments.isEmpty() || HELP.contains(arguments.get(0))) {
            return new Print(Help.top());
        }
        String noun = arguments.get(0);
        if (noun.equals("--version") || noun.equals("-V")) {
            return new Print(Help.version());
        }
        if (!Verbs.nouns().contains(noun)) {
            throw CommandException.usage("unknown command '" + noun + "'" + Help.closest(noun, Verbs.nouns())
                    + "; 'underpass --help' lists all");
        }
        if (Verbs.isLone(noun)) {
            return call(Verbs.find(noun, "").orElseThrow(), arguments.subList(1, arguments.size()));
        }
        if (arguments.size() == 1) {
            throw CommandException.usage("'" + noun + "' needs a verb: " + Help.verbsOf(noun));
        }
        String word = arguments.get(1);
        if (HELP.contains(word)) {
            return new Print(Help.noun(noun));
        }
        Optional<Verb> verb = Verbs.find(noun, word);
        if (verb.isEmpty()) {
            throw CommandException.usage("unknown verb '" + word + "' of '" + noun + "'; it has "
                    + Help.verbsOf(noun));
        }
        return call(verb.get(), arguments.subList(2, arguments.size()));
    }

    private static Request call(Verb verb, List<String> rest) throws CommandException {
        if (rest.contains("--help") || rest.contains("-h")) {
            return new Print(Help.verb(verb));
        }
        if (verb.action() == null) {
            throw CommandException.usage("'" + verb.name() + "' is not there yet in this version ("
                    + verb.summary() + ")");
        }
        CommandLine parsed = parse(verb, rest);
        if (parsed.hasOption("schema")) {
            return new Print(Help.schema(verb));
        }
        List<String> operands = parsed.getArgList();
        if (operands.size() < verb.least()) {
            throw CommandException.usage("'" + verb.name() + "' needs " + verb.operands() + "; for example: "
                    + verb.example());
        }
        if (operands.size() > verb.most()) {
            throw CommandException.usage(verb.name() + ": '" + operands.get(verb.most()) + "' is one word too many");
        }
        Map<String, List<String>> options = new LinkedHashMap<>();
        for (Verb.Option option : verb.options()) {
            if (parsed.hasOption(option.word())) {
                options.put(option.word(), option.parameter() == null ? List.of() : values(verb, option, parsed));
            }
        }
        return new Call(verb, options, List.copyOf(operands), format(verb, options));
    }

    private static CommandLine parse(Verb verb, List<String> rest) throws CommandException {
        Options known = new Options();
        for (Verb.Option option : verb.options()) {
            known.addOption(Option.builder().longOpt(option.word().substring(2))
                    .hasArg(option.parameter() != null).get());
        }
        try {
            // Abbreviated options would become ambiguous with each one that is added.
            return DefaultParser.builder().setAllowPartialMatching(false).get()
                    .parse(known, rest.toArray(String[]::new));
        } catch (UnrecognizedOptionException unknown) {
            List<String> words = verb.options().stream().map(Verb.Option::word).toList();
            throw CommandException.usage(verb.name() + ": unknown option '" + unknown.getOption() + "'"
                    + Help.closest(unknown.getOption(), words) + (words.isEmpty() ? "; it has none"
                            : "; it has " + String.join(", ", words)));
        } catch (MissingArgumentException missing) {
            throw CommandException.usage(verb.name() + ": --" + missing.getOption().getLongOpt() + " needs a value");
        } catch (ParseException wrong) {
            throw CommandException.usage(verb.name() + ": " + wrong.getMessage());
        }
    }

    private static List<String> values(Verb verb, Verb.Option option, CommandLine parsed) throws CommandException {
        List<String> values = List.of(parsed.getOptionValues(option.word()));
        if (values.size() > 1 && !option.repeats()) {
            throw CommandException.usage(verb.name() + ": " + option.word() + " is given more than once");
        }
        if (values.contains("")) {
            throw CommandException.usage(verb.name() + ": " + option.word() + " is empty; it needs a value");
        }
        return values;
    }

    private static String format(Verb verb, Map<String, List<String>> options) throws CommandException {
        if (!options.containsKey("--format")) {
            return "text";
        }
        String format = options.get("--format").get(0);
        for (Verb.Option option : verb.options()) {
            if (option.formats().contains(format)) {
                return format;
            }
            if (!option.formats().isEmpty()) {
                throw CommandException.usage(verb.name() + ": unknown format '" + format + "'; it knows "
                        + String.join(", ", option.formats()));
            }
        }
        return format;
    }
}
