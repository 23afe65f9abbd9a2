package org.underpass.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Xen: dom0 is the same Debian, with Xen's tools over its root, and this product within. */
final class XenScenario {
    private final Lab.Settings lab;
    private final Checks checks;
    private final Path folder;
    private final Product product;
    private final boolean hvm;
    private final String guest;

    XenScenario(Lab.Settings lab, Checks checks, boolean hvm) {
        this.lab = lab;
        this.checks = checks;
        this.hvm = hvm;
        folder = lab.folder();
        product = new Product(lab.top());
        guest = System.getProperty("lab.parts") + "/domu-" + System.getProperty("lab.version") + ".img";
    }

    void run() throws IOException {
        reference();
        Share share = new Share(folder.resolve("share"), checks, lab.limit());
        Files.writeString(share.file("settings"), lab.settings() + "gpu=" + Topology.GPU + "\naudio=" + Topology.AUDIO
                + "\ntype=" + (hvm ? "hvm" : "pv") + "\nkernel='" + (hvm ? System.getProperty("lab.vmlinuz")
                : System.getProperty("lab.kernel")) + "'\nramdisk='" + guest + "'\n");
        checks.phase("boot");
        try (Machine machine = new Machine("dom0", arguments(share), folder)) {
            String asked = share.next(machine);
            if (asked.equals("shown")) {
                shown(machine, share);
                share.answer("shown");
                asked = share.next(machine);
            }
            if (asked.equals("end")) {
                checks.check("the machine powers off", machine.ended(lab.limit()), "still running");
            }
        }
        checks.phase("compare");
        captured(share);
        Sameness.compare(share, product, checks);
    }

    /** What the guest draws when the card is QEMU's own: the picture to compare with. */
    private void reference() throws IOException {
        checks.phase("reference picture");
        Path log = folder.resolve("reference.log");
        Files.deleteIfExists(log);
        // The hypervisor does not run on every emulated or nested KVM: TCG throughout.
        List<String> arguments = List.of("-accel", "tcg,thread=multi", "-cpu", "max", "-machine", "q35", "-m", "256",
                "-vga", "none", "-kernel", System.getProperty("lab.kernel"), "-initrd", guest, "-append",
                "console=ttyS0 quiet vt.global_cursor_default=0", "-serial", "file:" + log, "-device", "secondary-vga,id=gpua,romfile=");
        try (Machine machine = new Machine("reference", arguments, folder)) {
            long limit = System.nanoTime() + lab.limit() * 1_000_000_000L;
            while (machine.alive() && System.nanoTime() < limit
                    && !(Files.exists(log) && Files.readString(log).contains("\nend"))) {
                Machine.pause();
            }
            checks.check("the guest draws without passthrough",
                    Files.exists(log) && Files.readString(log).contains("drew"), machine.log());
            machine.qmp().screendump("gpua", folder.resolve("reference.png"));
        }
    }

    private List<String> arguments(Share share) {
        String xen = "console=com1 com1=115200,8n1,0x3f8,0 loglvl=warning guest_loglvl=warning "
                + "dom0_mem=1536M,max:1536M dom0_max_vcpus=2 iommu=verbose sched=credit noreboot";
        String dom0 = lab.kernelArguments(share.file("."), "/tests/lab/l1/xen.sh", "")
                .replace("console=ttyS0", "console=hvc0").replace(",", ",,");
        List<String> all = new ArrayList<>(List.of("-accel", "tcg,thread=multi,tb-size=512", "-cpu",
                "max,-smap,-rdtscp", "-machine", "q35,kernel-irqchip=split", "-smp", "2", "-m", "3072", "-device",
                "intel-iommu,intremap=on", "-kernel", System.getProperty("lab.xen"), "-append", xen, "-initrd",
                System.getProperty("lab.kernel") + " " + dom0 + "," + lab.initramfs()));
        all.addAll(lab.shares(share.file(".")));
        all.addAll(List.of("-fsdev", "local,id=above,path=" + System.getProperty("lab.tools")
                + ",security_model=none,readonly=on,multidevs=remap", "-device",
                "virtio-9p-pci,fsdev=above,mount_tag=above,bus=pcie.0,addr=0x1c"));
        all.addAll(Topology.arguments());
        return all;
    }

    private void shown(Machine machine, Share share) throws IOException {
        checks.phase("pictures from outside");
        String said = share.text("guest.log");
        checks.note(said);
        checks.check("the guest sees the card", said.contains("0x1234:0x1111 class 0x038000 driver bochs-drm"), said);
        checks.check("the guest sees its sound", said.contains("0x8086:0x2668"), said);
        checks.check("xl says the guest has both", share.text("pci-list").contains("01:00.0")
                && share.text("pci-list").contains("01:00.1"), share.text("pci-list"));
        Path picture = folder.resolve("passed.png");
        machine.qmp().screendump("gpua", picture);
        checks.check("the picture on the card is the reference, byte for byte",
                Files.mismatch(picture, folder.resolve("reference.png")) == -1, "they differ: " + folder);
    }

    private void captured(Share share) throws IOException {
        String capture = share.file("before.tar.zst").toString();
        Product.Said show = product.run("host", "show", "--host", capture);
        Files.writeString(folder.resolve("host.txt"), show.all());
        checks.check("host show reads the capture", show.status() == 0 && show.out().contains(Topology.GPU),
                show.all());
        Product.Said tables = product.run("iommu", "tables", "--host", capture);
        checks.check("iommu tables reads the capture", tables.status() <= 1, tables.all());
    }
}
