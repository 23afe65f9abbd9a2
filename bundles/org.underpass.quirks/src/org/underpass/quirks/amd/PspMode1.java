package org.underpass.quirks.amd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciFunction;
import org.underpass.spi.quirk.Assessment.Routine;
import org.underpass.spi.quirk.Assessment.Scope;
import org.underpass.spi.quirk.ResetStep;
import org.underpass.spi.quirk.ResetStep.Delay;
import org.underpass.spi.quirk.ResetStep.PollMemory;
import org.underpass.spi.quirk.ResetStep.Power;
import org.underpass.spi.quirk.ResetStep.RestoreConfig;
import org.underpass.spi.quirk.ResetStep.SaveConfig;
import org.underpass.spi.quirk.ResetStep.When;
import org.underpass.spi.quirk.ResetStep.WhenIndexed;
import org.underpass.spi.quirk.ResetStep.WriteConfig;
import org.underpass.spi.quirk.ResetStep.WriteMemory;

/**
 * Mode 1 of the security processor (PSP 11) in Navi 1x and Vega 20, as steps. The whole chip is reset, the audio
 * function with it.
 *
 * <p>Facts from the kernel's amdgpu: the sequence from psp_v11_0.c (psp_v11_0_mode1_reset) and nv.c
 * (nv_asic_mode1_reset), registers from include/asic_reg/mp/mp_11_0_offset.h and nbio/nbio_2_3_offset.h over the
 * bases in navi10_ip_offset.h, navi12_ip_offset.h, navi14_ip_offset.h and vega20_ip_offset.h, which agree in the
 * segments used here. Register offsets there count 32-bit words; here they are bytes in BAR 5.
 *
 * <p>Left out on purpose: vendor-reset restarts an SMU that is alive but mute, a state that its author met in early
 * tests only. Such a card does not answer the mailbox, and the routine ends there with nothing done.
 */
final class PspMode1 {
    private static final int MMIO_BAR = 5;
    private static final long ALL = 0xffff_ffffL;
    private static final long READY = 0x8000_0000L;

    /** Mailbox registers of the PSP, MP0 base 0x16000: C2PMSG_33, _35, _64 and _81. */
    private static final long PSP_RESET_DONE = 0x58184;
    private static final long PSP_BOOT_LOADER = 0x5818c;
    private static final long PSP_COMMAND = 0x58200;
    private static final long PSP_SIGN_OF_LIFE = 0x58244;
    /** psp_gfx_if.h, the command for mode 1. */
    private static final long COMMAND_MODE1 = 0x0007_0000L;

    /** Mailbox registers of the SMU, MP1 base 0x16000: C2PMSG_66, _82 and _90. */
    private static final long SMU_MESSAGE = 0x58a08;
    private static final long SMU_ARGUMENT = 0x58a48;
    private static final long SMU_RESPONSE = 0x58a68;
    /** smu_v11_0_ppsmc.h of Navi 1x. */
    private static final long MESSAGE_DISALLOW_GFXOFF = 0x2a;
    private static final long MESSAGE_PREPARE_FOR_RESET = 0x33;

    /** The index and data registers of the SMN bus, PCIE_INDEX2 and PCIE_DATA2. */
    private static final long SMN_INDEX = 0x38;
    private static final long SMN_DATA = 0x3c;
    /** MP1_FIRMWARE_FLAGS in the SMU's public space; bit 0 tells that its interrupts are enabled, so that it runs. */
    private static final long SMN_FIRMWARE_FLAGS = 0x03b1_0024L;

    /** BIOS_SCRATCH_3, _6 and _7: notes that the video BIOS and drivers leave for one another. */
    private static final long SCRATCH_3 = 0x13c;
    private static final long SCRATCH_6 = 0x148;
    private static final long SCRATCH_7 = 0x14c;
    private static final long ENGINE_HUNG = 0x2000_0000L;

    /** RCC_CONFIG_MEMSIZE, NBIO base 2: reads all ones while the chip is in reset. */
    private static final long MEMORY_SIZE = 0x378c;

