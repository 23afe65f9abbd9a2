package org.underpass.testkit;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shell would run of a script, and what it takes literally. */
class ShellTextTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "exec 'qemu' '$(pwn3d)'", "exec 'it'\\''s' '`pwn3d`'", "# $(pwn3d)\nexec 'x'", "exec \"\\$(pwn3d)\"",
        "exec \"a 'b' pwn3d\"", "exec 'a\nb; pwn3d'", "exec a#b '$(pwn3d)'"})
    void literal(String script) {
        assertNull(ShellText.exposed(script, "pwn3d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "exec $(pwn3d)", "exec \"$(pwn3d)\"", "exec \"`pwn3d`\"", "exec 'a'; pwn3d", "# title\npwn3d",
        "exec 'it's $(pwn3d)'", "exec \"\\\\$(pwn3d)\"", "exec 'a' 'b\\' $(pwn3d) 'c'", "exec a#b $(pwn3d)",
        "exec it's $(pwn3d)"})
    void exposed(String script) {
        assertNotNull(ShellText.exposed(script, "pwn3d"));
    }
}
