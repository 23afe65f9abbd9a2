package org.underpass.rules;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.underpass.rules.binding.ApuConsole;
import org.underpass.rules.binding.AudioGrabbed;
import org.underpass.rules.binding.BootVgaRom;
import org.underpass.rules.binding.CardHeld;
import org.underpass.rules.binding.CompositorHolds;
import org.underpass.rules.binding.ConsoleRebind;
import org.underpass.rules.binding.DriverWins;
import org.underpass.rules.binding.EfifbOff;
import org.underpass.rules.binding.FramebufferHoldsBar;
import org.underpass.rules.binding.InitcallNotFound;
import org.underpass.rules.binding.LastDisplay;
import org.underpass.rules.binding.Navi3xCycles;
import org.underpass.rules.binding.OptimusScreen;
import org.underpass.rules.binding.OptionsUnread;
import org.underpass.rules.binding.Reattach9070;
import org.underpass.rules.binding.VirqfdListed;
import org.underpass.rules.groups.AcsMisunderstood;
import org.underpass.rules.groups.AcsOverridden;
import org.underpass.rules.groups.BridgeAssigned;
import org.underpass.rules.groups.CardSpansGroups;
import org.underpass.rules.groups.CompanionLeft;
import org.underpass.rules.groups.ConventionalAlias;
import org.underpass.rules.groups.DeniedDevice;
import org.underpass.rules.groups.DeviceMoved;
import org.underpass.rules.groups.GivenTwice;
import org.underpass.rules.groups.GroupChanged;
import org.underpass.rules.groups.GroupNodeDenied;
import org.underpass.rules.groups.GroupNotViable;
import org.underpass.rules.groups.HostNeedsGroup;
import org.underpass.rules.groups.IdsCutOff;
import org.underpass.rules.groups.IdsTakeHostDevice;
import org.underpass.rules.groups.OwnedByAnother;
import org.underpass.rules.groups.SharedIds;
import org.underpass.rules.groups.VirtualFunctionsExist;
import org.underpass.rules.guest.AtomicsLost;
import org.underpass.rules.guest.AudioInOtherSlot;
import org.underpass.rules.guest.Balloon;
import org.underpass.rules.guest.CodeFortyThree;
import org.underpass.rules.guest.DisplayPropertyMisused;
import org.underpass.rules.guest.EmulatedAdapterFirst;
import org.underpass.rules.guest.EnlargedBar;
import org.underpass.rules.guest.HugePagesShort;
import org.underpass.rules.guest.LookingGlassSize;
import org.underpass.rules.guest.MemoryLock;
import org.underpass.rules.guest.MmioWindow;
import org.underpass.rules.guest.NetworkNotActive;
import org.underpass.rules.guest.NoTopoext;
import org.underpass.rules.guest.PinningHurts;
import org.underpass.rules.guest.SoundWithoutMessages;
import org.underpass.rules.guest.XenMemoryHole;
import org.underpass.rules.guest.XenReservedMemory;
import org.underpass.rules.hooks.DetachedTwice;
import org.underpass.rules.hooks.FolderTakenForHook;
import org.underpass.rules.hooks.HookCallsLibvirt;
import org.underpass.rules.hooks.HookGivesUp;
import org.underpass.rules.hooks.HookNeverCalled;
import org.underpass.rules.hooks.HookNotRunnable;
import org.underpass.rules.hooks.IsolateKills;
import org.underpass.rules.hooks.ManagerTooEarly;
import org.underpass.rules.hooks.MissingFramebuffer;
import org.underpass.rules.hooks.SessionSurvives;
import org.underpass.rules.hooks.UnquotedPath;
import org.underpass.rules.logs.SaidInLog;
import org.underpass.rules.platform.AddressWidth;
import org.underpass.rules.platform.AmdIommuOn;
import org.underpass.rules.platform.ContradictoryArguments;
import org.underpass.rules.platform.FirmwareMapping;
import org.underpass.rules.platform.GraphicsUnmapped;
import org.underpass.rules.platform.InitramfsStale;
import org.underpass.rules.platform.IntelIommuNotAsked;
import org.underpass.rules.platform.IoapicUnmapped;
import org.underpass.rules.platform.IommuOff;
import org.underpass.rules.platform.LockedDown;
import org.underpass.rules.platform.NoInterruptRemapping;
import org.underpass.rules.platform.PassthroughMode;
import org.underpass.rules.platform.SettingsNotRunning;
import org.underpass.rules.platform.XenHidesGroups;
import org.underpass.rules.reset.AmdResetBug;
import org.underpass.rules.reset.ApuSplit;
import org.underpass.rules.reset.AspmSwitchedOff;
import org.underpass.rules.reset.BlackwellFlr;
import org.underpass.rules.reset.DeadDevice;
import org.underpass.rules.reset.DeviceSpecificUnknown;
import org.underpass.rules.reset.ForcedBusReset;
import org.underpass.rules.reset.ForcedFlr;
import org.underpass.rules.reset.ForcedPowerReset;
import org.underpass.rules.reset.ForeignRoutine;
import org.underpass.rules.reset.InstinctReset;
import org.underpass.rules.reset.KabyLakeFlr;
import org.underpass.rules.reset.LaterRadeonDead;
import org.underpass.rules.reset.LinkNarrowed;
import org.underpass.rules.reset.NoReset;
import org.underpass.rules.reset.ResetHitsOthers;
import org.underpass.rules.reset.SleepWhileGiven;
import org.underpass.rules.reset.SleepsTooDeep;
import org.underpass.rules.reset.StoppedByForce;
import org.underpass.rules.reset.UsbWithoutReset;
import org.underpass.rules.reset.VendorResetUnable;
import org.underpass.rules.reset.VendorResetUnused;
import org.underpass.rules.rom.ApuNeedsRom;
import org.underpass.rules.rom.IgdLegacyImpossible;
import org.underpass.rules.rom.IgdWithoutBootVideo;
import org.underpass.rules.rom.IgdWithoutSound;
import org.underpass.rules.rom.NoBiosImage;
import org.underpass.rules.rom.NoEfiImage;
import org.underpass.rules.rom.NoOpRegion;
import org.underpass.rules.rom.ParentWithVirtualFunctions;
import org.underpass.rules.rom.RomCutOff;
import org.underpass.rules.rom.RomHeader;
import org.underpass.rules.rom.RomNotReadable;
import org.underpass.rules.rom.RomOfAnother;
import org.underpass.rules.rom.RomUnreadable;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleSet;

