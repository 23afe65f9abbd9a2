package org.underpass.hypervisor.libvirt;

import java.util.List;
import java.util.Map;
import org.underpass.hypervisor.machine.FirmwarePlan;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.Topology;
import org.underpass.profile.Cpu;
import org.underpass.profile.CpuSet;
import org.underpass.profile.FirmwareType;
import org.underpass.profile.IommuOptions;
import org.underpass.profile.KernelIrqchip;
import org.underpass.profile.Machine;
import org.underpass.profile.MachineType;
import org.underpass.profile.VirtualIommu;

/** Writes the domain XML of one machine. Used once; begin with {@link #of}. */
public final class DomainXml {
    private final GuestMachine machine;
    private final FirmwarePlan firmware;
    private final Report report;
    private final Xml xml = new Xml();

    private DomainXml(GuestMachine machine, FirmwarePlan firmware, Report report) {
        this.machine = machine;
        this.firmware = firmware;
        this.report = report;
    }

    /** The text of the domain. What libvirt has no words for is reported. */
    public static String of(GuestMachine machine, FirmwarePlan firmware, Report report) {
        return new DomainXml(machine, firmware, report).write();
    }

    /**
     * The same domain with its PCI devices in libvirt's care: it takes them from their drivers when the guest starts,
     * and gives them back when it has ended.
     */
    public static String managed(String domain) {
        // Text from a profile has its < escaped, so this is the beginning of an element of ours.
        return domain.replace("<hostdev mode='subsystem' type='pci' managed='no'",
                "<hostdev mode='subsystem' type='pci' managed='yes'");
    }

    private String write() {
        List<String> raw = machine.profile().raw().qemu();
        xml.begin("domain").with("type", "kvm");
        if (!raw.isEmpty()) {
            xml.with("xmlns:qemu", "http://libvirt.org/schemas/domain/qemu/1.0");
        }
        xml.text("name", machine.profile().name()).text("uuid", machine.uuid());
        machine.profile().title().map(t -> t.replaceAll("\\R", " ")).filter(t -> !t.isEmpty())
                .ifPresent(t -> xml.text("title", t));
        memory();
        processors();
        os();
        features();
        cpu();
        clock();
        xml.text("on_poweroff", "destroy").text("on_reboot", "restart").text("on_crash", "destroy");
        xml.begin("devices");
        DomainBuses.write(machine, xml);
        DomainDevices.write(machine, xml, report);
        DomainDisplay.write(machine, xml, report);
        DomainPassthrough.write(machine, xml, report);
        iommu();
        xml.end();
        if (!raw.isEmpty()) {
            xml.begin("qemu:commandline");
            raw.forEach(argument -> xml.begin("qemu:arg").with("value", argument).end());
            xml.end();
        }
        return xml.end().toString();
    }

    private void memory() {
        Machine wish = machine.profile().machine();
        xml.begin("memory").with("unit", "MiB").end(Long.toString(machine.memoryMebibytes()));
        xml.begin("currentMemory").with("unit", "MiB").end(Long.toString(machine.memoryMebibytes()));
        boolean locked = wish.memoryLocked().orElse(false);
        boolean pages = wish.hugepages().isPresent() || DomainNuma.hasHugepages(wish);
        if (pages || wish.sharedMemory() || locked) {
            xml.begin("memoryBacking");
            DomainNuma.hugepages(wish, xml);
            if (locked) {
                xml.empty("locked");
            }
            if (pages || wish.sharedMemory()) {
                xml.begin("source").with("type", "memfd").end();
                xml.begin("access").with("mode", wish.sharedMemory() ? "shared" : "private").end();
            }
            if (pages) {
                xml.begin("allocation").with("mode", "immediate").end();
            }
            xml.end();
        }
    }

    private void processors() {
        Cpu cpu = machine.profile().cpu();
        xml.begin("vcpu").with("placement", "static").end(Integer.toString(machine.processors()));
        cpu.ioThreadPinning().ifPresent(set -> xml.text("iothreads", 1));
        if (!cpu.pinning().isEmpty() || cpu.emulatorPinning().isPresent() || cpu.ioThreadPinning().isPresent()) {
            xml.begin("cputune");
            int number = 0;
            for (CpuSet set : cpu.pinning()) {
                if (number < machine.processors()) {
                    xml.begin("vcpupin").with("vcpu", number).with("cpuset", set).end();
                }
                number++;
            }
            cpu.emulatorPinning().ifPresent(set -> xml.begin("emulatorpin").with("cpuset", set).end());
            cpu.ioThreadPinning().ifPresent(set -> xml.begin("iothreadpin").with("iothread", 1)
                    .with("cpuset", set).end());
            xml.end();
        }
        DomainNuma.tune(machine.profile().machine(), xml);
    }

    private void os() {
        boolean uefi = firmware.type() == FirmwareType.UEFI;
        if (uefi) {
            machine.profile().firmware().mmio64Window().ifPresent(bytes -> xml.begin("sysinfo").with("type", "fwcfg")
                    .begin("entry").with("name", "opt/ovmf/X-PciMmio64Mb").end(Long.toString(bytes >> 20)).end());
        }
        xml.begin("os");
        xml.begin("type").with("arch", "x86_64").with("machine", machine.board() == MachineType.Q35 ? "q35" : "pc")
                .end("hvm");
        firmware.code().ifPresent(code -> {
            xml.begin("loader").with("readonly", "yes");
            if (uefi) {
                xml.with("secure", firmware.smm() ? "yes" : "no").with("type", "pflash");
                if (!firmware.codeFormat().equals("raw")) {
                    xml.with("format", firmware.codeFormat());
                }
            } else {
                xml.with("type", "rom");
            }
            xml.end(code);
        });
        firmware.vars().ifPresent(vars -> {
            xml.begin("nvram");
            firmware.template().ifPresent(template -> xml.with("template", template));
            if (!firmware.varsFormat().equals("raw")) {
                xml.with("format", firmware.varsFormat());
            }
            xml.end(vars);
        });
        xml.end();
    }

