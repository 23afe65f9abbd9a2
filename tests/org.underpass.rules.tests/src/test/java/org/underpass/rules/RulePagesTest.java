package org.underpass.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.underpass.engine.RulePage;
import org.underpass.rules.platform.AmdIommuOn;
import org.underpass.spi.Severity;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleInfo;
import org.underpass.spi.rule.RuleInfo.Basis;
import org.underpass.spi.rule.RuleInfo.Scope;

/** The list of rules, and the page that is made of each. */
class RulePagesTest {
    private final List<RuleInfo> all = new UnderpassRules().rules().stream().map(Rule::info).toList();

    @Test
    void eachRuleIsThereOnceAndBelongsToAGroup() {
        List<String> ids = all.stream().map(RuleInfo::id).toList();
        assertEquals(ids.stream().distinct().toList(), ids);
        ids.forEach(id -> assertTrue(id.matches("[A-H][0-9]{2}"), id));
    }

    @Test
    void theFirstOnesAreThere() {
        assertTrue(all.stream().map(RuleInfo::id).toList().containsAll(List.of("A01", "A02", "A03", "A05", "A07", "B01",
                "B02", "B03", "B04", "B05", "B09", "B10", "C01", "C04", "C05", "C06", "D01", "D02", "E01", "E02", "F09",
                "F10")));
    }

    @Test
    void aPageSaysWhatTheRuleSays() {
        assertEquals("""
                # A03: amd\\_iommu=on does nothing

                | Severity | Rests on | Asked of |
                | --- | --- | --- |
                | info | the source of the program that fails | a host |

                ## Why it matters

                The kernel does not know this word and logs a complaint; AMD's IOMMU is on without it.

                ## What helps

                Drop it from the kernel's command line.

                ## What logs say

                - `AMD-Vi: Unknown option - 'on'`

                ## Sources

                - Linux drivers/iommu/amd/init.c, parse\\_amd\\_iommu\\_options
                """, RulePage.markdown(new AmdIommuOn().info()));
    }

    @Test
    void everyRuleHasAWholePage() {
        for (RuleInfo rule : all) {
            String page = RulePage.markdown(rule);
            assertTrue(page.startsWith("# " + rule.id() + ": "), page);
            assertTrue(page.contains("## Why it matters") && page.contains("## What helps")
                    && page.contains("## Sources"), page);
            assertEquals(page, RulePage.markdown(rule));
        }
    }

    /** The pages lie in {@code docs/rules}; {@code -Dunderpass.goldens=rewrite} writes them anew. */
    @Test
    void thePagesInTheRepositoryAreThoseOfTheRules() throws IOException {
        String top = System.getProperty("underpass.root");
        assumeTrue(top != null, "skipped: underpass.root does not say where the repository is");
        Path folder = Path.of(top, "docs", "rules");
        Map<String, String> pages = new TreeMap<>();
        StringBuilder index = new StringBuilder("# Rules\n\nWhat `underpass profile check` looks for. Each page is made"
                + " from the rule itself.\n\n| Rule | Severity | What goes wrong |\n| --- | --- | --- |\n");
        for (RuleInfo rule : all) {
            String page = RulePage.markdown(rule);
            pages.put(rule.id() + ".md", page);
            String title = page.substring(page.indexOf(": ") + 2, page.indexOf('\n'));
            index.append("| [").append(rule.id()).append("](").append(rule.id()).append(".md) | ")
                    .append(rule.severity().word()).append(" | ").append(title).append(" |\n");
        }
        pages.put("README.md", index.toString());
        if ("rewrite".equals(System.getProperty("underpass.goldens"))) {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> page : pages.entrySet()) {
                Files.writeString(folder.resolve(page.getKey()), page.getValue());
            }
        }
        Map<String, String> written = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                written.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertEquals(pages, written);
    }

    @Test
    void wordsOfStrangersStayWords() {
        String page = RulePage.markdown(new RuleInfo("x.1", Severity.INFO, Basis.INFERENCE, Scope.LOG,
                "<script> & [a](b)\n# not a heading", "a | b", "*c*", List.of("`tick` and ``two``"),
                List.of("https://example.org/a_b", "javascript:alert(1)", "https://example.org/ <b>")));
        assertTrue(page.startsWith("# x.1: \\<script\\> \\& \\[a\\](b) \\# not a heading\n"), page);
        assertTrue(page.contains("a \\| b") && page.contains("\\*c\\*"), page);
        assertTrue(page.contains("- ``` `tick` and ``two`` ```"), page);
        assertTrue(page.contains("- <https://example.org/a_b>") && page.contains("- https://example.org/ \\<b\\>"), page);
    }
}
