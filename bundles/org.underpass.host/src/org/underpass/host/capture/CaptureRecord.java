package org.underpass.host.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a capture says of itself, {@code underpass/capture.json}. */
final class CaptureRecord {
    private CaptureRecord() {
    }

    static String text(Map<Sensitive, List<String>> leftOut, Map<String, String> unread, boolean hashedSerials) {
        List<String> out = new ArrayList<>();
        leftOut.forEach((kind, places) -> out.add("{\"kind\": " + quoted(kind.word()) + ", \"places\": ["
                + String.join(", ", places.stream().map(CaptureRecord::quoted).toList()) + "]}"));
        List<String> not = new ArrayList<>();
        unread.forEach((path, why) -> not.add("{\"path\": " + quoted(path) + ", \"reason\": " + quoted(why) + "}"));
        return "{\n  \"underpass\": 1,\n  \"serialNumbers\": " + quoted(hashedSerials ? "hashed" : "kept")
                + ",\n  \"leftOut\": " + array(out) + ",\n  \"unread\": " + array(not) + "\n}\n";
    }

    private static String array(List<String> items) {
        return items.isEmpty() ? "[]" : "[\n    " + String.join(",\n    ", items) + "\n  ]";
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            out.append(c == '"' || c == '\\' ? "\\" + c : c < ' ' ? String.format("\\u%04x", (int) c)
                    : String.valueOf(c));
        }
        return out.append('"').toString();
    }
}
