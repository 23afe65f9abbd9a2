package org.underpass.hypervisor.qemu.run;

import java.time.Instant;
import java.util.Map;

/**
 * Something that QEMU tells unasked (qapi/run-state.json, qapi/qdev.json and others).
 *
 * @param name QEMU's word: {@code SHUTDOWN}
 * @param time by QEMU's clock
 * @param data as it came
 */
public record QmpEvent(String name, Instant time, Map<String, Object> data) {
    /** From one line of the protocol; what is missing or of another type is left empty. */
    static QmpEvent of(Map<String, Object> line) {
        Map<String, Object> stamp = map(line.get("timestamp"));
        long seconds = stamp.get("seconds") instanceof Number n ? n.longValue() : -1;
        long micros = stamp.get("microseconds") instanceof Number n ? n.longValue() : 0;
        boolean sane = seconds >= 0 && seconds < 1L << 40 && micros >= 0 && micros < 1_000_000;
        return new QmpEvent(String.valueOf(line.get("event")),
                sane ? Instant.ofEpochSecond(seconds, micros * 1000) : Instant.now(), map(line.get("data")));
    }

    /** A member of its data as text; empty where there is none. */
    String text(String member) {
        return data.get(member) instanceof Object value ? value.toString() : "";
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
