package org.underpass.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.underpass.cli.Verb.Option;
import org.underpass.iommu.memory.MemoryFile;
import org.underpass.iommu.memory.MemoryFormatException;
import org.underpass.iommu.memory.RegisterDump;
import org.underpass.iommu.memory.TableRoot;
import org.underpass.iommu.walk.PhysicalMemory;
import org.underpass.iommu.walk.Walker;
import org.underpass.pci.PciAddress;

/** The options of verbs that walk tables in memory; their messages begin with the verb's name. */
final class WalkOptions {
    private WalkOptions() {
    }

    /**
     * Tables in a memory image.
     *
     * @param assumptions sentences about what was taken for granted, as no register says otherwise
     */
    record Tables(Walker walker, List<String> assumptions) {
    }

    static void noneWithoutMemory(String name, Invocation invocation) throws CommandException {
        for (Option option : List.of(Option.BASE, Option.TABLE, Option.ROOT, Option.REGISTERS)) {
            if (invocation.option(option).isPresent()) {
                throw CommandException.usage(name + option.word() + " belongs to --memory, which is missing");
            }
        }
    }

    static Tables tables(String name, Invocation invocation) throws CommandException {
        if (invocation.option(Option.HOST).isPresent()) {
            throw CommandException.usage(name + "--memory and --host exclude each other");
        }
        String word = invocation.option(Option.TABLE).orElseThrow(() -> missing(name, Option.TABLE));
        TableRoot.Kind kind = Stream.of(TableRoot.Kind.values()).filter(k -> k.word().equals(word)).findFirst()
                .orElseThrow(() -> CommandException.usage(name + "unknown table '" + word
                        + "'; it knows vtd, amdvi, smmuv3, gart"));
        long value = hex(name, invocation, Option.ROOT).orElseThrow(() -> missing(name, Option.ROOT));
        Optional<Long> given = hex(name, invocation, Option.BASE);
        OptionalLong base = given.isPresent() ? OptionalLong.of(given.get()) : OptionalLong.empty();
        Optional<RegisterDump> registers = registers(invocation);
        TableRoot root = new TableRoot(kind, value, registers);
        Walker walker = root.walker(memory(invocation, base)).orElseThrow(() -> new CommandException(
                registers.isEmpty() ? Status.USAGE : Status.INPUT, name + "a GART needs its registers F3x90 and F3x98"
                        + (registers.isEmpty() ? "; name a file that has them with --registers"
                                : ", which " + invocation.option(Option.REGISTERS).orElseThrow() + " does not show")));
        return new Tables(walker, root.assumptions());
    }

    private static PhysicalMemory memory(Invocation invocation, OptionalLong base) throws CommandException {
        String given = invocation.option(Option.MEMORY).orElseThrow();
        try {
            return MemoryFile.open(invocation.path(given), base);
        } catch (IOException failure) {
            throw unreadable(given, failure);
        }
    }

    private static Optional<RegisterDump> registers(Invocation invocation) throws CommandException {
        Optional<String> given = invocation.option(Option.REGISTERS);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        try (BufferedReader text = Files.newBufferedReader(invocation.path(given.get()),
                StandardCharsets.ISO_8859_1)) {
            return Optional.of(RegisterDump.read(text, given.get()));
        } catch (IOException failure) {
            throw unreadable(given.get(), failure);
        }
    }

    private static CommandException unreadable(String given, IOException failure) {
        return new CommandException(Status.INPUT, failure instanceof MemoryFormatException
                ? failure.getMessage() : given + ": " + FileErrors.reason(failure), failure);
    }

    static CommandException missing(String name, Option option) {
        return CommandException.usage(name + option.word() + " " + option.parameter() + " is missing: "
                + option.help());
    }

    static PciAddress requester(String name, Invocation invocation) throws CommandException {
        String word = invocation.option(Option.REQUESTER).orElseThrow(() -> missing(name, Option.REQUESTER));
        return PciAddress.tryParse(word).orElseThrow(() -> CommandException.usage(name + "'" + word
                + "' is no address of a function; expected one such as 0000:01:00.0"));
    }

    static Optional<Long> hex(String name, Invocation invocation, Option option) throws CommandException {
        Optional<String> word = invocation.option(option);
        return word.isEmpty() ? Optional.empty() : Optional.of(number(name, option, word.get(), 16));
    }

    static OptionalInt pasid(String name, Invocation invocation) throws CommandException {
        Optional<String> word = invocation.option(Option.PASID);
        if (word.isEmpty()) {
            return OptionalInt.empty();
        }
        long value = number(name, Option.PASID, word.get(), 10);
        if (value < 0 || value > 0xfffff) {
            throw CommandException.usage(name + "--pasid " + word.get() + " is wider than a PASID's 20 bits");
        }
        return OptionalInt.of((int) value);
    }

    private static long number(String name, Option option, String word, int radix) throws CommandException {
        boolean prefixed = word.startsWith("0x") || word.startsWith("0X");
        try {
            return Long.parseUnsignedLong(prefixed ? word.substring(2) : word, prefixed ? 16 : radix);
        } catch (NumberFormatException unfit) {
            throw CommandException.usage(name + option.word() + ": expected a number such as 0x1000 of at most 64 bits,"
                    + " found '" + word + "'");
        }
    }
}
