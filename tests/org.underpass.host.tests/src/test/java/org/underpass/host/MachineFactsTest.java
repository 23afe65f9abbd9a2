package org.underpass.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.underpass.pci.PciAddress;

/** Texts of the kernel and of programs, as they are found on machines. */
class MachineFactsTest {

    @TempDir
    Path folder;
    private FolderHost capture;

    @BeforeEach
    void empty() {
        capture = new FolderHost(folder);
    }

    @Test
    void commandLineIsTakenApartAsTheKernelDoes() throws HostException {
        capture.file("proc/cmdline", "BOOT_IMAGE=/vmlinuz root=UUID=a=b quiet  dyndbg=\"file x +p\" \"odd one=1\" "
                + "vfio-pci.ids=10de:1,10de:2 iommu=pt iommu=nopt -- iommu=init\n");
        KernelArguments arguments = capture.open().kernel().arguments().value().orElseThrow();
        assertEquals(8, arguments.all().size());
        assertEquals(Optional.of("UUID=a=b"), arguments.value("root"));
        assertEquals(Optional.of("file x +p"), arguments.value("dyndbg"));
        assertEquals(Optional.of("1"), arguments.value("odd one"));
        assertEquals(Optional.of("10de:1,10de:2"), arguments.value("vfio_pci.ids"));
        assertEquals(List.of("pt", "nopt"), arguments.values("iommu"));
        assertTrue(arguments.has("iommu", "pt"));
        assertTrue(arguments.has("quiet"));
        assertFalse(arguments.has("init"));
        assertEquals("dyndbg=\"file x +p\"", arguments.named("dyndbg").getFirst().token());
    }

    @Test
    void versionsAreRead() {
        assertEquals(Optional.of(new VersionNumber(6, 1, 0)), VersionNumber.parse("6.1.0-25-amd64"));
        assertEquals(Optional.of(new VersionNumber(6, 8, 0)), VersionNumber.parse("6.8-rc1"));
        assertEquals(Optional.of(new VersionNumber(7, 2, 0)), VersionNumber.parse("7.2+dfsg-7+deb12u7"));
        assertEquals(Optional.empty(), VersionNumber.parse("unknown"));
        assertEquals(Optional.empty(), VersionNumber.parse("6"));
        assertTrue(new VersionNumber(5, 15, 0).atLeast(5, 15));
        assertFalse(new VersionNumber(5, 9, 200).atLeast(5, 15));
        assertTrue(new VersionNumber(6, 1, 0).compareTo(new VersionNumber(6, 1, 1)) < 0);
    }

