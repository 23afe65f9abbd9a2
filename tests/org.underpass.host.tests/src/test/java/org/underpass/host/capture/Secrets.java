package org.underpass.host.capture;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A machine that tells much about its owner. */
final class Secrets {
    private Secrets() {
    }

    static void write(Path root) throws IOException {
        write(root, "etc/passwd", "root:x:0:0::/root:/bin/sh\nbarbara:x:1000:1000:Barbara Q:/home/barbara:/bin/sh\n");
        write(root, "proc/sys/kernel/hostname", "barbaras-tower\n");
        write(root, "proc/sys/kernel/osrelease", "6.1.0-test\n");
        write(root, "proc/cmdline", "root=/dev/mapper/barbaras--tower--vg-root BOOTIF=01-52-54-00-12-34-56 ro\n");
        link(root, "proc/self", "4711");
        write(root, "proc/4711/mounts", "/dev/mapper/barbaras--tower--vg-root / ext4 rw 0 0\n"
                + "nas.barbara.example:/export /mnt/nas nfs rw 0 0\n/dev/sdb1 /media/barbara/STICK vfat rw 0 0\n");
        write(root, "proc/net/route", "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
                + "enx525400123456\t00000000\t0102A8C0\t3\t0\t0\t0\t00000000\n");
        write(root, "etc/security/limits.conf", "barbara hard memlock unlimited\n@kvm - memlock 1024\n");
        write(root, "underpass/dmesg", "[    0.0] Linux version 6.1.0-test (barbara@barbaras-tower) (gcc)\n"
                + "[    1.0] r8152 2-1:1.0 eth0: 52:54:00:12:34:56\n[    1.5] usb 2-1: SerialNumber: 4C530001\n"
                + "[    2.0] systemd[1]: Hostname set to <barbaras-tower>.\n");
        write(root, "sys/firmware/acpi/tables/MSDM", "MSDM" + "x".repeat(80) + "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE");
        write(root, "sys/firmware/acpi/tables/FACP", "FACP" + "y".repeat(80));
        write(root, "sys/class/dmi/id/product_serial", "PF1ABCDE\n");
        write(root, "sys/class/dmi/id/sys_vendor", "Maker\n");
        write(root, "sys/devices/pci0000:00/0000:00:14.0/usb2/net/enx525400123456/address", "52:54:00:12:34:56\n");
        link(root, "sys/class/net/enx525400123456", "../../devices/pci0000:00/0000:00:14.0/usb2/net/enx525400123456");
        write(root, "sys/devices/pci0000:00/0000:00:14.0/block/sdb/device/serial", "S3Z9NB0K\n");
        write(root, "sys/devices/virtual/block/dm-0/dm/name", "barbaras--tower--vg-root\n");
        link(root, "sys/class/block/dm-0", "../../devices/virtual/block/dm-0");
        link(root, "sys/class/block/sdb", "../../devices/pci0000:00/0000:00:14.0/block/sdb");
        link(root, "sys/devices/virtual/block/dm-0/slaves/sdb", "../../../../pci0000:00/0000:00:14.0/block/sdb");
    }

    /** No secret is in a text. */
    static void assertNone(String all) {
        for (String secret : List.of("barbara", "52:54:00", "52-54-00", "525400", "4C530001", "AAAAA-BBBBB", "PF1ABC",
                "S3Z9NB0K", "nas.")) {
            assertFalse(all.contains(secret), () -> secret + " in " + all);
        }
    }

    static String unpacked(Path file) throws IOException {
        try (ZstdInputStream in = new ZstdInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void write(Path root, String path, String content) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), content);
    }

    private static void link(Path root, String path, String target) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.createSymbolicLink(root.resolve(path), Path.of(target));
    }
}
