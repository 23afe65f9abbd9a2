package org.underpass.testkit;

import org.underpass.host.HostFunction;

/** Profiles as text, as a user would write them. */
public final class ProfileTexts {
    private ProfileTexts() {
    }

    /** A guest without devices. */
    public static String small(String name) {
        return """
                underpass: 1
                kind: vm
                name: %s
                machine:
                  memory: 2 GiB
                cpu:
                  count: 2
                """.formatted(name);
    }

    /** A guest that gets one card of a host, with all functions of its slot, and a disk. */
    public static String withCard(String name, HostFunction card) {
        return small(name) + """
                devices:
                  - name: gpu
                    address: "%s"
                    primary: true
                disks:
                  - file: /var/lib/libvirt/images/guest.qcow2
                    boot: 1
                """.formatted(card.address());
    }

    /** A guest whose free texts try to break out of every format they are put into. */
    public static String hostile(String name) {
        return small(name) + """
                title: "--a 'title' that's \\"of\\" <b>&amp;</b> $(%1$s) `%1$s` ${IFS}; %1$s, \\\\ %% ]]> -->"
                disks:
                  - file: "/srv/a 'disk' that's \\"of\\" <b> $(%1$s) `%1$s` ;%1$s&, \\\\ # %%s.qcow2"
                    boot: 1
                """.formatted(HOSTILE_WORD);
    }

    /** The program that a hostile text would start if a shell ever read it unquoted. */
    static final String HOSTILE_WORD = "pwn3d";

    /** A kind of device: every display adapter of a vendor. */
    public static String device(String name, int vendor) {
        return """
                underpass: 1
                kind: device
                name: %s
                match:
                  - vendor: "%04x"
                    class: "03"
                """.formatted(name, vendor);
    }
}