    private static final Duration MAILBOX = Duration.ofMillis(100);

    private PspMode1() {
    }

    /**
     * @param prepareSmu whether the SMU understands the messages of Navi 1x
     * @return empty when the host shows that BAR 5 is not there
     */
    static Optional<Routine> routine(HostFunction function, Host host, boolean prepareSmu) {
        PciFunction gpu = function.pci();
        if (!gpu.bars().isEmpty() && gpu.bars().stream().noneMatch(b -> b.index() == MMIO_BAR)) {
            return Optional.empty();
        }
        boolean audio = host.topology().slotMates(gpu.address()).stream()
                .anyMatch(mate -> mate.address().function() == 1);
        List<ResetStep> steps = new ArrayList<>();
        wake(steps, 0, 0x0406, 0x0402);
        if (audio) {
            wake(steps, 1, 0x0004, 0);
        }
        // Without a sign of life nothing was loaded since power-on: such a card is as new.
        steps.add(new When(0, MMIO_BAR, PSP_SIGN_OF_LIFE, ALL, 0, true, reset(prepareSmu)));
        steps.add(new RestoreConfig(0));
        if (audio) {
            steps.add(new RestoreConfig(1));
            steps.add(new Power(1, "D3hot"));
        }
        return Optional.of(new Routine("mode 1 reset through the security processor", Scope.SLOT, steps));
    }

    private static void wake(List<ResetStep> steps, int function, long mask, long command) {
        steps.add(new Power(function, "D0"));
        steps.add(new SaveConfig(function));
        // Bus mastering off; on the adapter also memory on and line interrupts off.
        steps.add(new WriteConfig(function, 0x04, 2, mask, command));
    }

    private static List<ResetStep> reset(boolean prepareSmu) {
        List<ResetStep> steps = new ArrayList<>();
        steps.add(poll(PSP_SIGN_OF_LIFE, ALL, ALL, true, MAILBOX));
        steps.add(write(SCRATCH_6, ALL, 0));
        steps.add(write(SCRATCH_7, ALL, 0));
        if (prepareSmu) {
            steps.add(new WhenIndexed(0, MMIO_BAR, SMN_INDEX, SMN_FIRMWARE_FLAGS, SMN_DATA, 1, 1, false, List.of(
                    new When(0, MMIO_BAR, SMU_RESPONSE, ALL, 1, false, message(MESSAGE_DISALLOW_GFXOFF)),
                    new When(0, MMIO_BAR, SMU_RESPONSE, ALL, 1, false, message(MESSAGE_PREPARE_FOR_RESET)))));
        }
        steps.add(write(SCRATCH_3, ENGINE_HUNG, ENGINE_HUNG));
        steps.add(poll(PSP_COMMAND, 0x8000_ffffL, READY, false, MAILBOX));
        steps.add(write(PSP_COMMAND, ALL, COMMAND_MODE1));
        steps.add(new Delay(Duration.ofMillis(500)));
        steps.add(poll(PSP_RESET_DONE, READY, READY, false, MAILBOX));
        steps.add(new RestoreConfig(0));
        steps.add(poll(MEMORY_SIZE, ALL, ALL, true, MAILBOX));
        steps.add(poll(PSP_BOOT_LOADER, READY, READY, false, Duration.ofSeconds(10)));
        steps.add(write(SCRATCH_3, ENGINE_HUNG, 0));
        return steps;
    }

    /** A message may be refused and the reset works all the same, so its answer is waited for, not demanded. */
    private static List<ResetStep> message(long message) {
        return List.of(write(SMU_RESPONSE, ALL, 0), write(SMU_ARGUMENT, ALL, 0), write(SMU_MESSAGE, ALL, message),
                new Delay(MAILBOX));
    }

    private static WriteMemory write(long offset, long mask, long value) {
        return new WriteMemory(0, MMIO_BAR, offset, 4, mask, value);
    }

    private static PollMemory poll(long offset, long mask, long value, boolean negated, Duration limit) {
        return new PollMemory(0, MMIO_BAR, offset, 4, mask, value, negated, limit);
    }
}
