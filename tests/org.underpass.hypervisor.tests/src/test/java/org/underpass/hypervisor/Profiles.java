package org.underpass.hypervisor;

/** Machines as text. */
public final class Profiles {
    /** The gaming machine that most people want: a whole card for Windows, on the simulated workstation. */
    public static final String GAMES = """
            underpass: 1
            kind: vm
            name: games
            title: Windows with the RTX 3070
            os: windows
            machine:
              memory: 16 GiB
              hugepages: 1 GiB
            cpu:
              cores: 4
              threads: 2
              pinning: ["4", "12", "5", "13", "6", "14", "7", "15"]
              emulatorPinning: "0,8"
              hideHypervisor: false
            devices:
              - name: gpu
                address: "0000:01:00.0"
                primary: true
            disks:
              - file: /var/lib/libvirt/images/games.qcow2
                boot: 1
                cache: none
                discard: true
              - file: /srv/iso/windows.iso
                kind: cdrom
                boot: 2
            network:
              - type: bridge
                source: br0
            display:
              guest:
                lookingGlass: {width: 2560, height: 1440}
            evdev:
              - device: /dev/input/by-id/usb-Keyboard-event-kbd
                grabAll: true
            sound:
              backend: pulse
            """;

    /** The integrated card, taken from its driver when the guest starts and given back afterwards. */
    public static final String INTEGRATED = """
            underpass: 1
            kind: vm
            name: integrated
            machine:
              memory: 3 GiB
            cpu:
              count: 2
            devices:
              - address: "0000:10:00.0"
                functions: [0, 1]
                rom: {file: "/usr/share/vgabios/raphael.rom"}
            preparation:
              binding: start
              keepAwake: true
            """;

    /** Everything that the language has, so that each single setting can be changed within it. */
    public static final String FULL = """
            underpass: 1
            kind: vm
            name: full
            title: Everything
            uuid: 6ba7b810-9dad-11d1-80b4-00c04fd430c8
            backend: kvm
            os: linux
            machine:
              memory: 4 GiB
            firmware:
              type: uefi
            cpu:
              count: 4
            devices:
              - name: gpu
                address: "0000:01:00.0"
            display:
              guest:
                adapter: std
                viewer: vnc
                lookingGlass:
                  width: 1920
                  height: 1080
              host:
                adapter: keep
            disks:
              - file: /srv/disk.qcow2
              - device: /dev/disk/by-id/disk
            network:
              - type: user
            usb:
              - vendor: "046d"
                device: "c52b"
            evdev:
              - device: /dev/input/event1
            sound:
              backend: none
            preparation:
              binding: start
              keepAwake: true
              kernelArguments: [iommu.passthrough=1]
            raw:
              qemu: []
            """;

    private Profiles() {
    }
}
