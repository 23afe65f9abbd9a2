package org.underpass.rules;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.underpass.rules.binding.BootVgaRom;
import org.underpass.rules.binding.DriverWins;
import org.underpass.rules.binding.FramebufferHoldsBar;
import org.underpass.rules.binding.LastDisplay;
import org.underpass.rules.groups.BridgeAssigned;
import org.underpass.rules.groups.CardSpansGroups;
import org.underpass.rules.groups.CompanionLeft;
import org.underpass.rules.groups.DeviceMoved;
import org.underpass.rules.groups.GroupNotViable;
import org.underpass.rules.groups.HostNeedsGroup;
import org.underpass.rules.groups.SharedIds;
import org.underpass.rules.guest.HugePagesShort;
import org.underpass.rules.guest.MemoryLock;
import org.underpass.rules.platform.AmdIommuOn;
import org.underpass.rules.platform.FirmwareMapping;
import org.underpass.rules.platform.IntelIommuNotAsked;
import org.underpass.rules.platform.IommuOff;
import org.underpass.rules.platform.NoInterruptRemapping;
import org.underpass.rules.reset.NoReset;
import org.underpass.rules.reset.ResetHitsOthers;
import org.underpass.rules.rom.NoEfiImage;
import org.underpass.rules.rom.RomUnreadable;
import org.underpass.spi.rule.Rule;
import org.underpass.spi.rule.RuleSet;

/** The rules of the product, one component for all of them: each component costs start-up time. */
@Component
public final class UnderpassRules implements RuleSet {
    @Override
    public List<Rule> rules() {
        return List.of(
                // A: platform and IOMMU
                new IommuOff(), new IntelIommuNotAsked(), new AmdIommuOn(), new NoInterruptRemapping(),
                new FirmwareMapping(),
                // B: groups, identity, topology
                new GroupNotViable(), new BridgeAssigned(), new CompanionLeft(), new HostNeedsGroup(),
                new CardSpansGroups(), new DeviceMoved(), new SharedIds(),
                // C: host display and driver binding
                new FramebufferHoldsBar(), new BootVgaRom(), new LastDisplay(), new DriverWins(),
                // D: reset and power
                new NoReset(), new ResetHitsOthers(),
                // E: option ROMs, firmware, integrated graphics
                new RomUnreadable(), new NoEfiImage(),
                // F: guest configuration
                new MemoryLock(), new HugePagesShort());
    }
}
