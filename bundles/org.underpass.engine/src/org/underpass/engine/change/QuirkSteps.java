package org.underpass.engine.change;

import java.util.List;
import java.util.Optional;
import org.underpass.host.write.Step;
import org.underpass.host.write.Step.Register;
import org.underpass.pci.PciAddress;
import org.underpass.spi.quirk.ResetStep;

/** A quirk's routine as steps of a machine: function numbers become addresses. */
final class QuirkSteps {
    private final PciAddress card;

    /** @param card any function of the card */
    QuirkSteps(PciAddress card) {
        this.card = card;
    }

    /** @throws IllegalArgumentException where the quirk names a register that cannot be */
    List<Step> of(List<ResetStep> routine) {
        return routine.stream().flatMap(step -> of(step).stream()).toList();
    }

    private PciAddress function(int number) {
        return card.withFunction(number);
    }

    private List<Step> of(ResetStep step) {
        return switch (step) {
            case ResetStep.WriteConfig s -> List.of(new Step.WriteRegister(config(s.function(), s.offset(), s.width()),
                    s.mask(), s.value()));
            case ResetStep.WriteMemory s -> List.of(new Step.WriteRegister(new Register.Memory(function(s.function()),
                    s.bar(), s.offset(), s.width()), s.mask(), s.value()));
            case ResetStep.WriteIndexed s -> List.of(new Step.WriteRegister(new Register.Indexed(
                    function(s.function()), s.bar(), s.indexOffset(), s.index(), s.dataOffset()), s.mask(),
                    s.value()));
            case ResetStep.PollConfig s -> List.of(new Step.PollRegister(config(s.function(), s.offset(), s.width()),
                    s.mask(), s.value(), s.negated(), s.limit()));
            case ResetStep.PollMemory s -> List.of(new Step.PollRegister(new Register.Memory(function(s.function()),
                    s.bar(), s.offset(), s.width()), s.mask(), s.value(), s.negated(), s.limit()));
            case ResetStep.PollIndexed s -> List.of(new Step.PollRegister(new Register.Indexed(function(s.function()),
                    s.bar(), s.indexOffset(), s.index(), s.dataOffset()), s.mask(), s.value(), s.negated(),
                    s.limit()));
            case ResetStep.When s -> List.of(new Step.When(new Register.Memory(function(s.function()), s.bar(),
                    s.offset(), 4), s.mask(), s.value(), s.negated(), of(s.then())));
            case ResetStep.WhenIndexed s -> List.of(new Step.When(new Register.Indexed(function(s.function()), s.bar(),
                    s.indexOffset(), s.index(), s.dataOffset()), s.mask(), s.value(), s.negated(), of(s.then())));
            case ResetStep.Delay s -> List.of(new Step.Delay(s.time()));
            case ResetStep.Power s -> List.of(new Step.Power(function(s.function()), s.state().equals("D3hot")));
            case ResetStep.SaveConfig s -> List.of(new Step.SaveConfig(function(s.function())));
            case ResetStep.RestoreConfig s -> List.of(new Step.RestoreConfig(function(s.function()),
                    Optional.empty()));
            case ResetStep.KernelReset s -> List.of(new Step.SetAttribute(function(s.function()),
                    Step.Attribute.RESET_METHOD, s.method()), new Step.Reset(function(s.function())));
            case ResetStep.BusReset s -> List.of(new Step.BusReset(card));
            case ResetStep.Bind s -> List.of(new Step.SetAttribute(function(s.function()),
                    Step.Attribute.DRIVER_OVERRIDE, s.driver()), new Step.Bind(function(s.function()), s.driver()));
            case ResetStep.Unbind s -> List.of(new Step.Unbind(function(s.function())));
            case ResetStep.Remove s -> List.of(new Step.Remove(function(s.function())));
            case ResetStep.Rescan s -> List.of(new Step.Rescan(Optional.empty(), List.of()));
            case ResetStep.Suspend s -> List.of(new Step.Suspend(s.time()));
        };
    }

    private Register config(int function, int offset, int width) {
        return new Register.Config(function(function), offset, width);
    }
}
