package org.underpass.cli;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a verb found: the same facts as JSON and as text, and the status. Neither form is made before it is wanted.
 *
 * @param status the exit status
 * @param json   makes the JSON
 * @param text   writes the text
 * @param sarif  makes the SARIF log; null where the verb has none
 * @param junit  makes the report for continuous integration; null where the verb has none
 */
record Answer(int status, Supplier<Json> json, Consumer<Text> text, Supplier<Json> sarif, Supplier<String> junit) {
    Answer(int status, Supplier<Json> json, Consumer<Text> text) {
        this(status, json, text, null, null);
    }

    Answer(int status, Supplier<Json> json, Consumer<Text> text, Supplier<Json> sarif) {
        this(status, json, text, sarif, null);
    }
}
