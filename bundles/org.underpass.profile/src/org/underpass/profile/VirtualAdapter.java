package org.underpass.profile;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.underpass.profile.language.Word;

/** The graphics adapters that hypervisors can imitate, with what each can do and what comes nearest to it elsewhere. */
public enum VirtualAdapter implements Word {
    /** No virtual adapter. */
    NONE("none", "No virtual adapter: the guest has only what is given to it, or no screen at all.",
            EnumSet.noneOf(Ability.class), List.of("kvm", "xen", "emulator"), List.of()),
    /** Bochs VBE with VGA. */
    STD("std", "Standard VGA with the Bochs extensions; every guest has a driver.",
            EnumSet.of(Ability.TEXT, Ability.FLAT), List.of("kvm", "xen", "emulator"),
            List.of("VirtualBox VBoxVGA", "Citrix standard VGA", "Hyper-V generation 1 video")),
    /** Bochs VBE without VGA. */
    BOCHS("bochs", "The Bochs display without legacy VGA; for UEFI guests.",
            EnumSet.of(Ability.FLAT), List.of("kvm", "emulator"), List.of()),
    /** Cirrus GD5446. */
    CIRRUS("cirrus", "Cirrus Logic GD5446, for systems from before 2005.",
            EnumSet.of(Ability.TEXT, Ability.FLAT), List.of("kvm", "xen", "emulator"),
            List.of("Citrix Cirrus VGA", "Microsoft Virtual PC S3")),
    /** A plain framebuffer. */
    RAMFB("ramfb", "A plain framebuffer in guest memory that firmware sets up; no registers, no driver.",
            EnumSet.of(Ability.FLAT), List.of("kvm", "emulator"), List.of()),
    /** Red Hat's QXL. */
    QXL("qxl", "QXL, made for SPICE: accelerated 2D and several screens, Windows needs a driver.",
            EnumSet.of(Ability.TEXT, Ability.FLAT, Ability.ACCELERATED_FLAT), List.of("kvm", "xen", "emulator"),
                    List.of()),
    /** VMware SVGA II. */
    VMWARE("vmware", "VMware SVGA II, 2D only; for guests that were moved from there.",
            EnumSet.of(Ability.TEXT, Ability.FLAT, Ability.ACCELERATED_FLAT), List.of("kvm", "emulator"),
            List.of("VMware SVGA II", "VirtualBox VMSVGA", "VirtualBox VBoxSVGA")),
    /** virtio-gpu without 3D. */
    VIRTIO("virtio", "virtio-gpu, 2D; Linux has a driver, Windows needs one.",
            EnumSet.of(Ability.TEXT, Ability.FLAT, Ability.ACCELERATED_FLAT), List.of("kvm", "emulator"), List.of()),
    /** virtio-gpu with VirGL. */
    VIRTIO_GL("virtio-gl", "virtio-gpu with OpenGL rendered on the host (VirGL); Linux guests.",
            EnumSet.of(Ability.TEXT, Ability.FLAT, Ability.ACCELERATED_FLAT, Ability.OPENGL), List.of("kvm",
                    "emulator"),
            List.of("VMware SVGA 3D", "VirtualBox VMSVGA with 3D")),
    /** virtio-gpu with Venus. */
    VIRTIO_VULKAN("virtio-vulkan",
            "virtio-gpu with Vulkan (Venus) and OpenGL rendered on the host; Linux guests, recent hosts.",
            EnumSet.of(Ability.TEXT, Ability.FLAT, Ability.ACCELERATED_FLAT, Ability.OPENGL, Ability.VULKAN),
            List.of("kvm", "emulator"), List.of()),
    /** ATI Rage 128. */
    ATI("ati", "ATI Rage 128 Pro, for old guests that bring a driver for it.",
            EnumSet.of(Ability.TEXT, Ability.FLAT), List.of("kvm", "emulator"), List.of()),
    /** Xen's paravirtual framebuffer. */
    VFB("vfb", "The paravirtual framebuffer of Xen.",
            EnumSet.of(Ability.FLAT), List.of("xen"), List.of());

    /** What an adapter can do. */
    public enum Ability {
        /** VGA text mode. */
        TEXT,
        /** A linear 2D picture. */
        FLAT,
        /** 2D with help of the adapter: cursor, copies, page flips. */
        ACCELERATED_FLAT,
        /** OpenGL. */
        OPENGL,
        /** Vulkan. */
        VULKAN
    }

    private final String word;
    private final String meaning;
    private final Set<Ability> abilities;
    private final List<String> backends;
    private final List<String> equivalents;

    VirtualAdapter(String word, String meaning, Set<Ability> abilities, List<String> backends,
            List<String> equivalents) {
        this.word = word;
        this.meaning = meaning;
        this.abilities = Set.copyOf(abilities);
        this.backends = backends;
        this.equivalents = equivalents;
    }

    @Override
    public String word() {
        return word;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    /** What it can do. */
    public Set<Ability> abilities() {
        return abilities;
    }

    /** Ids of our backends that have it. */
    public List<String> backends() {
        return backends;
    }

    /** Adapters of other products that come nearest to it. */
    public List<String> equivalents() {
        return equivalents;
    }
}
