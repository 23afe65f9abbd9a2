package org.underpass.ui;

import java.util.ArrayList;
import java.util.List;

/**
 * An explanation of something that is selected, for people: a title, and sections of lines, each with the place it was
 * read from. Immutable.
 *
 * @param title    what it is
 * @param subtitle one sentence about it; may be empty
 */
public record Description(String title, String subtitle, List<Section> sections) {
    public Description {
        sections = List.copyOf(sections);
    }

    /**
     * A part under a heading.
     *
     * @param heading what the lines have in common
     */
    public record Section(String heading, List<Line> lines) {
        public Section {
            lines = List.copyOf(lines);
        }
    }

    /**
     * One statement.
     *
     * @param text   the statement
     * @param source where it was read; empty where the statement needs none
     * @param tone   how it is meant
     */
    public record Line(String text, String source, Tone tone) {
    }

    /** What a line says about the outcome. */
    public enum Tone {
        PLAIN, GOOD, WARN, BAD, MUTED
    }

    public static Builder of(String title, String subtitle) {
        return new Builder(title, subtitle);
    }

    /** Collects sections; sections without lines are left out. Not thread-safe. */
    public static final class Builder {
        private final String title;
        private final String subtitle;
        private final List<Section> sections = new ArrayList<>();
        private String heading = "";
        private List<Line> lines = new ArrayList<>();

        private Builder(String title, String subtitle) {
            this.title = title;
            this.subtitle = subtitle;
        }

        public Builder section(String name) {
            close();
            heading = name;
            return this;
        }

        public Builder line(String text) {
            return line(text, "", Tone.PLAIN);
        }

        public Builder line(String text, String source) {
            return line(text, source, Tone.PLAIN);
        }

        public Builder line(String text, String source, Tone tone) {
            lines.add(new Line(text, source, tone));
            return this;
        }

        private void close() {
            if (!lines.isEmpty()) {
                sections.add(new Section(heading, lines));
                lines = new ArrayList<>();
            }
        }

        public Description build() {
            close();
            return new Description(title, subtitle, sections);
        }
    }
}
