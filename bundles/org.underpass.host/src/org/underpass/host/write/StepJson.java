package org.underpass.host.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.underpass.host.tree.Json;
import org.underpass.host.write.Step.Assignable;
import org.underpass.host.write.Step.Attribute;
import org.underpass.host.write.Step.Bind;
import org.underpass.host.write.Step.BusReset;
import org.underpass.host.write.Step.Console;
import org.underpass.host.write.Step.Delay;
import org.underpass.host.write.Step.EndProcess;
import org.underpass.host.write.Step.Framebuffer;
import org.underpass.host.write.Step.Hugepages;
import org.underpass.host.write.Step.PollRegister;
import org.underpass.host.write.Step.Power;
import org.underpass.host.write.Step.Probe;
import org.underpass.host.write.Step.Register;
import org.underpass.host.write.Step.Remove;
import org.underpass.host.write.Step.Rescan;
import org.underpass.host.write.Step.Reset;
import org.underpass.host.write.Step.RestoreConfig;
import org.underpass.host.write.Step.SaveConfig;
import org.underpass.host.write.Step.Service;
import org.underpass.host.write.Step.SetAttribute;
import org.underpass.host.write.Step.StartGuest;
import org.underpass.host.write.Step.StopGuest;
import org.underpass.host.write.Step.Suspend;
import org.underpass.host.write.Step.Unbind;
import org.underpass.host.write.Step.When;
import org.underpass.host.write.Step.WriteRegister;
import org.underpass.host.write.Step.XenWay;
import org.underpass.pci.PciAddress;

/**
 * Steps as JSON, one object on one line: how they lie in the journal, and how they are sent to a program with more
 * rights. The member {@code kind} decides which others there are; every one is needed but those marked with a question
 * mark, and none beside them is accepted. Addresses are strings ({@code "0000:01:00.0"}), register offsets and values
 * strings with {@code 0x}, times numbers of milliseconds, counts numbers.
 *
 * <pre>
 * driver-override, reset-method, power-control, d3cold, virtual-functions, virtual-autoprobe
 *                              function, value
 * unbind, probe, reset, bus-reset, remove, save-config
 *                              function
 * bind                         function, driver
 * console                      console, bound
 * framebuffer                  device, driver, bound
 * module                       module, loaded
 * service                      unit, running
 * end-process                  pid, command
 * rescan                       port?, expected [addresses]
 * assignable                   function, assignable, way (xl, pciback)
 * hugepages                    node?, kib, count
 * write-register               register, mask, value
 * poll-register                register, mask, value, negated, limit
 * when                         register, mask, value, negated, then [steps]
 * delay, suspend               time
 * power                        function, asleep
 * restore-config               function, bytes? (hexadecimal)
 * start-guest, stop-guest      guest, backend
 *
 * register                     {space: config, function, offset, width}
 *                              {space: memory, function, bar, offset, width}
 *                              {space: indexed, function, bar, indexOffset, index, dataOffset}
 * </pre>
 */
public final class StepJson {
    private static final int MAX_DEPTH = 4;

    private StepJson() {
    }

    /** A step as one line of JSON, without line feed; equal steps give equal texts. */
    public static String write(Step step) {
        return JsonText.of(toMap(step));
    }

    /**
     * Reads a step.
     *
     * @throws IllegalArgumentException with one line that says what was expected, for any text that is no step
     */
    public static Step read(String text) {
        Object value = Json.parse(text).orElseThrow(() -> new IllegalArgumentException("a step is no JSON"));
        return fromMap(value, 0);
    }

