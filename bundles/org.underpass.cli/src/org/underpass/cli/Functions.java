package org.underpass.cli;

import org.underpass.host.Host;
import org.underpass.host.HostFunction;
import org.underpass.pci.PciAddress;

/** Functions that the user names. */
final class Functions {
    private Functions() {
    }

    static HostFunction find(Host host, String word) throws CommandException {
        PciAddress address = PciAddress.tryParse(word).orElseThrow(() -> CommandException.usage("'" + word
                + "' is no PCI address; expected domain:bus:device.function, such as 0000:01:00.0"));
        return host.function(address).orElseThrow(() -> new CommandException(Status.INPUT, host.name()
                + " has no function " + address + "; 'underpass host show' lists those it has"));
    }
}
