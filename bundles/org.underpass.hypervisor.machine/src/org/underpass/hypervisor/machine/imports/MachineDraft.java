package org.underpass.hypervisor.machine.imports;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;
import org.underpass.profile.ProfileLanguage;
import org.underpass.profile.ProfileReader;
import org.underpass.profile.ProfileResult;
import org.underpass.profile.ProfileTemplates;
import org.underpass.profile.source.ProfileProblem;
import org.underpass.spi.hypervisor.ImportException;
import org.underpass.spi.hypervisor.ImportRequest;
import org.underpass.spi.hypervisor.Imported;
import org.underpass.spi.hypervisor.NotCarried;

/** A profile that is being written from another program's configuration. Used once, not thread-safe. */
public final class MachineDraft {
    private static final int MOST_LOSSES_AS_COMMENTS = 200;
    private static final int MOST_REPAIRS = 200;

    private final ImportRequest request;
    private final String title;
    private final DraftNode root = new DraftNode();
    private final List<NotCarried> lost = new ArrayList<>();
    private String name = "";

    /** @param title the format's name for people */
    public MachineDraft(ImportRequest request, String title) {
        this.request = request;
        this.title = title;
        root.put("underpass", ProfileLanguage.VERSION).put("kind", "vm").put("name", "machine");
    }

    /** The profile. Its sections come in the order in which they are first asked for. */
    public DraftNode root() {
        return root;
    }

    /** Sets the name; one that a profile cannot have becomes the title, and a legal one is made of it. */
    public void name(String given) {
        String text = given.strip();
        if (text.isEmpty()) {
            return;
        }
        boolean legal = text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
        name = legal ? text : ProfileTemplates.safeName(text);
        root.put("name", name);
        if (!legal && !root.has("title")) {
            root.put("title", text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip());
        }
    }

    /** Names something that is not carried over. */
    public void lost(int line, String what, String why) {
        lost.add(new NotCarried(oneLine(what), why, line));
    }

    private static String oneLine(String words) {
        String clean = DraftNode.comment(words).substring(1).strip();
        return clean.length() > 160 ? clean.substring(0, 157) + "..." : clean;
    }

    /**
     * A device that is given away, by its address and, where the host shows it, by what it is.
     *
     * @param functions the functions of its slot
     */
    public DraftNode device(PciAddress address, List<Integer> functions) {
        DraftNode device = root.item("devices");
        Optional<HostFunction> found = request.host().flatMap(host -> host.function(address));
        device.put("address", address.toString());
        if (found.isPresent()) {
            HostFunction function = found.get();
            device.remark("address", request.host().map(Host::name).orElse("") + " has there: "
                    + request.host().orElseThrow().nameOf(function));
            DraftNode identity = device.section("identity");
            identity.put("vendor", hex(function.pci().vendor())).put("device", hex(function.pci().device()));
            function.pci().subsystemVendor().ifPresent(id -> identity.put("subsystemVendor", hex(id)));
            if (identity.has("subsystemVendor")) {
                function.pci().subsystemDevice().ifPresent(id -> identity.put("subsystemDevice", hex(id)));
            }
            function.serial().value().ifPresent(serial -> identity.put("serial",
                    HexFormat.of().toHexDigits(serial)));
            function.physicalSlot().value().ifPresent(slot -> identity.put("slot", slot));
        } else if (request.host().isPresent()) {
            device.remark("address", request.host().get().name() + " has no device there");
        } else {
            device.remark("address", "by its address alone: import with --host to have it recognised wherever it sits");
        }
        device.put("functions", functions);
        return device;
    }

    private static String hex(int id) {
        return HexFormat.of().toHexDigits((short) id);
    }

    /**
     * Writes the profile. What its language refuses is taken out again and named as lost, so that it always reads.
     *
     * @throws ImportException if nothing that reads is left
     */
    public Imported finish() throws ImportException {
        if (name.isEmpty()) {
            String file = request.fileName();
            int dot = file.lastIndexOf('.');
            name(ProfileTemplates.safeName(dot > 0 ? file.substring(0, dot) : file));
        }
        if (!root.section("machine").has("memory")) {
            throw new ImportException(0, "it says nothing of the machine's memory; expected its size");
        }
        String fileName = name + ProfileLanguage.VM_SUFFIX;
        for (int i = 0; i < MOST_REPAIRS; i++) {
            ProfileResult result = ProfileReader.read(text(), fileName);
            Optional<ProfileProblem> problem = result.problems().stream().findFirst();
            if (problem.isEmpty()) {
                lost.sort(Comparator.comparingInt(NotCarried::line));
                return new Imported(name, text(), lost);
            }
            if (!takeOut(problem.get().path())) {
                throw new ImportException(0, problem.get().message());
            }
            lost.add(new NotCarried(problem.get().path(), problem.get().message(), 0));
        }
        throw new ImportException(0, "it has more settings than can be told that a profile cannot hold");
    }

    /** Takes out what stands at a path, or what it stands in. */
    private boolean takeOut(String path) {
        String[] steps = path.split("\\.");
        for (int length = steps.length; length > 0; length--) {
            Object at = root;
            for (int i = 0; i < length - 1 && at != null; i++) {
                at = step(at, steps[i]);
            }
            String last = steps[length - 1];
            int open = last.indexOf('[');
            if (at instanceof DraftNode node && !(length == 1 && last.equals("machine"))) {
                if (open < 0 && node.remove(last)) {
                    return true;
                }
                if (open > 0 && node.get(last.substring(0, open)) instanceof List<?> list) {
                    int index = Integer.parseInt(last.substring(open + 1, last.indexOf(']')));
                    if (index < list.size()) {
                        List<Object> shorter = new ArrayList<>(list);
                        shorter.remove(index);
                        node.put(last.substring(0, open), shorter);
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static Object step(Object at, String step) {
        int open = step.indexOf('[');
        Object value = at instanceof DraftNode node ? node.get(open < 0 ? step : step.substring(0, open)) : null;
        if (open < 0 || !(value instanceof List<?> list)) {
            return value;
        }
        int index = Integer.parseInt(step.substring(open + 1, step.indexOf(']')));
        return index < list.size() ? list.get(index) : null;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        text.append(DraftNode.comment("Imported from " + request.fileName() + " (" + title + ").")).append('\n');
        if (lost.isEmpty()) {
            text.append("# Everything in it was carried over.\n");
        } else {
            text.append("# Not carried over:\n");
            lost.stream().sorted(Comparator.comparingInt(NotCarried::line)).limit(MOST_LOSSES_AS_COMMENTS)
                    .forEach(one -> text.append(DraftNode.comment("  " + (one.line() > 0 ? "line " + one.line() + ": "
                            : "") + one.what() + ": " + one.why())).append('\n'));
        }
        text.append('\n');
        root.write(text, "");
        return text.toString().stripTrailing() + "\n";
    }
}
