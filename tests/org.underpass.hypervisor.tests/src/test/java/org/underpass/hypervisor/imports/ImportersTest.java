package org.underpass.hypervisor.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.underpass.hypervisor.Cases;
import org.underpass.hypervisor.kvm.KvmHypervisor;
import org.underpass.hypervisor.xen.XenHypervisor;
import org.underpass.pci.PciAddress;
import org.underpass.profile.VmProfile;
import org.underpass.spi.hypervisor.ImportException;
import org.underpass.spi.hypervisor.ImportRequest;
import org.underpass.spi.hypervisor.Imported;
import org.underpass.spi.hypervisor.Importer;

/** Each format, and what strangers put into files. */
class ImportersTest {
    private static final List<Importer> ALL = Stream.of(new XenHypervisor().importers(),
            new KvmHypervisor().importers()).flatMap(List::stream).toList();

    private static Imported read(String name, byte[] content) throws ImportException {
        Importer importer = ALL.stream().filter(i -> i.recognises(name, content)).findFirst().orElseThrow(
                () -> new ImportException(0, "nobody recognises it"));
        return importer.read(new ImportRequest(name, content, Optional.empty()));
    }

    private static VmProfile vm(String name, String text) throws ImportException {
        return Cases.vm(read(name, text.getBytes(StandardCharsets.UTF_8)).profile());
    }

    private static int line(String name, String text) {
        return assertThrows(ImportException.class, () -> read(name, text.getBytes(StandardCharsets.UTF_8))).line();
    }

    @Test
    void anXlConfigurationCarriesOver() throws ImportException {
        VmProfile vm = vm("guest.cfg", """
                # comment
                name = "games"; type = 'hvm'
                memory = 4096
                vcpus = 2
                cpus = ["4", "5"]
                pci = [ "01:00.0@6,permissive=1",
                        "01:00.1", ]
                disk = [ 'phy:/dev/vg/games,hda,w', 'file:/iso/a b.iso,hdc:cdrom,r' ]
                vif = [ "mac=00:16:3e:00:00:01,bridge=br0,model=e1000" ]
                """);
        assertEquals("games", vm.name());
        assertEquals(4096L << 20, vm.machine().memory());
        assertEquals(PciAddress.parse("01:00.0"), vm.devices().get(0).address().orElseThrow());
        assertEquals("00:06.0", vm.devices().get(0).guestAddress().orElseThrow().toString());
        assertTrue(vm.devices().get(0).xen().orElseThrow().permissive());
        assertEquals(Optional.of("/dev/vg/games"), vm.disks().get(0).device());
        assertEquals(Optional.of("/iso/a b.iso"), vm.disks().get(1).file());
        assertEquals(2, vm.cpu().pinning().size());
    }

    @Test
    void aCommandLineCarriesOver() throws ImportException {
        String script = """
                #!/bin/sh
                IMAGE="/srv/my disk.qcow2"
                exec qemu-system-x86_64 -name 'my vm' -machine q35,accel=kvm -cpu host,kvm=off \\
                  -m 8G -smp 4,sockets=1,cores=2,threads=2 \\
                  -device pcie-root-port,id=rp1,bus=pcie.0,addr=0x2,chassis=1 \\
                  -device vfio-pci,host=01:00.0,bus=rp1,romfile="/srv/a,,b.rom" \\
                  -drive file="$IMAGE",if=virtio,format=qcow2 -device edu
                """;
        VmProfile vm = vm("start.sh", script);
        assertEquals("my-vm", vm.name());
        assertEquals(8L << 30, vm.machine().memory());
        assertEquals(4, vm.cpu().total());
        assertTrue(vm.cpu().hideHypervisor());
        assertEquals("01:00.0", vm.devices().get(0).guestAddress().orElseThrow().toString());
        assertEquals(Optional.of("/srv/a,b.rom"), vm.devices().get(0).rom().orElseThrow().file());
        assertEquals(Optional.of("/srv/my disk.qcow2"), vm.disks().get(0).file());
        assertTrue(read("start.sh", script.getBytes(StandardCharsets.UTF_8)).lost().stream()
                .anyMatch(l -> l.what().contains("edu") && l.line() == 7));
        assertEquals(1L << 30, vm("cmdline", "qemu-system-x86_64\0-m\0001G\0").machine().memory());
    }