    @Test
    void configurationIsFoundPackedOrByRelease() throws HostException, IOException {
        capture.file("proc/sys/kernel/osrelease", "6.1.0-25-amd64\n");
        assertTrue(capture.open().kernel().config().isUnknown());
        capture.file("boot/config-6.1.0-25-amd64",
                "#\nCONFIG_VFIO_PCI=m\n# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set\n"
                        + "CONFIG_NAME=\"a b\"\nCONFIG_FB_EFI=y\n");
        KernelConfig config = capture.open().kernel().config().value().orElseThrow();
        assertTrue(config.isModule("CONFIG_VFIO_PCI"));
        assertTrue(config.isBuiltIn("FB_EFI"));
        assertFalse(config.isSet("INTEL_IOMMU_DEFAULT_ON"));
        assertEquals("a b", config.setting("NAME").orElseThrow().value());
        assertEquals("boot/config-6.1.0-25-amd64:2", config.source("VFIO_PCI").toString());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("CONFIG_VFIO_PCI=y\n".getBytes());
        }
        Files.write(folder.resolve("proc/config.gz"), packed.toByteArray());
        assertTrue(capture.open().kernel().config().value().orElseThrow().isBuiltIn("VFIO_PCI"));
        Files.write(folder.resolve("proc/config.gz"), new byte[] {1, 2, 3});
        assertTrue(capture.open().kernel().config().isUnknown());
    }

    @Test
    void logLinesLoseTheirStamps() throws HostException {
        capture.file("underpass/dmesg", "[    0.000000] Linux version 6.1\n<6>[    1.5] DMAR: IOMMU enabled\n"
                + "Nov 23 host kernel: [    2.0] third\n");
        KernelLog log = capture.open().kernel().log().value().orElseThrow();
        assertEquals(List.of("Linux version 6.1", "DMAR: IOMMU enabled", "third"),
                log.lines().stream().map(KernelLog.Entry::text).toList());
        assertTrue(log.fromBoot());
        assertEquals("underpass/dmesg:2", log.source(log.find("DMAR").orElseThrow()).toString());
    }

    @Test
    void modulesAndLockdown() throws HostException {
        capture.file("proc/modules",
                "vfio_pci_core 86016 1 vfio_pci, Live 0x0\n"
                        + "nvidia 1 12 nvidia_uvm,nvidia_drm, Live 0x0 (O)\n")
                .file("sys/kernel/security/lockdown", "none [integrity] confidentiality\n")
                .file("sys/module/vfio_pci/parameters/disable_idle_d3", "Y\n");
        HostKernel kernel = capture.open().kernel();
        assertEquals(List.of("nvidia_uvm", "nvidia_drm"), kernel.modules().value().orElseThrow().get("nvidia").users());
        assertEquals("integrity", kernel.lockdown().orElse(""));
        assertEquals("Y", kernel.moduleParameter("vfio-pci", "disable_idle_d3").orElse(""));
    }

    @Test
    void hiddenAddressesAreUnknown() throws HostException {
        capture.file("proc/iomem", "00000000-00000000 : Reserved\n  00000000-00000000 : PCI Bus 0000:00\n");
        assertEquals(new Fact.Unknown<>("all addresses are zero: only root sees them", Provenance.of("proc/iomem")),
                capture.open().ioMemory());
    }

    @Test
    void claimsAreATree() throws HostException {
        capture.file("proc/iomem", "00001000-00001fff : a\n  00001000-000010ff : b\n    00001000-0000100f : c\n"
                + "  00001100-000011ff : d\nnonsense\nffffffffffffff00-ffffffffffffffff : top\n");
        IoMemory memory = capture.open().ioMemory().value().orElseThrow();
        assertEquals(List.of("a", "b", "c"), memory.within(0x1004, 0x1004).stream().map(IoMemory.Resource::name)
                .toList());
        assertEquals(List.of("a", "d"), memory.within(0x1100, 0x1100).stream().map(IoMemory.Resource::name).toList());
        assertEquals(List.of("top"), memory.within(-1, -1).stream().map(IoMemory.Resource::name).toList());
        assertEquals("proc/iomem:4", memory.within(0x1100, 0x1100).get(1).source().toString());
    }

    @Test
    void modprobeDirectoriesHideEachOther() throws HostException {
        capture.file("etc/modprobe.d/vfio.conf", "# remark\noptions vfio-pci ids=1:2 \\\n  disable_vga=1\n"
                        + "softdep nouveau pre: vfio-pci\nblacklist nouveau\ninstall snd_hda_intel /bin/false\n")
                .file("usr/lib/modprobe.d/vfio.conf", "options vfio-pci ids=hidden\n")
                .file("usr/lib/modprobe.d/late.conf", "options vfio_pci ids=3:4\n").file("etc/modprobe.d/not.txt",
                "blacklist x\n");
        HostModprobe modprobe = capture.open().modprobe().value().orElseThrow();
        assertEquals(List.of("ids=3:4 late.conf:1", "ids=1:2 vfio.conf:2", "disable_vga=1 vfio.conf:2"),
                modprobe.options("vfio-pci").stream().map(option -> option.name() + "=" + option.value() + " "
                        + option.source().toString().replaceAll(".*/", "")).toList());
        assertEquals("pre: vfio-pci", modprobe.of(HostModprobe.Kind.SOFTDEP, "nouveau").getFirst().rest());
        assertEquals(1, modprobe.of(HostModprobe.Kind.BLACKLIST, "nouveau").size());
        assertEquals("/bin/false", modprobe.of(HostModprobe.Kind.INSTALL, "snd-hda-intel").getFirst().rest());
    }

    @Test
    void lockLimitsOfUsersAndUnits() throws HostException {
        capture.file("etc/security/limits.conf",
                "# x\n@kvm - memlock 1024\nroot hard memlock unlimited\n* soft nofile 5\n")
                .file("etc/systemd/system/libvirtd.service.d/x.conf", "[Service]\nLimitMEMLOCK=64M:infinity\n");
        List<HostMemory.LockLimit> limits = capture.open().memory().lockLimits().value().orElseThrow();
        assertEquals(List.of("@kvm OptionalLong[1048576] false", "@kvm OptionalLong[1048576] true",
                "root OptionalLong.empty true", "libvirtd.service OptionalLong.empty true"), limits.stream()
                .map(limit -> limit.subject() + " " + limit.bytes() + " " + limit.hard()).toList());
        assertEquals(OptionalLong.of(1 << 20), limits.getFirst().bytes());
    }

    @Test
    void pagesAndNodes() throws HostException {
        capture.file("sys/devices/system/node/online", "0-1\n").file("sys/devices/system/node/node1/cpulist", "1,3\n")
                .file("sys/devices/system/node/node1/hugepages/hugepages-1048576kB/nr_hugepages", "8\n")
                .file("sys/devices/system/node/node1/hugepages/hugepages-1048576kB/free_hugepages", "3\n")
                .file("sys/devices/system/cpu/online", "0-3\n").file("sys/devices/system/cpu/cpu1/topology/core_id",
                "7\n")
                .file("proc/meminfo", "MemTotal: 1024 kB\n");
        Host host = capture.open();
        HostMemory.HugePages pool = host.memory().hugePages().value().orElseThrow().getFirst();
        assertEquals(List.of(1L << 30, OptionalInt.of(1), 8L, 3L),
                List.of(pool.pageSize(), pool.node(), pool.total(), pool.free()));
        assertEquals(new HostProcessors.Cpu(1, OptionalInt.empty(), OptionalInt.of(7), OptionalInt.of(1)),
                host.processors().cpus().value().orElseThrow().get(1));
        assertEquals(1 << 20, host.memory().total().orElse(0L));
        assertTrue(host.memory().available().isUnknown());
    }

    @Test
    void programsFromPackagesAndFromTheirOwnWords() throws HostException {
        capture.file("var/lib/dpkg/status", "Package: qemu-system-x86\nStatus: install ok installed\n"
                + "Version: 1:7.2+dfsg-7+deb12u7\n\nPackage: libvirt-daemon\nStatus: deinstall ok config-files\n"
                + "Version: 9.0.0-4\n\n").file("underpass/programs", "libvirtd 10.0.0 (Debian)\n");
        HostPrograms programs = capture.open().programs();
        assertEquals("7.2+dfsg-7+deb12u7", programs.qemu().value().orElseThrow().text());
        assertEquals(Optional.of(new VersionNumber(10, 0, 0)), programs.libvirt().value().orElseThrow().version());
        assertEquals("underpass/programs:1", programs.libvirt().source().toString());
        assertTrue(programs.xen().isAbsent());
        assertTrue(programs.secureShell().isUnknown());
        assertTrue(programs.isXenControlDomain().isUnknown());
    }

    @Test
    void firmwareDescriptors() throws HostException {
        capture.file("usr/share/qemu/firmware/50.json",
                "{\"description\": \"d\\u00e9\", \"interface-types\": [\"uefi\"],"
                        + "\"mapping\": {\"device\": \"flash\", \"executable\": {\"filename\": \"/f/code.fd\"}},"
                        + "\"targets\": [{\"architecture\": \"x86_64\", \"machines\": [\"pc-q35-*\"]}], "
                        + "\"features\": [], \"n\": -1.5e3}")
                .file("usr/share/qemu/firmware/60.json", "{\"mapping\": ").file("f/code.fd", "")
                .file("usr/share/qemu/firmware/70.json", "[".repeat(5000)).file("etc/qemu/firmware/80.json", "");
        HostFirmware firmware = capture.open().firmware();
        List<HostFirmware.Descriptor> found = firmware.descriptors().value().orElseThrow();
        assertEquals(1, found.size());
        assertEquals("dé", found.getFirst().description());
        assertEquals("raw", found.getFirst().format());
        assertTrue(found.getFirst().isUefi());
        assertEquals(Optional.of(true), firmware.isThere("/f/code.fd").value());
        assertTrue(firmware.isThere("/f/none").isUnknown());
    }

    @Test
    void whatTheHostNeedsIsFoundThroughLayers() throws HostException {
        String disk = "sys/devices/pci0000:00/0000:00:1b.0/0000:02:00.0/nvme/nvme0/nvme0n1";
        capture.file(disk + "/nvme0n1p3/dev", "259:3\n").link("sys/class/block/nvme0n1p3", "../../../" + disk
                + "/nvme0n1p3")
                .file("sys/devices/virtual/block/dm-0/dm/name", "vg-root\n")
                .link("sys/devices/virtual/block/dm-0/slaves/nvme0n1p3", "../../../../../../" + disk + "/nvme0n1p3")
                .link("sys/class/block/dm-0", "../../devices/virtual/block/dm-0")
                .file("proc/self/mounts", "/dev/mapper/vg-root / ext4 rw 0 0\n")
                .file("sys/devices/pci0000:00/0000:00:19.0/net/eth0/operstate", "up\n")
                .link("sys/class/net/eth0", "../../devices/pci0000:00/0000:00:19.0/net/eth0")
                .link("sys/devices/virtual/net/br0/lower_eth0", "../../../pci0000:00/0000:00:19.0/net/eth0")
                .link("sys/class/net/br0", "../../devices/virtual/net/br0")
                .file("proc/net/route", "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n"
                        + "br0 00000000 0101A8C0 0003 0 0 0 00000000 0 0 0\n");
        HostCritical critical = capture.open().critical();
        assertEquals(Optional.of("0000:02:00.0"), critical.fileSystems().value()
                .map(uses -> uses.getFirst().function().toString()));
        assertEquals(Optional.of("0000:00:19.0"), critical.defaultRoute().value()
                .map(uses -> uses.getFirst().function().toString()));
        assertTrue(critical.keyboard().isUnknown());
        assertEquals(Map.of(PciAddress.parse("02:00.0"), 1, PciAddress.parse("00:19.0"), 1).keySet(),
                critical.all().keySet());
    }
}
