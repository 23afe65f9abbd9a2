package org.underpass.host.capture;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.underpass.host.Fact;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.host.HostGroups;

/**
 * Every answer that a host gives, as text by question. Questions are found by reflection: an accessor that somebody
 * adds tomorrow is asked too.
 */
final class HostFacts {

    private static final Set<String> NOT_FACTS = Set.of("name", "origin", "tree", "ids", "toString", "hashCode",
            "getClass", "notify", "notifyAll", "wait");
    private static final int DEEP = 14;

    private final Map<String, String> answers = new TreeMap<>();

    private HostFacts() {
    }

    static Map<String, String> of(Host host) {
        HostFacts facts = new HostFacts();
        facts.ask("host", host);
        for (HostFunction function : host.functions()) {
            facts.ask(function.toString(), function);
            for (String name : List.of("irq", "enable", "msi_bus", "modalias")) {
                facts.put(function + " " + name, function.attribute(name));
            }
        }
        HostGroups groups = host.groups();
        groups.all().forEach(group -> facts.put("group " + group.id() + " reasons", groups.reasons(group)));
        for (String table : host.iommu().tableNames().orElse(List.of())) {
            facts.put("table " + table, host.iommu().table(table));
            facts.put("has " + table, host.iommu().hasTable(table));
        }
        for (String table : List.of("DMAR", "IVRS", "IORT", "VIOT", "NONE")) {
            facts.put("table " + table, host.iommu().table(table));
            facts.put("has " + table, host.iommu().hasTable(table));
        }
        for (String parameter : List.of("kvm ignore_msrs", "vfio_pci ids", "vfio-pci disable_idle_d3",
                "vfio_iommu_type1 allow_unsafe_interrupts")) {
            String[] words = parameter.split(" ");
            facts.put("parameter " + parameter, host.kernel().moduleParameter(words[0], words[1]));
        }
        host.firmware().descriptors().orElse(List.of()).forEach(one -> {
            facts.put("there " + one.executable(), host.firmware().isThere(one.executable()));
            one.nvramTemplate().ifPresent(path -> facts.put("there " + path, host.firmware().isThere(path)));
        });
        for (String path : List.of("/usr/share/OVMF/none.fd", "/usr/share/seabios/bios-256k.bin")) {
            facts.put("there " + path, host.firmware().isThere(path));
        }
        for (String file : List.of("qemu.conf", "libvirtd.conf")) {
            facts.put("libvirt " + file, host.programs().libvirtSettings(file));
        }
        for (String path : List.of("etc/initramfs-tools", "etc/mkinitcpio.conf", "etc/dracut.conf", "etc/default/grub",
                "boot/loader/loader.conf", "usr/sbin/grubby", "etc/kernelstub/configuration", "etc/kernel/cmdline")) {
            facts.put("exists " + path, host.tree().exists(path));
        }
        facts.put("os-release", host.tree().read("etc/os-release"));
        facts.put("modules.alias", host.tree().read("lib/modules/" + host.kernel().release().orElse("") + "/modules"
                + ".alias"));
        return facts.answers;
    }

    /** All public questions without arguments. */
    private void ask(String whom, Object one) {
        for (Method method : one.getClass().getMethods()) {
            if (method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers())
                    && !NOT_FACTS.contains(method.getName())) {
                try {
                    Object answer = method.invoke(one);
                    if (answer != null && answer.getClass().getName().startsWith("org.underpass.host.Host")
                            && !answer.getClass().isRecord()) {
                        ask(whom + "." + method.getName(), answer);
                    } else {
                        put(whom + "." + method.getName(), answer);
                    }
                } catch (InvocationTargetException | IllegalAccessException failure) {
                    throw new AssertionError(whom + "." + method.getName(), failure);
                }
            }
        }
    }

    private void put(String question, Object answer) {
        StringBuilder text = new StringBuilder();
        write(answer, text, 0);
        answers.put(question, text.toString());
    }

    private static void write(Object value, StringBuilder out, int depth) {
        switch (value) {
            case null -> out.append("null");
            case Fact.Known<?> known -> {
                out.append("known ");
                write(known.it(), out, depth + 1);
                out.append(" from ").append(known.source());
            }
            case Fact.Absent<?> absent -> out.append("absent");
            case Fact.Unknown<?> unknown -> out.append("unknown");
            case Optional<?> optional -> write(optional.orElse(null), out, depth + 1);
            case Map<?, ?> map -> write(sorted(map.entrySet()), out, depth + 1);
            case Map.Entry<?, ?> entry -> {
                write(entry.getKey(), out, depth + 1);
                out.append('=');
                write(entry.getValue(), out, depth + 1);
            }
            case Set<?> set -> write(sorted(set), out, depth + 1);
            case Collection<?> list -> {
                out.append('[');
                list.forEach(item -> {
                    write(item, out, depth + 1);
                    out.append(", ");
                });
                out.append(']');
            }
            case byte[] bytes -> out.append(bytes.length).append(" bytes ").append(Arrays.hashCode(bytes));
            case HostFunction function -> out.append(function);
            case Record made -> record(made, out, depth);
            default -> other(value, out, depth);
        }
    }

    private static List<String> sorted(Collection<?> all) {
        List<String> texts = new ArrayList<>();
        for (Object one : all) {
            StringBuilder text = new StringBuilder();
            write(one, text, 0);
            texts.add(text.toString());
        }
        texts.sort(Comparator.naturalOrder());
        return texts;
    }

    private static void record(Record made, StringBuilder out, int depth) {
        out.append(made.getClass().getSimpleName()).append('(');
        for (RecordComponent component : made.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                write(component.getAccessor().invoke(made), out, depth + 1);
                out.append(", ");
            } catch (ReflectiveOperationException failure) {
                throw new AssertionError(component.toString(), failure);
            }
        }
        out.append(')');
    }

    /** A type of ours without a text of its own is what its fields are. */
    private static void other(Object value, StringBuilder out, int depth) {
        Class<?> type = value.getClass();
        if (type.isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                out.append(Array.get(value, i)).append(' ');
            }
            return;
        }
        if (!type.getName().startsWith("org.underpass.") || type.isEnum() || depth > DEEP) {
            out.append(type.getName().startsWith("org.underpass.") && !type.isEnum() ? type.getName() : value);
            return;
        }
        out.append(type.getSimpleName()).append('{');
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getType().getSimpleName().equals("Lazy")) {
                try {
                    field.setAccessible(true);
                    write(field.get(value), out, depth + 1);
                    out.append("; ");
                } catch (IllegalAccessException failure) {
                    throw new AssertionError(field.toString(), failure);
                }
            }
        }
        out.append('}');
    }
}
