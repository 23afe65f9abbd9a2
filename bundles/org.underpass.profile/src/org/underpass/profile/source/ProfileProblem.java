package org.underpass.profile.source;

import java.util.Optional;

/**
 * Something in the text of a profile that makes it unreadable or doubtful. What a profile says about a machine is no
 * problem in this sense; rules judge that.
 *
 * @param code what kind of problem; stable, for tests and filters
 * @param severity an error makes the profile unusable
 * @param message one or two sentences for people: what is wrong and what was expected
 * @param path the value it is about, empty for the file as a whole
 * @param span where it stands
 * @param suggestion what would be right, without further words, where one thing is likely
 * @param edit the change that brings it about, where it is safe
 */
public record ProfileProblem(Code code, Severity severity, String message, String path, Span span,
        Optional<String> suggestion, Optional<ProfileEdit> edit) {

    /** How grave. */
    public enum Severity {
        /** The profile cannot be used. */
        ERROR,
        /** It can, but probably not as meant. */
        WARNING
    }

    /** The kinds of problem. */
    public enum Code {
        /** The file cannot be read at all. */
        UNREADABLE,
        /** More bytes than {@link ProfileSource#MAX_BYTES}. */
        TOO_LARGE,
        /** Bytes that are no UTF-8. */
        NOT_UTF8,
        /** A character that a profile cannot hold, such as NUL. */
        FORBIDDEN_CHARACTER,
        /** A tab where spaces must be. */
        TAB,
        /** Not YAML. */
        SYNTAX,
        /** More than one document. */
        SEVERAL_DOCUMENTS,
        /** Nested deeper than {@link ProfileSource#MAX_DEPTH}. */
        TOO_DEEP,
        /** Aliases that multiply the text beyond measure, or a node within itself. */
        ALIAS_BOMB,
        /** An alias of an anchor that is not there. */
        UNKNOWN_ANCHOR,
        /** A YAML tag such as {@code !!binary}. */
        TAG,
        /** The same key twice. */
        DUPLICATE_KEY,
        /** A key that the language does not have. */
        UNKNOWN_KEY,
        /** A key without which the rest has no meaning. */
        MISSING_KEY,
        /** A list where a word should be, and the like. */
        WRONG_TYPE,
        /** A word or number that is not allowed here. */
        WRONG_VALUE,
        /** Two values that exclude each other. */
        CONFLICT
    }

    /** An error without a suggestion. */
    public static ProfileProblem error(Code code, String message, String path, Span span) {
        return new ProfileProblem(code, Severity.ERROR, message, path, span, Optional.empty(), Optional.empty());
    }

    /** The same with what would be right, and the change that brings it about. */
    public ProfileProblem suggesting(String right, ProfileEdit change) {
        return new ProfileProblem(code, severity, message, path, span, Optional.of(right), Optional.ofNullable(change));
    }

    /** Line of its start, from 1. */
    public int line() {
        return span.line();
    }

    /** Column of its start, from 1, in UTF-16 units. */
    public int column() {
        return span.column();
    }

    /** As compilers print it: {@code file:line:column: message}. */
    public String describe(String fileName) {
        return fileName + ":" + line() + ":" + column() + ": " + message;
    }
}
