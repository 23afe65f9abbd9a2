package org.underpass.spi.quirk;

import java.util.List;

/**
 * What a quirk is, apart from any machine.
 *
 * @param id         unique and lasting: {@code amd.navi10}; a plug-in's begins with a prefix of its own
 * @param title      the family of cards and what the quirk knows of it, in a few words
 * @param references public sources
 */
public record QuirkInfo(String id, String title, List<String> references) {
    public QuirkInfo {
        references = List.copyOf(references);
    }
}
