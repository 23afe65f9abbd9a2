package org.underpass.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.underpass.spi.Evidence;

/** Questions that all three contracts ask. */
final class Exam {
    private static final int THREADS = 4;

    /** Daemons, so that an answer that never comes does not keep the tests from ending. */
    private static final ExecutorService POOL = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "exam");
        thread.setDaemon(true);
        return thread;
    });

    private Exam() {
    }

    /** Text that a person reads: there is some, on one line, without blanks at its ends. */
    static void sentence(String what, String text) {
        assertTrue(text != null && !text.isBlank(), what + " says nothing");
        assertEquals(text.strip(), text, what + " has blanks at its ends");
        assertTrue(text.chars().noneMatch(c -> c < 0x20), what + " holds a control character: " + text);
    }

    static void evidence(String whose, List<Evidence> evidence) {
        assertFalse(evidence.isEmpty(), whose + " has no evidence");
        for (Evidence one : evidence) {
            sentence("evidence of " + whose, one.fact());
            sentence("source of the evidence of " + whose, one.source());
            assertFalse(one.fact().endsWith("."), "evidence of " + whose + " ends with a full stop: " + one.fact());
        }
    }

    static void references(String whose, List<String> references) {
        assertFalse(references.isEmpty(), whose + " names no public source");
        references.forEach(one -> sentence("a reference of " + whose, one));
    }

    /** The answer must come in time, and be the same for everyone who asks, wherever and however often. */
    static <T> T steady(String what, Duration limit, Callable<T> question) {
        T first = within(what, limit, question);
        assertEquals(first, within(what, limit, question), what + ": a second time the answer is another one");
        List<Future<T>> answers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            answers.add(POOL.submit(question));
        }
        for (Future<T> answer : answers) {
            T another = get(what + ", asked from several threads at once,", limit.multipliedBy(THREADS), answer);
            assertEquals(first, another, what + ": asked from several threads at once the answer is another one");
        }
        return first;
    }

    /** The answer must come within a time; it is not waited for longer. */
    static <T> T within(String what, Duration limit, Callable<T> question) {
        return get(what, limit, POOL.submit(question));
    }

    private static <T> T get(String what, Duration limit, Future<T> answer) {
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new AssertionError(what + ": no answer within " + limit.toMillis() + " ms", late);
        } catch (ExecutionException thrown) {
            if (thrown.getCause() instanceof AssertionError error) {
                throw error;
            }
            throw new AssertionError(what + " throws " + thrown.getCause(), thrown.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(what + ": interrupted", interrupted);
        }
    }

    /** Asks under another language and time zone: one whose dotless i breaks careless upper and lower case. */
    static <T> T abroad(Supplier<T> question) {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
            return question.get();
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }
}
