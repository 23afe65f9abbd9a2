package org.underpass.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Runs many independent pieces of work on all processors. A single piece runs where it is asked for, without a thread.
 */
public final class Batch {
    private Batch() {
    }

    /**
     * Does all the work and gives the results in the order of the items.
     *
     * @param items what to work on
     * @param work  called once for each item, from any thread; thread-safe. What it throws ends the whole batch
     * @param done  called after each item, from any thread
     */
    public static <T, R> List<R> run(List<T> items, Function<? super T, ? extends R> work, Runnable done) {
        int threads = Math.min(items.size(), Runtime.getRuntime().availableProcessors());
        List<R> results = new ArrayList<>(items.size());
        if (threads <= 1) {
            for (T item : items) {
                results.add(work.apply(item));
                done.run();
            }
            return results;
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "batch");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<R>> futures = new ArrayList<>(items.size());
            for (T item : items) {
                futures.add(pool.submit(() -> {
                    R result = work.apply(item);
                    done.run();
                    return result;
                }));
            }
            for (Future<R> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException ours) {
                throw ours;
            }
            if (failure.getCause() instanceof Error grave) {
                throw grave;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } finally {
            pool.shutdownNow();
        }
    }
}
