package org.underpass.lab;

import java.util.LinkedHashMap;
import java.util.Map;

/** What passed and what failed, and how long each phase took; printed as it happens, counted at the end. */
final class Checks {
    private final long begin = System.nanoTime();
    private final Map<String, Double> phases = new LinkedHashMap<>();
    private String phase = "start";
    private long phaseBegin = begin;
    private int passed;
    private int failed;

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private void print(String line) {
        System.out.println(format(seconds(begin)) + "  " + line);
    }

    private static String format(double seconds) {
        return String.format("%7.1f", seconds);
    }

    /** Ends the phase before and begins another. */
    synchronized void phase(String name) {
        phases.merge(phase, seconds(phaseBegin), Double::sum);
        phase = name;
        phaseBegin = System.nanoTime();
        print("phase " + name);
    }

    synchronized void note(String text) {
        text.lines().forEach(line -> print("      " + line));
    }

    /** Counts one check; what is wrong is said only when it failed. */
    synchronized boolean check(String name, boolean good, String wrong) {
        if (good) {
            passed++;
            print("ok    " + name);
        } else {
            failed++;
            print("FAIL  " + name);
            note(wrong);
        }
        return good;
    }

    /** Prints the times and the closing line. */
    synchronized boolean close() {
        phases.merge(phase, seconds(phaseBegin), Double::sum);
        System.out.println();
        phases.forEach((name, time) -> System.out.println(format(time) + " s  " + name));
        System.out.println(format(seconds(begin)) + " s  in all");
        System.out.println(passed + " passed, " + failed + " failed");
        return failed == 0;
    }
}
