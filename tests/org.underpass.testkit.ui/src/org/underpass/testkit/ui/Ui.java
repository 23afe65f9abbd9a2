package org.underpass.testkit.ui;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Widget;
import org.eclipse.ui.PlatformUI;

/** The way from a test's thread to the UI thread and back. */
final class Ui {
    static final int PATIENCE_SECONDS = 10;
    private static final long PAUSE_MILLIS = 20;

    private Ui() { }

    static Display display() {
        return PlatformUI.getWorkbench().getDisplay();
    }

    /** Runs something on the UI thread and waits for it; what it throws is thrown here. */
    static <T> T call(Callable<T> work) {
        if (Display.getCurrent() != null) {
            throw new IllegalStateException("the bot waits for the UI, so it cannot run on the UI thread");
        }
        var result = new AtomicReference<T>();
        var failure = new AtomicReference<Throwable>();
        display().syncExec(() -> {
            try {
                result.set(work.call());
            } catch (Exception | AssertionError e) {
                failure.set(e);
            }
        });
        switch (failure.get()) {
            case null -> { }
            case RuntimeException e -> throw e;
            case AssertionError e -> throw e;
            default -> throw new IllegalStateException(failure.get());
        }
        return result.get();
    }

    static void run(Runnable work) {
        call(() -> {
            work.run();
            return null;
        });
    }

    /** Asks on the UI thread until there is an answer; when patience ends, fails with the words of the last. */
    static <T> T await(Callable<Optional<T>> question, Supplier<String> otherwise) {
        Instant end = Instant.now().plus(Duration.ofSeconds(PATIENCE_SECONDS));
        while (true) {
            Optional<T> answer = call(question);
            if (answer.isPresent()) {
                return answer.get();
            }
            if (Instant.now().isAfter(end)) {
                throw new AssertionError(call(otherwise::get));
            }
            pause();
        }
    }

    static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends an event as the toolkit does; on the UI thread. */
    static void send(Widget widget, int type, Event event) {
        event.type = type;
        event.widget = widget;
        event.display = widget.getDisplay();
        widget.notifyListeners(type, event);
    }
}
