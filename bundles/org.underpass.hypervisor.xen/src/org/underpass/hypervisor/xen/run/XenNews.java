package org.underpass.hypervisor.xen.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells that a domain of Xen has come, changed its state or gone, not which one: xenstored's own watches, through
 * {@code xenstore-watch}. Where that is not installed or ends, news is that a second has passed.
 */
final class XenNews implements AutoCloseable {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Semaphore news = new Semaphore(0);
    private final Process process;
    private volatile boolean over;

    private XenNews(Process process) {
        this.process = process;
        over = process == null;
    }

    static XenNews open() {
        Optional<Path> program = Xl.find("xenstore-watch");
        try {
            XenNews news = new XenNews(program.isEmpty() ? null
                    : new ProcessBuilder(program.get().toString(), "@releaseDomain", "@introduceDomain")
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD).start());
            if (!news.over) {
                Thread.ofVirtual().name("xenstore-watch").start(news::read);
            }
            return news;
        } catch (IOException cannot) {
            return new XenNews(null);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(),
                StandardCharsets.US_ASCII))) {
            while (lines.readLine() != null) {
                news.release();
            }
        } catch (IOException closed) {
            // The same as its end.
        }
        over = true;
        news.release();
    }

    /** Waits for news; returns also when the time is over. */
    void await(Duration limit) throws InterruptedException {
        // Between being asked and being done, Xen sends word twice at most; a slow look now and then loses none.
        Duration most = over && limit.compareTo(SECOND) > 0 ? SECOND : limit;
        if (news.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS)) {
            news.drainPermits();
            if (over) {
                Thread.sleep(Math.min(limit.toMillis(), SECOND.toMillis()));
            }
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
        }
    }
}
