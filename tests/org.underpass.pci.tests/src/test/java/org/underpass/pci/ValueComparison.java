package org.underpass.pci;

import java.util.List;
import java.util.Map;

/** The ways in which a value in lspci's output is compared with fields. */
final class ValueComparison {

    private static final List<String> SPEEDS = List.of("2.5", "5", "8", "16", "32", "64");

    private ValueComparison() {
    }

    static void check(OracleComparer comparer, OracleRules.Value rule, String text, String prefix,
            Map<String, Field> fields) {
        String key = prefix + rule.target().register() + "/" + rule.target().field();
        String[] how = rule.comparison().split(" ", 2);
        switch (how[0]) {
            case "power" -> {
                Field value = fields.get(key + " Value");
                Field scale = fields.get(key + " Scale");
                String watts = Meaning.slotPower(value.value(), scale.value()).replace(" ", "");
                comparer.check(watts.equals(text), key, text, watts);
                return;
            }
            case "poweron" -> {
                long value = fields.get(key + " Value").value();
                long scale = new long[] {2, 10, 100, 0}[(int) fields.get(key + " Scale").value()];
                comparer.check(value * scale == Long.parseLong(text), key, text, value * scale);
                return;
            }
            case "ltr" -> {
                String separator = key.endsWith("_") ? "" : " Latency";
                String base = key.endsWith("Latency") ? key : key + separator;
                long value = fields.get(base + "Value").value() << 5 * fields.get(base + "Scale").value();
                comparer.check(value == Long.parseLong(text), key, text, value);
                return;
            }
            default -> {
                // one field only
            }
        }
        Field field = fields.get(key);
        if (field == null) {
            comparer.missing(key);
            return;
        }
        long value = field.value();
        boolean right = switch (how[0]) {
            case "dec" -> value == Long.parseLong(text);
            case "hex" -> value == Long.parseUnsignedLong(text, 16);
            case "minus1" -> value + 1 == Long.parseLong(text);
            case "plus4" -> value == Long.parseLong(text) + 4;
            case "quarter" -> value * 4 == Long.parseLong(text);
            case "shl" -> value << Integer.parseInt(how[1]) == Long.parseUnsignedLong(text, 16);
            case "flag" -> value == (text.equals("+") ? 1 : 0);
            case "not" -> value == (text.equals("+") ? 0 : 1);
            case "set" -> value == 1;
            case "in" -> words(how[1]).size() > value ? words(how[1]).get((int) value).equals(text)
                    : text.toLowerCase().contains("unknown");
            case "serial" -> field.meaning().equals(text);
            case "grain" -> text.equals(value == 0 ? key.contains("Effective") ? "Unknown" : "Unimplemented"
                    : value == 255 ? "Greater than 254ns" : value + "ns");
            case "lanes" -> text.equals(lanes(value));
            case "speeds" -> text.equals(speeds(value));
            default -> throw new AssertionError(rule.comparison());
        };
        comparer.check(right, key, text, field);
    }

    private static List<String> words(String list) {
        return List.of(list.split("(?<!\\\\),")).stream().map(word -> word.replace("\\,", ",")).toList();
    }

    private static String lanes(long value) {
        if (value == 0) {
            return "0";
        }
        StringBuilder text = new StringBuilder("LaneErr at lane:");
        for (int lane = 0; lane < 32; lane++) {
            text.append((value >> lane & 1) != 0 ? " " + lane : "");
        }
        return text.toString();
    }

    private static String speeds(long value) {
        int highest = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        return value == 1 ? "2.5GT/s" : "2.5-" + SPEEDS.get(highest) + "GT/s";
    }
}
