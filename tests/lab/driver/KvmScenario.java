package org.underpass.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** VFIO: a Debian with an emulated IOMMU and a dozen PCIe devices, and this product within. */
final class KvmScenario {
    /** Memory of the lab machine that its kernel leaves alone, and that guest.c lets a device write to. */
    private static final long FOREIGN = 0x30000000L;
    private static final int PAGE = 4096;
    private static final long GUEST_MEMORY = 64L << 20;
    private static final Pattern MAPPING = Pattern.compile(
            "\"iova\": ?\"(0x[0-9a-f]+)\",\\s*\"address\": ?\"(0x[0-9a-f]+)\",\\s*\"length\": ?(\\d+)");

    private final Lab.Settings lab;
    private final Checks checks;
    private final Path folder;
    private final Product product;
    private final boolean amd;
    private final String edu;
    private TreeMap<Long, Long> walked = new TreeMap<>();

    KvmScenario(Lab.Settings lab, Checks checks, boolean amd) {
        this.lab = lab;
        this.checks = checks;
        this.amd = amd;
        folder = lab.folder();
        product = new Product(lab.top());
        // QEMU's AMD IOMMU translates the DMA of devices on bus 0 only, up to version 7.2 at least.
        edu = amd ? Topology.EDU_ON_ROOT : Topology.EDU;
    }

