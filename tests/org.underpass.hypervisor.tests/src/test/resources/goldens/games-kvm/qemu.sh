#!/bin/sh
# Starts games with QEMU and KVM. Run host/prepare.sh before.
# Windows with the RTX 3070
# Further arguments are handed on to QEMU.
# Names from the profile stand within single quotes and are never expanded.
# shellcheck disable=SC2016
set -eu
state='/var/lib/underpass/games'
mkdir -p -- "$state"

# The machine's own copy of the firmware's variables.
vars='/var/lib/underpass/games/vars.fd'
if [ ! -e "$vars" ]; then
    cp -- '/usr/share/OVMF/OVMF_VARS_4M.fd' "$vars"
fi

exec taskset -c 0,4-8,12-15 "${UNDERPASS_QEMU:-qemu-system-x86_64}" \
    -name 'guest=games,debug-threads=on' \
    -uuid '174e38f0-f119-3971-8e58-1649d1c7656f' \
    -machine 'type=q35,accel=kvm,vmport=off,memory-backend=ram' \
    -nodefaults \
    -no-user-config \
    -cpu 'host,hv-relaxed=on,hv-vapic=on,hv-spinlocks=0x1fff,hv-vpindex=on,hv-runtime=on,hv-synic=on,hv-stimer=on,hv-time=on,hv-frequencies=on,hv-tlbflush=on,hv-ipi=on' \
    -smp 'cpus=8,sockets=1,dies=1,cores=4,threads=2' \
    -m 'size=16384M' \
    -object 'memory-backend-memfd,id=ram,size=16384M,share=off,hugetlb=on,hugetlbsize=1024M,prealloc=on' \
    -rtc 'base=localtime,driftfix=slew' \
    -drive 'if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd' \
    -drive 'if=pflash,unit=1,format=raw,file=/var/lib/underpass/games/vars.fd' \
    -device 'pcie-root-port,id=port1,chassis=1,slot=1,bus=pcie.0,addr=0x2.0x0' \
    -vga 'none' \
    -device 'vfio-pci,id=passed0f0,host=0000:01:00.0,bus=port1,addr=0x0.0x0,multifunction=on' \
    -device 'vfio-pci,id=passed0f1,host=0000:01:00.1,bus=port1,addr=0x0.0x1' \
    -device 'qemu-xhci,id=xhci,p2=15,p3=15,bus=pcie.0,addr=0x3.0x0' \
    -display 'none' \
    -object 'memory-backend-file,id=glass-memory,share=on,mem-path=/dev/shm/looking-glass,size=67108864' \
    -device 'ivshmem-plain,id=glass,memdev=glass-memory,bus=pcie.0,addr=0x7.0x0' \
    -blockdev '{"node-name":"disk0","driver":"qcow2","read-only":false,"cache":{"direct":true,"no-flush":false},"discard":"unmap","file":{"driver":"file","filename":"/var/lib/libvirt/images/games.qcow2","cache":{"direct":true,"no-flush":false},"discard":"unmap"}}' \
    -device 'virtio-blk-pci,bus=pcie.0,addr=0x4.0x0,id=disk0-device,drive=disk0,bootindex=1' \
    -blockdev '{"node-name":"disk1","driver":"raw","read-only":true,"file":{"driver":"file","filename":"/srv/iso/windows.iso"}}' \
    -device 'ide-cd,bus=ide.0,id=disk1-device,drive=disk1,bootindex=2' \
    -netdev 'bridge,id=net0,br=br0' \
    -device 'virtio-net-pci,id=net0-device,netdev=net0,mac=52:54:00:ea:82:63,bus=pcie.0,addr=0x5.0x0' \
    -object 'input-linux,id=evdev0,evdev=/dev/input/by-id/usb-Keyboard-event-kbd,grab_all=on,repeat=off' \
    -audiodev 'pa,id=audio0' \
    -device 'ich9-intel-hda,id=sound,bus=pcie.0,addr=0x6.0x0' \
    -device 'hda-duplex,bus=sound.0,audiodev=audio0' \
    -qmp 'unix:/var/lib/underpass/games/qmp.sock,server=on,wait=off' \
    "$@"