    @Test
    void machinesOfOtherProductsCarryOver() throws ImportException {
        VmProfile vmx = vm("w.vmx", """
                .encoding = "UTF-8"
                displayName = "Windows |22 11"
                guestOS = "windows11-64"
                memsize = "8192"
                numvcpus = "4"
                firmware = "efi"
                scsi0:0.present = "TRUE"
                scsi0:0.fileName = "/vm/w.vmdk"
                ethernet0.present = "TRUE"
                ethernet0.virtualDev = "e1000e"
                """);
        assertEquals(8L << 30, vmx.machine().memory());
        assertEquals(Optional.of("/vm/w.vmdk"), vmx.disks().get(0).file());
        assertEquals("vmware", vmx.display().guest().adapter().orElseThrow().word());
        VmProfile vbox = vm("l.vbox", """
                <?xml version="1.0"?>
                <VirtualBox xmlns="http://www.virtualbox.org/" version="1.19-linux">
                  <Machine uuid="{6ba7b810-9dad-11d1-80b4-00c04fd430c8}" name="l" OSType="Ubuntu_64">
                    <MediaRegistry><HardDisks><HardDisk uuid="{a}" location="/vm/l.vdi" format="VDI"/></HardDisks>
                    </MediaRegistry>
                    <Hardware><CPU count="2"/><Memory RAMSize="2048"/>
                      <Display controller="VMSVGA" VRAMSize="16" accelerate3D="true"/></Hardware>
                    <StorageControllers><StorageController name="SATA" type="AHCI">
                      <AttachedDevice type="HardDisk"><Image uuid="{a}"/></AttachedDevice>
                    </StorageController></StorageControllers>
                  </Machine>
                </VirtualBox>
                """);
        assertEquals(2L << 30, vbox.machine().memory());
        assertEquals(Optional.of("/vm/l.vdi"), vbox.disks().get(0).file());
        assertEquals("virtio-gl", vbox.display().guest().adapter().orElseThrow().word());
    }

    @Test
    void hostileFilesGiveOneErrorWithItsLine() {
        assertEquals(2, line("x.xml", "<?xml version='1.0'?>\n<!DOCTYPE domain [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
                + "<domain><name>&a;</name></domain>"));
        assertEquals(1, line("x.xml", "<!DOCTYPE l [<!ENTITY a 'a'><!ENTITY b '&a;&a;&a;'>]><domain>&b;</domain>"));
        assertTrue(line("x.xml", "<domain>\n<name>a</nam") >= 2);
        assertTrue(line("x.xml", "<domain>".repeat(1000)) >= 1);
        assertEquals(1, line("x.xml", "<network/>"));
        assertEquals(2, line("x.cfg", "name = 'a'\nmemory = [ 1, \"2\n"));
        assertEquals(1, line("x.cfg", "name = yes"));
        assertEquals(1, line("x.sh", "qemu-system-x86_64 -name 'a"));
        assertEquals(2, line("x.vmx", "memsize = \"1\"\nrubbish"));
    }

    @Test
    void hostileNamesStayWords() throws ImportException {
        Imported imported = read("x.xml", ("<domain type='kvm'><name>a\"; $(id) '`\n# b: c</name><memory>1048576</memory>"
                + "<os><type>hvm</type></os><devices><evil a='x&#10;machine: {}'/></devices></domain>")
                .getBytes(StandardCharsets.UTF_8));
        VmProfile vm = Cases.vm(imported.profile());
        assertTrue(vm.name().matches("[A-Za-z0-9][A-Za-z0-9._-]*"));
        assertEquals(1L << 30, vm.machine().memory());
        assertFalse(imported.lost().isEmpty());
    }

    @Test
    void noiseNeverMakesAnImporterFail() {
        Random random = new Random(5);
        List<String> seeds = List.of("<domain><name>a</name><memory>1</memory><os><type>hvm</type></os></domain>",
                "name = 'a'\npci = ['01:00.0,x=1']\ndisk=['a,b,c']", "qemu-system-x86_64 -m 1G -device vfio-pci,host=1:0.0",
                "displayName = \"a\"\nmemsize = \"1\"\nscsi0:0.present = \"TRUE\"",
                "<VirtualBox><Machine><Hardware><Memory RAMSize='1'/></Hardware></Machine></VirtualBox>");
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = seeds.get(i % seeds.size()).getBytes(StandardCharsets.UTF_8);
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            for (Importer importer : ALL) {
                try {
                    Cases.vm(importer.read(new ImportRequest("noise", bytes, Optional.empty())).profile());
                } catch (ImportException said) {
                    assertFalse(said.getMessage().isEmpty());
                }
            }
        }
    }

    @Test
    void everyXlPairImports() throws IOException, ImportException {
        Path corpora = Path.of(System.getProperty("underpass.corpora",
                Cases.root().resolve("../shared/corpora").toString()));
        assumeTrue(Files.isDirectory(corpora.resolve("vm")), "no corpora: " + corpora);
        int count = 0;
        for (String folder : List.of("libvirt-xlconfigdata", "libvirt-libxlxml2domconfig", "xen-examples")) {
            List<Path> files;
            try (Stream<Path> all = Files.list(corpora.resolve("vm").resolve(folder))) {
                files = all.filter(f -> !f.toString().endsWith(".json")).sorted().toList();
            }
            for (Path file : files) {
                Cases.vm(read(file.getFileName().toString(), Files.readAllBytes(file)).profile());
                count++;
            }
        }
        System.out.println("xl pairs: " + count + " files imported");
        assertTrue(count > 0);
    }
}
