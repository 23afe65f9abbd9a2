package org.underpass.hypervisor.qemu;

import java.util.List;
import java.util.Map;
import org.underpass.hypervisor.machine.text.Json;

/** One option of QEMU with its value. */
public sealed interface QemuOption {
    /** Its name with the dash: {@code -device}. */
    String name();

    /** As one or two arguments of the program. */
    List<String> arguments();

    /** An option without a value, such as {@code -nodefaults}. */
    record Flag(String name) implements QemuOption {
        @Override
        public List<String> arguments() {
            return List.of(name);
        }
    }

    /** An option whose value is a word of ours, such as {@code -display none}. */
    record Plain(String name, String value) implements QemuOption {
        @Override
        public List<String> arguments() {
            return List.of(name, value);
        }
    }

    /** An option with properties. */
    record Keyed(String name, QemuProps value) implements QemuOption {
        @Override
        public List<String> arguments() {
            return List.of(name, value.toString());
        }
    }

    /**
     * An option whose value is JSON, where QEMU takes that (qapi/): a file name needs no escaping rules of QEMU's own
     * there, and can never be taken for a protocol.
     */
    record Structured(String name, Map<String, Object> value) implements QemuOption {
        @Override
        public List<String> arguments() {
            return List.of(name, Json.line(value));
        }
    }

    /** An argument that the user wrote, handed on as it is. */
    record Raw(String name) implements QemuOption {
        @Override
        public List<String> arguments() {
            return List.of(name);
        }
    }
}
