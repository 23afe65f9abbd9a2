package org.underpass.hypervisor.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.underpass.hypervisor.Cases;
import org.underpass.hypervisor.Profiles;
import org.underpass.hypervisor.Tools;
import org.underpass.hypervisor.kvm.KvmHypervisor;

class QemuOptionTest {
    @Test
    void commasAreDoubledAndNothingElse() {
        assertEquals("VGA,id=a,romfile=/a,,b=c \"d\"\ne,rombar=0",
                QemuProps.of("VGA").with("id", "a").with("romfile", "/a,b=c \"d\"\ne").with("rombar", 0).toString());
        assertEquals("share=on,x=,,,,", QemuProps.of().with("share", true).with("x", ",,").toString());
    }

    @Test
    void keysAndDriversAreOursAndComeOnce() {
        assertThrows(IllegalArgumentException.class, () -> QemuProps.of("VGA,id=a"));
        assertThrows(IllegalArgumentException.class, () -> QemuProps.of("VGA").with("a,b", "c"));
        assertThrows(IllegalArgumentException.class, () -> QemuProps.of("VGA").with("a", "b").with("a", "c"));
    }

    @Test
    void versionsOfDistributionsAreRead() {
        assertEquals(Optional.of(new QemuVersion(7, 2)), QemuVersion.tryParse("1:7.2+dfsg-7+deb12u18"));
        assertEquals(Optional.of(new QemuVersion(10, 0)), QemuVersion.tryParse("10.0.2"));
        assertEquals(Optional.empty(), QemuVersion.tryParse("unknown"));
        assertTrue(new QemuVersion(10, 0).atLeast(9, 2));
        assertTrue(!new QemuVersion(9, 1).atLeast(9, 2));
    }

    /** QEMU 7.2, the oldest that the command lines are for, knows every property that is given to a real device. */
    @Test
    void everyPropertyOfVfioExists() throws Exception {
        Tools.need("qemu-system-x86_64", "qemu-system-x86");
        Tools.Result help = Tools.run(Path.of("."), Map.of(), List.of("qemu-system-x86_64", "-device",
                "vfio-pci,help"));
        Set<String> known = new TreeSet<>(List.of("id", "bus"));
        Matcher names = Pattern.compile("(?m)^  ([a-z0-9-]+)=").matcher(help.out());
        while (names.find()) {
            known.add(names.group(1));
        }
        String full = Profiles.FULL.replace("    address: \"0000:01:00.0\"\n", """
                    address: "0000:01:00.0"
                    primary: true
                    rom: {file: "/a,b.rom", bar: true}
                    guestIds: {vendor: "10de", device: "1234", subsystemVendor: "1234", subsystemDevice: "5678"}
                    igd: {opRegion: true, stolenMemory: 2}
                """).replace("type: uefi", "type: bios");
        String line = Cases.text(Cases.rendered(new KvmHypervisor(), full, Cases.workstation()), "qemu.sh");
        Matcher device = Pattern.compile("'vfio-pci,([^']*)'").matcher(line);
        int properties = 0;
        while (device.find()) {
            for (String property : device.group(1).replace(",,", ";").split(",")) {
                String name = property.substring(0, property.indexOf('='));
                assertTrue(known.contains(name), name + " is no property of vfio-pci: " + known);
                properties++;
            }
        }
        assertTrue(properties > 15, "only " + properties + " properties in " + line);
    }
}
