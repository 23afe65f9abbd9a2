package org.underpass.engine.change;

import java.util.List;
import java.util.Optional;
import org.underpass.engine.Report;
import org.underpass.host.write.Holders.Holder;
import org.underpass.host.write.Step;
import org.underpass.pci.PciAddress;
import org.underpass.spi.Finding;
import org.underpass.spi.hypervisor.MachinePlan;

/**
 * Everything that is decided about a switch before anything is touched.
 *
 * @param guest   the machine's name
 * @param backend the backend's id
 * @param devices the functions that change hands, sorted
 * @param steps   in order; what undoes them follows from the machine when they are done
 * @param notes   what a person should know, such as why no reset is among the steps
 * @param holders programs that have the devices open
 * @param refusal why it must not be done, in sentences; empty when it may
 * @param report  what the rules said
 * @param machine what the backend starts; absent when the rules refuse it
 */
public record SwitchPlan(String guest, String backend, List<PciAddress> devices, List<Step> steps, List<String> notes,
        List<Holder> holders, List<String> refusal, Report report, Optional<MachinePlan> machine) {
    public SwitchPlan {
        devices = List.copyOf(devices);
        steps = List.copyOf(steps);
        notes = List.copyOf(notes);
        holders = List.copyOf(holders);
        refusal = List.copyOf(refusal);
    }

    /** Whether it must not be done. */
    public boolean refused() {
        return !refusal.isEmpty();
    }

    /** The findings that refuse it. */
    public List<Finding> errors() {
        return report.errors();
    }
}