/** The rules of the product, one component for all of them: each component costs start-up time. */
@Component
public final class UnderpassRules implements RuleSet {
    @Override
    public List<Rule> rules() {
        List<Rule> all = new ArrayList<>(List.of(
                // A: platform and IOMMU
                new IommuOff(), new IntelIommuNotAsked(), new AmdIommuOn(), new PassthroughMode(),
                new NoInterruptRemapping(), new IoapicUnmapped(), new FirmwareMapping(), new AddressWidth(),
                new GraphicsUnmapped(), new XenHidesGroups(), new LockedDown(), new ContradictoryArguments(),
                new SettingsNotRunning(), new InitramfsStale(),
                // B: groups, identity, topology
                new GroupNotViable(), new BridgeAssigned(), new CompanionLeft(), new HostNeedsGroup(),
                new CardSpansGroups(), new AcsOverridden(), new AcsMisunderstood(), new GroupChanged(),
                new DeviceMoved(), new SharedIds(), new IdsTakeHostDevice(), new IdsCutOff(), new GivenTwice(),
                new OwnedByAnother(), new VirtualFunctionsExist(), new DeniedDevice(), new GroupNodeDenied(),
                new ConventionalAlias(),
                // C: host display and driver binding
                new FramebufferHoldsBar(), new EfifbOff(), new InitcallNotFound(), new BootVgaRom(), new LastDisplay(),
                new DriverWins(), new VirqfdListed(), new OptionsUnread(), new CardHeld(), new CompositorHolds(),
                new ConsoleRebind(), new ApuConsole(), new AudioGrabbed(), new Reattach9070(), new Navi3xCycles(),
                new OptimusScreen(), new MissingFramebuffer(),
                // D: reset and power
                new NoReset(), new ResetHitsOthers(), new AmdResetBug(), new VendorResetUnused(),
                new DeviceSpecificUnknown(), new ForeignRoutine(), new VendorResetUnable(), new ForcedFlr(),
                new ForcedBusReset(), new ForcedPowerReset(), new SleepsTooDeep(), new DeadDevice(), new BlackwellFlr(),
                new LinkNarrowed(), new InstinctReset(), new KabyLakeFlr(), new ApuSplit(), new UsbWithoutReset(),
                new SleepWhileGiven(), new LaterRadeonDead(), new AspmSwitchedOff(), new StoppedByForce(),
                // E: option ROMs, firmware, integrated graphics
                new RomUnreadable(), new NoEfiImage(), new NoBiosImage(), new RomCutOff(), new RomHeader(),
                new RomOfAnother(),
                new RomNotReadable(), new IgdLegacyImpossible(), new NoOpRegion(), new IgdWithoutBootVideo(),
                new IgdWithoutSound(), new ParentWithVirtualFunctions(), new ApuNeedsRom(),
                // F: guest configuration
                new MmioWindow(), new XenMemoryHole(), new Balloon(), new MemoryLock(), new HugePagesShort(),
                new LookingGlassSize(),
                new EnlargedBar(), new XenReservedMemory(), new CodeFortyThree(), new EmulatedAdapterFirst(),
                new AudioInOtherSlot(), new PinningHurts(), new NoTopoext(), new NetworkNotActive(),
                new AtomicsLost(), new SoundWithoutMessages(), new DisplayPropertyMisused()));
        // G: hooks and scripts
        all.addAll(List.of(new HookCallsLibvirt(), new HookNotRunnable(), new FolderTakenForHook(), new HookNeverCalled(),
                new HookGivesUp(), new DetachedTwice(), new SessionSurvives(), new IsolateKills(),
                new ManagerTooEarly(), new UnquotedPath()));
        // H: what only a log shows
        all.addAll(SaidInLog.all());
        return List.copyOf(all);
    }
}
