package org.underpass.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.underpass.cli.Verb.Option;
import org.underpass.iommu.memory.MemoryFile;
import org.underpass.iommu.memory.MemoryFormatException;
import org.underpass.iommu.memory.RegisterDump;
import org.underpass.iommu.memory.TableRoot;
import org.underpass.iommu.walk.Access;
import org.underpass.iommu.walk.PhysicalMemory;
import org.underpass.iommu.walk.Request;
import org.underpass.iommu.walk.Walker;
import org.underpass.pci.PciAddress;

/** {@code iommu translate}: what becomes of one access of one function. */
final class IommuTranslate {
    private static final String NAME = "iommu translate: ";

    private IommuTranslate() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        PciAddress requester = requester(invocation);
        Request request = new Request(requester.requesterId(), pasid(invocation),
                hex(invocation, Option.IOVA).orElseThrow(() -> missing(Option.IOVA)), access(invocation));
        if (invocation.option(Option.MEMORY).isPresent()) {
            if (invocation.option(Option.HOST).isPresent()) {
                throw CommandException.usage(NAME + "--memory and --host exclude each other");
            }
            return overMemory(invocation, requester, request);
        }
        for (Option option : List.of(Option.BASE, Option.TABLE, Option.ROOT, Option.REGISTERS)) {
            if (invocation.option(option).isPresent()) {
                throw CommandException.usage(NAME + option.word() + " belongs to --memory, which is missing");
            }
        }
        return HostTranslation.answer(invocation.host(), requester, request);
    }

    private static Answer overMemory(Invocation invocation, PciAddress requester, Request request)
            throws CommandException {
        String word = invocation.option(Option.TABLE).orElseThrow(() -> missing(Option.TABLE));
        TableRoot.Kind kind = Stream.of(TableRoot.Kind.values()).filter(k -> k.word().equals(word)).findFirst()
                .orElseThrow(() -> CommandException.usage(NAME + "unknown table '" + word
                        + "'; it knows vtd, amdvi, smmuv3, gart"));
        long value = hex(invocation, Option.ROOT).orElseThrow(() -> missing(Option.ROOT));
        OptionalLong base = invocation.option(Option.BASE).isPresent()
                ? OptionalLong.of(hex(invocation, Option.BASE).orElseThrow()) : OptionalLong.empty();
        Optional<RegisterDump> registers = registers(invocation);
        TableRoot root = new TableRoot(kind, value, registers);
        Walker walker = root.walker(memory(invocation, base)).orElseThrow(() -> new CommandException(
                registers.isEmpty() ? Status.USAGE : Status.INPUT, NAME + "a GART needs its registers F3x90 and F3x98"
                        + (registers.isEmpty() ? "; name a file that has them with --registers"
                                : ", which " + invocation.option(Option.REGISTERS).orElseThrow() + " does not show")));
        return TranslationAnswer.of(requester, request, walker.translate(request), root.assumptions());
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

    private static CommandException missing(Option option) {
        return CommandException.usage(NAME + option.word() + " " + option.parameter() + " is missing: "
                + option.help());
    }

    private static PciAddress requester(Invocation invocation) throws CommandException {
        String word = invocation.option(Option.REQUESTER).orElseThrow(() -> missing(Option.REQUESTER));
        return PciAddress.tryParse(word).orElseThrow(() -> CommandException.usage(NAME + "'" + word
                + "' is no address of a function; expected one such as 0000:01:00.0"));
    }

    private static Optional<Long> hex(Invocation invocation, Option option) throws CommandException {
        Optional<String> word = invocation.option(option);
        return word.isEmpty() ? Optional.empty() : Optional.of(number(option, word.get(), 16));
    }

    private static OptionalInt pasid(Invocation invocation) throws CommandException {
        Optional<String> word = invocation.option(Option.PASID);
        if (word.isEmpty()) {
            return OptionalInt.empty();
        }
        long value = number(Option.PASID, word.get(), 10);
        if (value < 0 || value > 0xfffff) {
            throw CommandException.usage(NAME + "--pasid " + word.get() + " is wider than a PASID's 20 bits");
        }
        return OptionalInt.of((int) value);
    }

    private static long number(Option option, String word, int radix) throws CommandException {
        boolean prefixed = word.startsWith("0x") || word.startsWith("0X");
        try {
            return Long.parseUnsignedLong(prefixed ? word.substring(2) : word, prefixed ? 16 : radix);
        } catch (NumberFormatException unfit) {
            throw CommandException.usage(NAME + option.word() + ": expected a number such as 0x1000 of at most 64 bits,"
                    + " found '" + word + "'");
        }
    }

    private static Access access(Invocation invocation) throws CommandException {
        String word = invocation.option(Option.ACCESS).orElse("any");
        return Stream.of(Access.values()).filter(a -> a.name().toLowerCase(Locale.ROOT).equals(word)).findFirst()
                .orElseThrow(() -> CommandException.usage(NAME + "unknown access '" + word
                        + "'; it knows read, write, any"));
    }
}
