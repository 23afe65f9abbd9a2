package org.underpass.hypervisor.xen;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.underpass.host.Host;
import org.underpass.hypervisor.machine.GuestMachine;
import org.underpass.hypervisor.machine.PassedDevice;
import org.underpass.hypervisor.machine.PassedFunction;
import org.underpass.hypervisor.machine.Report;
import org.underpass.hypervisor.machine.host.DeviceSteps;
import org.underpass.hypervisor.machine.host.HostStep;
import org.underpass.hypervisor.machine.host.KernelAdvice;
import org.underpass.hypervisor.machine.host.ShellFunctions;
import org.underpass.pci.PciAddress;
import org.underpass.profile.BindingTime;
import org.underpass.profile.HolderAction;
import org.underpass.spi.hypervisor.MachinePlan;

/** What has to be done to dom0 so that xl can give the devices of one machine away. */
final class XenHost {
    /** The shell functions that the steps use. */
    static final ShellFunctions FUNCTIONS = ShellFunctions.with(XenHost.class, "pciback.sh");

    private final Host host;
    private final GuestMachine machine;
    private final Report report;

    XenHost(MachinePlan plan, GuestMachine machine, Report report) {
        this.host = plan.host();
        this.machine = machine;
        this.report = report;
    }

    /** The steps of host/prepare.sh, in order. */
    List<HostStep> steps() {
        boolean awake = machine.profile().preparation().keepAwake().orElse(false);
        boolean refuse = machine.profile().switching().holders() == HolderAction.REFUSE;
        List<HostStep> steps = new ArrayList<>();
        List<DeviceSteps> devices = machine.passed().stream().map(d -> new DeviceSteps(d, awake, host)).toList();
        devices.forEach(d -> d.looks(steps));
        if (refuse) {
            devices.forEach(d -> d.holders(steps));
        }
        steps.add(HostStep.look("load xen-pciback", "load_pciback"));
        devices.forEach(d -> d.functions(steps));
        devices.forEach(d -> d.awake(steps));
        devices.forEach(d -> d.resets(steps));
        devices.forEach(d -> taking(d, steps));
        return steps;
    }

    /** Making each function assignable; the inverse returns it to the driver that the host had it on. */
    static void taking(DeviceSteps device, List<HostStep> steps) {
        for (PassedFunction function : device.bound()) {
            String address = function.address().toString();
            boolean known = !function.virtual() && !function.host().driver().isUnknown();
            List<String> undo = known || function.virtual()
                    ? List.of("unassign", address, function.virtual() ? "" : function.host().driver().orElse(""))
                    : List.of("unassign_to_any", address);
            steps.add(new HostStep("make " + address + " assignable", List.of("assign", address), undo));
        }
    }

    /** Kernel arguments of dom0. */
    KernelAdvice kernel() {
        KernelAdvice advice = new KernelAdvice(host);
        boolean other = host.functions().stream().anyMatch(f -> f.pci().isDisplay()
                && machine.passed().stream().noneMatch(d -> d.functions().stream()
                        .anyMatch(p -> p.address().equals(f.address()))));
        BindingTime when = machine.profile().preparation().binding()
                .orElse(other ? BindingTime.BOOT : BindingTime.START);
        if (when == BindingTime.BOOT && !machine.passed().isEmpty()) {
            List<PciAddress> whole = machine.passed().stream().map(PassedDevice::functions).flatMap(List::stream)
                    .filter(PassedFunction::whole).map(PassedFunction::address).sorted().toList();
            if (!whole.isEmpty()) {
                advice.add(hide(whole), "xen-pciback takes the devices while dom0 boots, before their drivers do");
            }
        }
        List<String> more = machine.profile().preparation().kernelArguments();
        for (int i = 0; i < more.size(); i++) {
            if (more.get(i).equals("amd_iommu=on") || more.get(i).startsWith("intel_iommu=")) {
                report.warn("kernel-argument", "preparation.kernelArguments[" + i + "]", more.get(i)
                        + " is left out of dom0's arguments",
                        "under Xen the IOMMU belongs to Xen, not to dom0's kernel");
            } else {
                advice.add(more.get(i), "asked for in the profile (preparation.kernelArguments)");
            }
        }
        return advice;
    }

    static String hide(List<PciAddress> functions) {
        return "xen-pciback.hide=" + functions.stream().map(a -> "(" + a + ")").collect(Collectors.joining());
    }
}