    private void features() {
        Cpu cpu = machine.profile().cpu();
        xml.begin("features").empty("acpi").empty("apic");
        boolean vendor = cpu.vendorId().isPresent();
        if (machine.hyperv() || vendor) {
            xml.begin("hyperv").with("mode", "custom");
            if (machine.hyperv()) {
                for (String name : List.of("relaxed", "vapic")) {
                    on(name);
                }
                xml.begin("spinlocks").with("state", "on").with("retries", 8191).end();
                for (String name : List.of("vpindex", "runtime", "synic", "stimer")) {
                    on(name);
                }
            }
            cpu.vendorId().ifPresent(id -> xml.begin("vendor_id").with("state", "on").with("value", id).end());
            if (machine.hyperv()) {
                for (String name : List.of("frequencies", "tlbflush", "ipi")) {
                    on(name);
                }
            }
            xml.end();
        }
        if (cpu.hideHypervisor()) {
            xml.begin("kvm").begin("hidden").with("state", "on").end().end();
        }
        xml.begin("vmport").with("state", "off").end();
        if (firmware.smm()) {
            on("smm");
        }
        ioapic();
        xml.end();
    }

    private void ioapic() {
        boolean wanted = machine.profile().machine().iommu() == VirtualIommu.INTEL
                && machine.profile().machine().iommuOptions().interruptRemapping().orElse(true);
        KernelIrqchip chip = machine.profile().machine().kernelIrqchip().orElse(
                wanted ? KernelIrqchip.SPLIT : null);
        if (chip == KernelIrqchip.SPLIT) {
            xml.begin("ioapic").with("driver", "qemu").end();
        } else if (chip == KernelIrqchip.ON) {
            xml.begin("ioapic").with("driver", "kvm").end();
        } else if (chip == KernelIrqchip.OFF) {
            report.warn("domain-irqchip", "machine.kernelIrqchip", "domain.xml leaves the interrupt controllers to "
                    + "libvirt", "libvirt knows them in the kernel or split, not outside of it");
        }
    }

    private void intel(IommuOptions options) {
        xml.begin("iommu").with("model", "intel").begin("driver")
                .with("intremap", word(options.interruptRemapping().orElse(true)))
                .with("caching_mode", word(options.cachingMode().orElse(true)));
        options.extendedInterrupts().ifPresent(on -> xml.with("eim", word(on)));
        options.deviceTlb().ifPresent(on -> xml.with("iotlb", word(on)));
        options.addressWidth().ifPresent(bits -> xml.with("aw_bits", bits));
        options.dmaTranslation().ifPresent(on -> xml.with("dma_translation", word(on)));
        xml.end().end();
    }

    private static String word(boolean on) {
        return on ? "on" : "off";
    }

    private void on(String name) {
        xml.begin(name).with("state", "on").end();
    }

    private void cpu() {
        Cpu cpu = machine.profile().cpu();
        String model = cpu.model().orElse("host-passthrough");
        boolean host = model.equals("host-passthrough") || model.equals("host");
        boolean mode = host || model.equals("host-model");
        boolean several = !machine.profile().machine().numa().isEmpty();
        xml.begin("cpu").with("mode", host ? "host-passthrough" : mode ? model : "custom");
        if (mode) {
            xml.with("check", "none");
        } else {
            xml.with("match", "exact").with("check", "none");
            xml.begin("model").with("fallback", "forbid").end(model);
        }
        Topology topology = Topology.of(machine);
        xml.begin("topology").with("sockets", topology.sockets()).with("dies", topology.dies())
                .with("cores", topology.cores()).with("threads", topology.threads()).end();
        cpu.physBits().ifPresent(bits -> {
            xml.begin("maxphysaddr").with("mode", host ? "passthrough" : "emulate");
            xml.with(host ? "limit" : "bits", bits).end();
        });
        if (cpu.hideHypervisor()) {
            xml.begin("feature").with("policy", "disable").with("name", "hypervisor").end();
        }
        for (Map.Entry<String, Boolean> feature : cpu.features().entrySet()) {
            xml.begin("feature").with("policy", feature.getValue() ? "require" : "disable")
                    .with("name", feature.getKey()).end();
        }
        if (several) {
            DomainNuma.cells(machine.profile().machine(), xml);
        }
        xml.end();
    }

    private void clock() {
        boolean local = machine.profile().machine().clock().map(c -> c.word().equals("localtime"))
                .orElse(machine.windows());
        xml.begin("clock").with("offset", local ? "localtime" : "utc");
        xml.begin("timer").with("name", "rtc").with("tickpolicy", "catchup").end();
        if (machine.hyperv()) {
            xml.begin("timer").with("name", "hypervclock").with("present", "yes").end();
        }
        xml.end();
    }

    private void iommu() {
        VirtualIommu iommu = machine.profile().machine().iommu();
        if (iommu == VirtualIommu.NONE || machine.board() != MachineType.Q35) {
            return;
        }
        switch (iommu) {
            case INTEL -> intel(machine.profile().machine().iommuOptions());
            case AMD -> report.warn("domain-iommu", "machine.iommu", "domain.xml gives the guest no IOMMU",
                    "libvirt 11.3 has no emulated AMD IOMMU; the QEMU script has it");
            case VIRTIO -> {
                xml.begin("iommu").with("model", "virtio");
                machine.slots().of("viommu").ifPresent(slot -> DomainBuses.address(xml, slot));
                xml.end();
            }
            case NONE -> throw new AssertionError(iommu);
        }
    }
}
