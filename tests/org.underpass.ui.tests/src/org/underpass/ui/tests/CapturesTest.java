package org.underpass.ui.tests;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.testkit.ui.Bot;
import org.underpass.ui.hosts.Machine;

/** Machines that were captured. */
class CapturesTest {
    private static final int MANY = 200;
    private static final long LIMIT_MILLIS = 1000;

    private final Bot bot = new Bot();

    @BeforeEach
    void nothingIsOpen() {
        Desk.clear(bot);
    }

    /** Opened twice: the first time loads classes, the second is what somebody waits for who works here. */
    @Test
    void twoHundredFunctionsOpenWithinASecond(@TempDir Path folder) throws Exception {
        for (int i = 0; i < MANY; i++) {
            Path device = Files.createDirectories(folder.resolve("sys/bus/pci/devices/0000:%02x:%02x.0".formatted(i / 20,
                    i % 20)));
            byte[] config = new byte[256];
            config[0] = (byte) 0x86;
            config[1] = (byte) 0x80;
            config[2] = (byte) i;
            config[3] = 0x15;
            config[0xb] = (byte) (i % 50 == 0 ? 0x03 : 0x02);
            Files.write(device.resolve("config"), config);
            Files.writeString(device.resolve("vendor"), "0x8086\n");
            Files.writeString(device.resolve("device"), "0x15%02x\n".formatted(i & 0xff));
            Files.writeString(device.resolve("class"), i % 50 == 0 ? "0x030000\n" : "0x020000\n");
        }
        Desk.open(bot, folder.toString());
        long begin = System.nanoTime();
        Machine machine = Desk.open(bot, folder.toString());
        bot.view("Hosts").tree().items();
        long millis = (System.nanoTime() - begin) / 1_000_000;
        assertNotNull(machine);
        System.out.println(machine.functions().size() + " functions open in " + millis + " ms, of which "
                + machine.millis() + " ms are reading and judging");
        assertTrue(machine.functions().size() == MANY && millis < LIMIT_MILLIS, millis + " ms");
        bot.screenshot("hosts-200");
    }

    @Test
    void theLabsMachinesCanBeLookedAt() {
        Path lab = Path.of(System.getProperty("underpass.corpora", System.getProperty("underpass.root", "../..")
                + "/../shared/corpora")).resolve("lab");
        Assumptions.assumeTrue(Files.isDirectory(lab), "the corpora are not there: " + lab);
        for (String name : new String[] {"intel", "amd"}) {
            Machine machine = Desk.open(bot, lab.resolve(name + "/sysfs-boot.tar.gz").toString());
            Assumptions.assumeTrue(machine != null, "no capture of " + name);
            Desk.show("org.underpass.ui.iommu");
            bot.settle();
            bot.view("Hosts").show();
            bot.screenshot("lab-" + name);
        }
    }
}
