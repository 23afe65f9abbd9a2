package org.underpass.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** What the arguments ask for. */
sealed interface Request {
    /** Text to print, such as help, and nothing else to do. */
    record Print(String text) implements Request {
    }

    /** A verb to run. */
    record Call(Verb verb, Map<String, String> options, List<String> operands, String format) implements Request {
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
        ParseResult parsed;
        try {
            parsed = new CommandLine(spec(verb)).parseArgs(rest.toArray(String[]::new));
        } catch (ParameterException wrong) {
            throw CommandException.usage(verb.name() + ": " + wrong.getMessage());
        }
        if (parsed.hasMatchedOption("--schema")) {
            return new Print(Help.schema(verb));
        }
        List<String> operands = parsed.matchedPositionals().isEmpty() ? List.of()
                : List.copyOf(parsed.matchedPositionalValue(0, List.<String>of()));
        if (operands.size() < verb.least()) {
            throw CommandException.usage("'" + verb.name() + "' needs " + verb.operands() + "; for example: "
                    + verb.example());
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (Verb.Option option : verb.options()) {
            if (parsed.hasMatchedOption(option.word())) {
                options.put(option.word(), option.parameter() == null ? ""
                        : parsed.matchedOptionValue(option.word(), ""));
            }
        }
        return new Call(verb, options, operands, format(verb, options));
    }

    private static String format(Verb verb, Map<String, String> options) throws CommandException {
        String format = options.getOrDefault("--format", "text");
        boolean sarif = verb.options().contains(Verb.Option.FINDINGS_FORMAT);
        if (!format.equals("text") && !format.equals("json") && !(sarif && format.equals("sarif"))) {
            throw CommandException.usage(verb.name() + ": unknown format '" + format + "'; it knows text, json"
                    + (sarif ? ", sarif" : ""));
        }
        return format;
    }

    /** The verb as the library for command lines wants it. Built for the one verb that is asked. */
    static CommandSpec spec(Verb verb) {
        CommandSpec spec = CommandSpec.create().name("underpass " + verb.name());
        for (Verb.Option option : verb.options()) {
            OptionSpec.Builder builder = OptionSpec.builder(option.word()).description(option.help());
            spec.addOption(option.parameter() == null ? builder.arity("0").type(boolean.class).build()
                    : builder.arity("1").type(String.class).paramLabel(option.parameter()).build());
        }
        if (verb.most() > 0) {
            spec.addPositional(PositionalParamSpec.builder().index("0..*").arity("0.." + verb.most())
                    .type(List.class).auxiliaryTypes(String.class).paramLabel(verb.operands()).hideParamSyntax(true)
                    .build());
        }
        spec.parser().unmatchedOptionsArePositionalParams(false).overwrittenOptionsAllowed(false);
        return spec;
    }
}
