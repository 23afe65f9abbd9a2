package org.underpass.profile;

import org.underpass.profile.language.Word;

/**
 * What a network interface is connected to.
 */
public enum NetworkType implements Word {
    /** Address translation inside the hypervisor; needs no privileges. */
    USER("user", "Address translation inside the hypervisor; needs no privileges."),
    /** A bridge of the host. */
    BRIDGE("bridge", "A bridge of the host."),
    /** A network of libvirt. */
    NETWORK("network", "A network of libvirt."),
    /** Directly on an interface of the host. */
    MACVTAP("macvtap", "Directly on an interface of the host.");

    private final String word;
    private final String meaning;

    NetworkType(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String meaning() {
        return meaning;
    }
}
