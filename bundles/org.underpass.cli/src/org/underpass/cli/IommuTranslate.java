package org.underpass.cli;

import java.util.Locale;
import java.util.stream.Stream;
import org.underpass.cli.Verb.Option;
import org.underpass.iommu.walk.Access;
import org.underpass.iommu.walk.Request;
import org.underpass.pci.PciAddress;

/** {@code iommu translate}: what becomes of one access of one function. */
final class IommuTranslate {
    private static final String NAME = "iommu translate: ";

    private IommuTranslate() {
    }

    static Answer run(Invocation invocation) throws CommandException {
        PciAddress requester = WalkOptions.requester(NAME, invocation);
        Request request = new Request(requester.requesterId(), WalkOptions.pasid(NAME, invocation),
                WalkOptions.hex(NAME, invocation, Option.IOVA).orElseThrow(
                        () -> WalkOptions.missing(NAME, Option.IOVA)), access(invocation));
        if (invocation.option(Option.MEMORY).isPresent()) {
            return overMemory(invocation, requester, request);
        }
        WalkOptions.noneWithoutMemory(NAME, invocation);
        return HostTranslation.answer(invocation.host(), requester, request);
    }

    private static Answer overMemory(Invocation invocation, PciAddress requester, Request request)
            throws CommandException {
        WalkOptions.Tables tables = WalkOptions.tables(NAME, invocation);
        return TranslationAnswer.of(requester, request, tables.walker().translate(request), tables.assumptions());
    }

    private static Access access(Invocation invocation) throws CommandException {
        String word = invocation.option(Option.ACCESS).orElse("any");
        return Stream.of(Access.values()).filter(a -> a.name().toLowerCase(Locale.ROOT).equals(word)).findFirst()
                .orElseThrow(() -> CommandException.usage(NAME + "unknown access '" + word
                        + "'; it knows read, write, any"));
    }
}