    void run() throws IOException {
        reference();
        Share share = new Share(folder.resolve("share"), checks, lab.limit());
        Files.writeString(share.file("settings"), lab.settings() + "gpu=" + Topology.GPU + "\naudio=" + Topology.AUDIO
                + "\nedu=" + edu + "\n");
        checks.phase("boot");
        try (Machine machine = new Machine("l1", arguments(share), folder)) {
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
        before(share);
        live(share);
        faults(share);
        Sameness.compare(share, product, checks);
    }

    private List<String> accelerator() {
        return lab.kvm() ? List.of("-accel", "kvm", "-cpu", "host")
                : List.of("-accel", "tcg,thread=multi,tb-size=512", "-cpu", "max");
    }

    /** What the guest draws when the card is QEMU's own: the picture to compare with. */
    private void reference() throws IOException {
        checks.phase("reference picture");
        Path log = folder.resolve("reference.log");
        Files.deleteIfExists(log);
        List<String> arguments = new ArrayList<>(accelerator());
        arguments.addAll(List.of("-machine", "q35", "-m", "64", "-vga", "none", "-kernel",
                lab.top().resolve("tests/lab/target/guest.elf").toString(), "-debugcon", "file:" + log,
                "-device", "secondary-vga,id=gpua"));
        try (Machine machine = new Machine("reference", arguments, folder)) {
            long limit = System.nanoTime() + lab.limit() * 1_000_000_000L;
            while (machine.alive() && System.nanoTime() < limit
                    && !(Files.exists(log) && Files.readString(log).contains("\nend\n"))) {
                Machine.pause();
            }
            checks.check("the guest draws without passthrough",
                    Files.exists(log) && Files.readString(log).contains("and read it back"), machine.log());
            machine.qmp().screendump("gpua", folder.resolve("reference.png"));
        }
    }

    private List<String> arguments(Share share) {
        List<String> all = new ArrayList<>(accelerator());
        all.addAll(List.of("-machine", "q35,kernel-irqchip=split", "-smp", "2", "-m", "1536", "-device",
                amd ? "amd-iommu,intremap=on" : "intel-iommu,intremap=on,caching-mode=on,device-iotlb=on,aw-bits=48"));
        all.addAll(List.of("-kernel", System.getProperty("lab.kernel"), "-initrd", lab.initramfs(), "-append",
                lab.kernelArguments(share.file("."), "/tests/lab/l1/kvm.sh", "console=tty0 fbcon=nodefer iomem=relaxed "
                + (amd ? "amd_iommu=on" : "intel_iommu=on") + " memmap=64K$0x" + Long.toHexString(FOREIGN))));
        all.addAll(lab.shares(share.file(".")));
        all.addAll(Topology.arguments());
        return all;
    }

    /** While the guest runs: its picture, memory that it must not have changed, and the tables that hold it. */
    private void shown(Machine machine, Share share) throws IOException {
        Qmp qmp = machine.qmp();
        checks.phase("pictures and memory from outside");
        String said = share.text("guest.log");
        checks.note(said);
        checks.check("the guest draws on the card", said.contains("and read it back"), said);
        Path picture = folder.resolve("passed.png");
        qmp.screendump("gpua", picture);
        checks.check("the picture on the card is the reference, byte for byte",
                Files.mismatch(picture, folder.resolve("reference.png")) == -1, "they differ: " + folder);
        Path other = folder.resolve("other.png");
        qmp.screendump("gpub", other);
        checks.check("the host's other card shows something else",
                Files.mismatch(other, folder.resolve("reference.png")) != -1, "the same picture");
        checks.check("the guest's own DMA arrives", said.contains("own dma arrived"), said);
        Path foreign = folder.resolve("foreign.bin");
        qmp.memory(FOREIGN, PAGE, foreign);
        byte[] page = Files.readAllBytes(foreign);
        boolean pattern = page[0] == 1 && page[1] == 8 && page[2] == 15;
        checks.check("the DMA to memory that is not the guest's wrote nothing",
                said.contains("foreign dma") && !pattern, Arrays.toString(Arrays.copyOf(page, 64)));
        walk(qmp, share);
    }

    /** The product walks the tables in a memory dump; the answer is compared page by page with what the kernel says. */
    private void walk(Qmp qmp, Share share) throws IOException {
        checks.phase("memory dump");
        long root = qmp.register(amd ? 0xfed80000L : 0xfed90020L);
        Path core = folder.resolve("l1.core");
        Files.deleteIfExists(core);
        qmp.core(core);
        checks.phase("walk");
        String[] tables = {"--memory", core.toString(), "--table", amd ? "amdvi" : "vtd", "--root",
            "0x" + Long.toHexString(root)};
        Product.Said said = product.run(with(tables, "iommu", "tables", "--mappings", "--requester", edu, "--format",
                "json"));
        Files.writeString(folder.resolve("mappings.json"), said.out());
        walked = pages(said.out());
        checks.check("iommu tables --mappings walks the dump", said.status() == 0 && !walked.isEmpty(), said.all());
        TreeMap<Long, Long> mapped = mapped(share);
        long equal = walked.entrySet().stream().filter(e -> e.getValue().equals(mapped.get(e.getKey()))).count();
        String differences = mapped.entrySet().stream()
                .filter(e -> walked.containsKey(e.getKey()) && !e.getValue().equals(walked.get(e.getKey()))).limit(10)
                .map(e -> Long.toHexString(e.getKey()) + ": kernel " + Long.toHexString(e.getValue()) + ", walk "
                        + Long.toHexString(walked.get(e.getKey()))).collect(Collectors.joining("\n"));
        // Below 1 MiB lies the firmware's shadow, which is other memory or none.
        String missing = mapped.keySet().stream().filter(page -> page < 0xa0000 || page >= 0x100000)
                .filter(page -> !walked.containsKey(page)).limit(10).map(Long::toHexString)
                .collect(Collectors.joining(" "));
        checks.note(equal + " pages of the guest as the kernel has them, " + (walked.size() - equal)
                + " pages of ROM and of the BARs of passed devices");
        checks.check("each page walked is the page that VFIO mapped", equal > 15_000
                && differences.lines().allMatch(line -> line.matches("[cdef][0-9a-f]{4}: .*")), differences);
        checks.check("no page that VFIO mapped is missing", missing.isEmpty(), missing);
        Product.Said good = product.run(with(tables, "iommu", "translate", "--requester", edu, "--iova", "0x100000"));
        checks.check("iommu translate finds the guest's own page", good.status() == 0, good.all());
        Product.Said blocked = product.run(with(tables, "iommu", "translate", "--requester", edu, "--iova",
                "0x" + Long.toHexString(FOREIGN)));
        checks.check("iommu translate says that the foreign page is blocked",
                blocked.status() == 1 && blocked.out().contains("blocked"), blocked.all());
        checks.note(blocked.out());
        if (!lab.keep()) {
            Files.deleteIfExists(core);
        }
    }

    /** IOVA to physical address, page by page, from an answer of {@code iommu tables --mappings}. */
    private static TreeMap<Long, Long> pages(String json) {
        TreeMap<Long, Long> pages = new TreeMap<>();
        Matcher mapping = MAPPING.matcher(json);
        while (mapping.find()) {
            long iova = Long.decode(mapping.group(1));
            long address = Long.decode(mapping.group(2));
            for (long i = 0; i < Long.parseLong(mapping.group(3)); i += PAGE) {
                pages.put(iova + i, address + i);
            }
        }
        return pages;
    }

    /** What the product found inside, in the running machine's own memory, is what it found in the dump. */
    private void live(Share share) throws IOException {
        TreeMap<Long, Long> live = pages(share.text("live.json"));
        checks.check("the walk of the running machine equals the walk of the dump",
                !live.isEmpty() && live.equals(walked), "status " + share.text("live.status") + share.text("live.err")
                + live.size() + " pages live, " + walked.size() + " in the dump");
    }

    /** IOVA to physical address, from /proc/PID/pagemap of the guest's process (Documentation/admin-guide/mm). */
    private TreeMap<Long, Long> mapped(Share share) throws IOException {
        TreeMap<Long, Long> pages = new TreeMap<>();
        Path file = share.file("pagemap");
        if (!Files.exists(file)) {
            return pages;
        }
        ByteBuffer entries = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        for (long iova = 0; iova < GUEST_MEMORY && entries.remaining() >= 8; iova += PAGE) {
            long entry = entries.getLong();
            if (entry < 0) {
                pages.put(iova, (entry & (1L << 55) - 1) * PAGE);
            }
        }
        return pages;
    }

    private static String[] with(String[] tables, String... first) {
        String[] all = Arrays.copyOf(first, first.length + tables.length);
        System.arraycopy(tables, 0, all, first.length, tables.length);
        return all;
    }

    /** What was captured inside is read outside. */
    private void before(Share share) throws IOException {
        String capture = share.file("before.tar.zst").toString();
        Product.Said show = product.run("host", "show", "--host", capture);
        checks.check("host show reads the capture and finds the card ready", show.status() == 0
                && show.out().contains("ready  " + Topology.GPU), show.all());
        Product.Said groups = product.run("iommu", "groups", "--host", capture);
        checks.check("iommu groups reads the capture", groups.out().contains("as the kernel has them")
                && groups.out().contains(Topology.AUDIO), groups.all());
        Product.Said tables = product.run("iommu", "tables", "--host", capture);
        checks.check("iommu tables reads the capture", tables.status() == 0
                && tables.out().contains(amd ? "IVHD" : "DRHD"), tables.all());
    }

    private void faults(Share share) throws IOException {
        String log = share.file("dmesg.guest").toString();
        Product.Said faults = product.run("iommu", "faults", log, "--host", share.file("before.tar.zst").toString());
        Files.writeString(folder.resolve("faults.txt"), faults.out());
        checks.note(faults.out());
        if (amd && !share.text("dmesg.guest").contains("IO_PAGE_FAULT")) {
            checks.note("QEMU's AMD IOMMU reports no fault to its kernel: there is none to explain");
            return;
        }
        checks.check("iommu faults explains the blocked DMA", faults.out().contains(edu)
                && faults.out().contains("0x" + Long.toHexString(FOREIGN))
                && faults.out().contains("not mapped for writing"), faults.all());
    }
}
