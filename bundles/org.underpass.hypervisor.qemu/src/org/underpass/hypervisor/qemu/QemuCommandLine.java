package org.underpass.hypervisor.qemu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.underpass.hypervisor.machine.text.Json;
import org.underpass.hypervisor.machine.text.Sh;

/**
 * A command line of QEMU, in order, without the program. Options hold for QEMU 7.2 and newer where nothing else is
 * said. Immutable; made with a {@link Builder}.
 */
public final class QemuCommandLine {
    private final List<QemuOption> options;

    private QemuCommandLine(List<QemuOption> options) {
        this.options = List.copyOf(options);
    }

    public List<QemuOption> options() {
        return options;
    }

    /** The arguments as the program gets them. */
    public List<String> arguments() {
        return options.stream().flatMap(o -> o.arguments().stream()).toList();
    }

    /** The arguments as a JSON list, indented, with {@code program} in front. */
    public String json(String program) {
        List<Object> all = new ArrayList<>();
        all.add(program);
        all.addAll(arguments());
        return Json.pretty(all);
    }

    /** The arguments for a shell, one option a line, each within single quotes, for use after a command. */
    public String sh() {
        StringBuilder text = new StringBuilder();
        for (QemuOption option : options) {
            text.append(" \\\n   ");
            List<String> words = option.arguments();
            for (int i = 0; i < words.size(); i++) {
                boolean ours = i == 0 && words.get(0).matches("-[a-z0-9-]+");
                text.append(' ').append(ours ? words.get(0) : Sh.quote(words.get(i)));
            }
        }
        return text.toString();
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private final List<QemuOption> options = new ArrayList<>();

        public Builder flag(String name) {
            options.add(new QemuOption.Flag(name));
            return this;
        }

        public Builder plain(String name, String value) {
            options.add(new QemuOption.Plain(name, value));
            return this;
        }

        public Builder add(String name, QemuProps value) {
            options.add(new QemuOption.Keyed(name, value));
            return this;
        }

        public Builder device(QemuProps value) {
            return add("-device", value);
        }

        public Builder object(QemuProps value) {
            return add("-object", value);
        }

        public Builder json(String name, Map<String, Object> value) {
            options.add(new QemuOption.Structured(name, value));
            return this;
        }

        public Builder raw(String argument) {
            options.add(new QemuOption.Raw(argument));
            return this;
        }

        public QemuCommandLine build() {
            return new QemuCommandLine(options);
        }
    }
}
