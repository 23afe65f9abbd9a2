package org.underpass.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.profile.source.ProfileSource;

/** What a stranger reads when a profile is wrong, word for word. */
class ProblemsTest {
    static Stream<Path> broken() {
        return Fixtures.profiles("broken").stream();
    }

    static Stream<Path> valid() {
        return Fixtures.profiles("valid").stream();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void everyBrokenProfileSaysWhatIsWrong(Path file) {
        ProfileResult result = Fixtures.read(file);
        String name = file.getFileName().toString();
        StringBuilder text = new StringBuilder();
        for (ProfileProblem problem : result.problems()) {
            text.append(problem.describe(name)).append('\n');
            text.append("    ").append(problem.code());
            problem.edit().ifPresent(edit -> text.append(", fix: ").append(edit.describe()));
            text.append('\n');
        }
        assertTrue(result.hasErrors());
        assertTrue(result.profile().isEmpty());
        Fixtures.golden(file.resolveSibling(name.replace(".yaml", ".problems.txt")), text.toString());
    }

    @ParameterizedTest
    @MethodSource("broken")
    void problemsAreSortedAndPointIntoTheText(Path file) {
        ProfileResult result = Fixtures.read(file);
        List<ProfileProblem> problems = result.problems();
        for (int i = 0; i < problems.size(); i++) {
            ProfileProblem problem = problems.get(i);
            assertFalse(problem.message().contains("\n"), problem.message());
            assertTrue(i == 0 || problems.get(i - 1).span().compareTo(problem.span()) <= 0);
            if (problem.code() != ProfileProblem.Code.NOT_UTF8) {
                assertTrue(problem.span().end() <= result.source().text().length());
                assertEquals(result.source().spanOf(problem.span().offset(), problem.span().length()), problem.span());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("broken")
    void everyFixMakesOneProblemVanish(Path file) {
        ProfileResult result = Fixtures.read(file);
        for (ProfileProblem problem : result.problems()) {
            if (problem.edit().isEmpty()) {
                continue;
            }
            // A duplicate key cannot be told apart by its path: mend a copy that has only this problem's siblings.
            ProfileSource mended = result.source().with(problem.edit().get());
            ProfileResult again = ProfileReader.read(mended);
            assertTrue(again.problems().stream().noneMatch(p -> p.message().equals(problem.message())),
                    problem.message());
        }
    }

    @ParameterizedTest
    @MethodSource("valid")
    void validProfilesHaveNoProblems(Path file) {
        ProfileResult result = Fixtures.read(file);
        assertEquals(List.of(), result.problems());
        assertTrue(result.profile().isPresent());
    }
}
