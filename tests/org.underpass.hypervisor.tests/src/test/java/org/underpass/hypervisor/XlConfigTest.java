package org.underpass.hypervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.hypervisor.xen.XenHypervisor;
import org.underpass.hypervisor.xen.XlConfig;

/** What Xen's own xl makes of the configurations: not whether it accepts them, but whether it reads what was meant. */
class XlConfigTest {
    @TempDir
    private Path folder;

    private XlParser.Parsed parse(String text) throws IOException, InterruptedException {
        XlParser.Parsed parsed = XlParser.get().parse(Files.writeString(folder.resolve("test.cfg"), text));
        assertEquals(0, parsed.status(), parsed.said());
        assertEquals("", parsed.said());
        return parsed;
    }

    private Map<?, ?> games(String from, String to) throws IOException, InterruptedException {
        return parse(Cases.text(Cases.rendered(new XenHypervisor(), Profiles.GAMES.replace(from, to),
                Cases.workstation()), "games.cfg")).config();
    }

    private static Object at(Object value, Object... path) {
        Object found = value;
        for (Object step : path) {
            found = step instanceof Integer index ? ((List<?>) found).get(index) : ((Map<?, ?>) found).get(step);
        }
        return found;
    }

    @Test
    void aMachineIsReadAsMeant() throws Exception {
        Map<?, ?> config = games("", "");
        assertEquals(Map.of("type", "hvm", "name", "games", "uuid", "174e38f0-f119-3971-8e58-1649d1c7656f",
                "run_hotplug_scripts", "True"), config.get("c_info"));
        assertEquals(16777216L, at(config, "b_info", "max_memkb"));
        assertEquals(16777216L, at(config, "b_info", "target_memkb"));
        assertEquals(8L, at(config, "b_info", "max_vcpus"));
        assertEquals(List.of(List.of(4L), List.of(12L), List.of(5L), List.of(13L), List.of(6L), List.of(14L),
                List.of(7L), List.of(15L)), at(config, "b_info", "vcpu_hard_affinity"));
        assertEquals("True", at(config, "b_info", "localtime"));
        assertEquals("ovmf", at(config, "b_info", "type.hvm", "bios"));
        assertEquals("True", at(config, "b_info", "type.hvm", "viridian"));
        assertEquals("none", at(config, "b_info", "type.hvm", "vga", "kind"));
        assertEquals("False", at(config, "b_info", "type.hvm", "vnc", "enable"));
        assertEquals("cd", at(config, "b_info", "type.hvm", "boot"));
        assertEquals("ahci", at(config, "b_info", "type.hvm", "hdtype"));
        assertEquals(List.of(
                Map.of("pdev_path", "/var/lib/libvirt/images/games.qcow2", "vdev", "xvda", "format", "qcow2",
                        "readwrite", 1L, "discard_enable", "True"),
                Map.of("pdev_path", "/srv/iso/windows.iso", "vdev", "hda", "format", "raw", "removable", 1L,
                        "is_cdrom", 1L)), config.get("disks"));
        assertEquals(List.of(Map.of("devid", 0L, "model", "virtio-net-pci", "mac", "00:16:3e:ea:82:63", "bridge", "br0",
                "nictype", "vif_ioemu")), config.get("nics"));
    }

    /** All functions of the card together: one slot of the guest, which libxl wants named, mask of all functions. */
    @Test
    void aWholeCardTakesOneSlot() throws Exception {
        assertEquals(List.of(Map.of("bus", 1L, "vdevfn", 0x10L << 3, "vfunc_mask", 4294967295L)), games("", "").get("pcidevs"));
    }

    @Test
    void functionsByThemselvesAreListedEach() throws Exception {
        assertEquals(List.of(Map.of("bus", 1L, "vfunc_mask", 1L), Map.of("bus", 1L, "func", 1L, "vfunc_mask", 1L)),
                games("primary: true", "multifunction: false").get("pcidevs"));
        assertEquals(List.of(Map.of("bus", 1L, "func", 1L, "vfunc_mask", 1L)),
                games("primary: true", "functions: [1]").get("pcidevs"));
    }

    /** {@code permissive=yes} would read as no, and {@code rdm=} is not read at all. */
    @Test
    void settingsOfADeviceAreReadAsMeant() throws Exception {
        String settings = """
                functions: [0]
                    guestAddress: "00:1e.0"
                    xen: {permissive: true, powerManagement: true, msiTranslate: false, seize: true, rdmPolicy: relaxed}
                """.stripTrailing();
        assertEquals(List.of(Map.of("bus", 1L, "vdevfn", 0x1eL << 3, "vfunc_mask", 1L, "permissive", true,
                "power_mgmt", true, "seize", true, "rdm_policy", "relaxed")),
                games("primary: true", settings).get("pcidevs"));
    }

    /** xl says nothing of a key that comes twice, so we do. */
    @Test
    void aRepeatedKeyIsReported() throws Exception {
        var rendered = Cases.rendered(new XenHypervisor(), Profiles.GAMES + "raw: {xl: [\"memory = 64\"]}\n",
                Cases.workstation());
        assertEquals(List.of("raw.xl[0]"), rendered.findings().stream().filter(f -> f.rule().equals("xen.repeated"))
                .map(f -> f.subject()).toList());
        assertEquals(65536L, at(parse(Cases.text(rendered, "games.cfg").replace("maxmem = 16384\n", "")).config(),
                "b_info", "max_memkb"));
    }

    @Test
    void hostileTextsComeBack() throws Exception {
        String path = "/srv/a 'b' \"c\" $(d) `e` f,g#h;[i] \\j\\x41 %s über";
        XlConfig config = new XlConfig().string("name", "n").string("type", "hvm").number("memory", 64)
                .string("bios", "ovmf").string("bios_path_override", path + "\n\t")
                .list("disk", List.of("format=raw,vdev=xvda,access=rw,target=" + path));
        Map<?, ?> parsed = parse(config.toString()).config();
        assertEquals(path + "\n\t", at(parsed, "b_info", "type.hvm", "system_firmware"));
        assertEquals(path, at(parsed, "disks", 0, "pdev_path"));
    }
}