    /** A step as maps, lists, strings, numbers and booleans. */
    static Map<String, Object> toMap(Step step) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", step.kind());
        switch (step) {
            case SetAttribute s -> put(map, "function", s.function().toString(), "value", s.value());
            case Unbind s -> put(map, "function", s.function().toString());
            case Bind s -> put(map, "function", s.function().toString(), "driver", s.driver());
            case Probe s -> put(map, "function", s.function().toString());
            case Console s -> put(map, "console", s.console(), "bound", s.bound());
            case Framebuffer s -> put(map, "device", s.device(), "driver", s.driver(), "bound", s.bound());
            case Step.Module s -> put(map, "module", s.module(), "loaded", s.loaded());
            case Service s -> put(map, "unit", s.unit(), "running", s.running());
            case EndProcess s -> put(map, "pid", s.pid(), "command", s.command());
            case Reset s -> put(map, "function", s.function().toString());
            case BusReset s -> put(map, "function", s.function().toString());
            case Remove s -> put(map, "function", s.function().toString());
            case Rescan s -> {
                s.port().ifPresent(port -> map.put("port", port.toString()));
                map.put("expected", s.expected().stream().map(PciAddress::toString).toList());
            }
            case Assignable s -> put(map, "function", s.function().toString(), "assignable", s.assignable(), "way",
                    s.way().word());
            case Hugepages s -> {
                s.node().ifPresent(node -> map.put("node", (long) node));
                put(map, "kib", s.kib(), "count", s.count());
            }
            case WriteRegister s -> put(map, "register", register(s.register()), "mask", StepWords.hex(s.mask()),
                    "value", StepWords.hex(s.value()));
            case PollRegister s -> put(map, "register", register(s.register()), "mask", StepWords.hex(s.mask()),
                    "value", StepWords.hex(s.value()), "negated", s.negated(), "limit", s.limit().toMillis());
            case When s -> put(map, "register", register(s.register()), "mask", StepWords.hex(s.mask()),
                    "value", StepWords.hex(s.value()), "negated", s.negated(), "then",
                    s.then().stream().map(StepJson::toMap).toList());
            case Delay s -> put(map, "time", s.time().toMillis());
            case Power s -> put(map, "function", s.function().toString(), "asleep", s.asleep());
            case SaveConfig s -> put(map, "function", s.function().toString());
            case RestoreConfig s -> {
                map.put("function", s.function().toString());
                s.bytes().ifPresent(bytes -> map.put("bytes", bytes));
            }
            case Suspend s -> put(map, "time", s.time().toMillis());
            case StartGuest s -> put(map, "guest", s.guest(), "backend", s.backend());
            case StopGuest s -> put(map, "guest", s.guest(), "backend", s.backend());
        }
        return map;
    }

    private static Map<String, Object> register(Register register) {
        Map<String, Object> map = new LinkedHashMap<>();
        switch (register) {
            case Register.Config r -> put(map, "space", "config", "function", r.function().toString(), "offset",
                    StepWords.hex(r.offset()), "width", (long) r.width());
            case Register.Memory r -> put(map, "space", "memory", "function", r.function().toString(), "bar",
                    (long) r.bar(), "offset", StepWords.hex(r.offset()), "width", (long) r.width());
            case Register.Indexed r -> put(map, "space", "indexed", "function", r.function().toString(), "bar",
                    (long) r.bar(), "indexOffset", StepWords.hex(r.indexOffset()), "index", StepWords.hex(r.index()),
                    "dataOffset", StepWords.hex(r.dataOffset()));
        }
        return map;
    }

    private static void put(Map<String, Object> map, Object... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
    }

    static Step fromMap(Object value) {
        return fromMap(value, 0);
    }

    private static Step fromMap(Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("steps are nested too deep");
        }
        Members m = new Members(value);
        String kind = m.text("kind");
        Step step = step(kind, m, depth);
        m.end("a step of kind " + StepWords.shorten(kind));
        return step;
    }

    private static Step step(String kind, Members m, int depth) {
        Attribute attribute = StepWords.attribute(kind);
        if (attribute != null) {
            return new SetAttribute(m.address("function"), attribute, m.text("value"));
        }
        return switch (kind) {
            case "unbind" -> new Unbind(m.address("function"));
            case "bind" -> new Bind(m.address("function"), m.text("driver"));
            case "probe" -> new Probe(m.address("function"));
            case "console" -> new Console(m.text("console"), m.flag("bound"));
            case "framebuffer" -> new Framebuffer(m.text("device"), m.text("driver"), m.flag("bound"));
            case "module" -> new Step.Module(m.text("module"), m.flag("loaded"));
            case "service" -> new Service(m.text("unit"), m.flag("running"));
            case "end-process" -> new EndProcess(m.number("pid"), m.text("command"));
            case "reset" -> new Reset(m.address("function"));
            case "bus-reset" -> new BusReset(m.address("function"));
            case "remove" -> new Remove(m.address("function"));
            case "rescan" -> new Rescan(m.has("port") ? Optional.of(m.address("port")) : Optional.empty(),
                    m.list("expected", Members::toAddress));
            case "assignable" -> new Assignable(m.address("function"), m.flag("assignable"), way(m.text("way")));
            case "hugepages" -> new Hugepages(m.has("node") ? OptionalInt.of(m.integer("node")) : OptionalInt.empty(),
                    m.number("kib"), m.number("count"));
            case "write-register" -> new WriteRegister(register(m), m.hex("mask"), m.hex("value"));
            case "poll-register" -> new PollRegister(register(m), m.hex("mask"), m.hex("value"), m.flag("negated"),
                    m.time("limit"));
            case "when" -> new When(register(m), m.hex("mask"), m.hex("value"), m.flag("negated"),
                    m.list("then", each -> fromMap(each, depth + 1)));
            case "delay" -> new Delay(m.time("time"));
            case "power" -> new Power(m.address("function"), m.flag("asleep"));
            case "save-config" -> new SaveConfig(m.address("function"));
            case "restore-config" -> new RestoreConfig(m.address("function"),
                    m.has("bytes") ? Optional.of(m.text("bytes")) : Optional.empty());
            case "suspend" -> new Suspend(m.time("time"));
            case "start-guest" -> new StartGuest(m.text("guest"), m.text("backend"));
            case "stop-guest" -> new StopGuest(m.text("guest"), m.text("backend"));
            default -> throw new IllegalArgumentException("unknown kind of step \"" + StepWords.shorten(kind) + "\"");
        };
    }

    private static XenWay way(String word) {
        for (XenWay way : XenWay.values()) {
            if (way.word().equals(word)) {
                return way;
            }
        }
        throw new IllegalArgumentException("expected xl or pciback, found \"" + StepWords.shorten(word) + "\"");
    }

    private static Register register(Members step) {
        Members m = new Members(step.take("register"));
        String space = m.text("space");
        Register register = switch (space) {
            case "config" -> new Register.Config(m.address("function"), (int) m.hex("offset"), m.integer("width"));
            case "memory" -> new Register.Memory(m.address("function"), m.integer("bar"), m.hex("offset"),
                    m.integer("width"));
            case "indexed" -> new Register.Indexed(m.address("function"), m.integer("bar"), m.hex("indexOffset"),
                    m.hex("index"), m.hex("dataOffset"));
            default -> throw new IllegalArgumentException("unknown space of registers \"" + StepWords.shorten(space)
                    + "\"");
        };
        m.end("a register in " + space);
        return register;
    }

    /** The members of an object, each taken once. */
    private static final class Members {
        private final Map<Object, Object> left;

        Members(Object value) {
            if (!(value instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException("expected an object");
            }
            left = new LinkedHashMap<>(map);
        }

        boolean has(String name) {
            return left.containsKey(name);
        }

        Object take(String name) {
            Object value = left.remove(name);
            if (value == null) {
                throw new IllegalArgumentException("the member " + name + " is missing");
            }
            return value;
        }

        String text(String name) {
            if (take(name) instanceof String text) {
                return text;
            }
            throw new IllegalArgumentException("the member " + name + " is no string");
        }

        boolean flag(String name) {
            if (take(name) instanceof Boolean flag) {
                return flag;
            }
            throw new IllegalArgumentException("the member " + name + " is neither true nor false");
        }

        long number(String name) {
            if (take(name) instanceof Double number && number == number.longValue() && Math.abs(number) < 1L << 53) {
                return number.longValue();
            }
            throw new IllegalArgumentException("the member " + name + " is no whole number");
        }

        int integer(String name) {
            long number = number(name);
            if (number != (int) number) {
                throw new IllegalArgumentException("the member " + name + " is too large");
            }
            return (int) number;
        }

        Duration time(String name) {
            return Duration.ofMillis(number(name));
        }

        long hex(String name) {
            String text = text(name);
            try {
                if (text.startsWith("0x") && text.length() <= 10) {
                    return Long.parseLong(text, 2, text.length(), 16);
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new IllegalArgumentException("expected 0x and up to 8 hexadecimal digits as " + name + ", found \""
                    + StepWords.shorten(text) + "\"");
        }

        PciAddress address(String name) {
            return toAddress(take(name));
        }

        static PciAddress toAddress(Object value) {
            Optional<PciAddress> address = value instanceof String text ? PciAddress.tryParse(text) : Optional.empty();
            return address.orElseThrow(() -> new IllegalArgumentException("expected the address of a function, found \""
                    + StepWords.shorten(value.toString()) + "\""));
        }

        <T> List<T> list(String name, Function<Object, T> each) {
            if (!(take(name) instanceof List<?> list)) {
                throw new IllegalArgumentException("the member " + name + " is no list");
            }
            List<T> made = new ArrayList<>();
            list.forEach(one -> made.add(each.apply(one)));
            return made;
        }

        void end(String what) {
            if (!left.isEmpty()) {
                Set<Object> names = left.keySet();
                throw new IllegalArgumentException(what + " has no member \""
                        + StepWords.shorten(names.iterator().next().toString()) + "\"");
            }
        }
    }
}
