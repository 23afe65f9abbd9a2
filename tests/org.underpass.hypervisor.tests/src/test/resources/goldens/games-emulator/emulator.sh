#!/bin/sh
# Rehearses games with QEMU alone: no KVM, no IOMMU, no device of the host.
# Windows with the RTX 3070
# Further arguments are handed on to QEMU: -display gtk opens a window.
# Names from the profile stand within single quotes and are never expanded.
# shellcheck disable=SC2016
set -eu
if [ ! -r '/usr/share/OVMF/OVMF_CODE_4M.fd' ]; then
    printf '%s\n' 'emulator.sh: the firmware /usr/share/OVMF/OVMF_CODE_4M.fd is not there: install it as the host has it' >&2
    exit 7
fi
if [ ! -r '/usr/share/OVMF/OVMF_VARS_4M.fd' ]; then
    printf '%s\n' 'emulator.sh: the firmware /usr/share/OVMF/OVMF_VARS_4M.fd is not there: install it as the host has it' >&2
    exit 7
fi

exec "${UNDERPASS_QEMU:-qemu-system-x86_64}" \
    -name 'guest=games,debug-threads=on' \
    -uuid '174e38f0-f119-3971-8e58-1649d1c7656f' \
    -machine 'type=q35,accel=tcg,vmport=off,memory-backend=ram' \
    -nodefaults \
    -no-user-config \
    -cpu 'max,vendor=GenuineIntel' \
    -smp 'cpus=8,sockets=1,dies=1,cores=4,threads=2' \
    -m 'size=2048M' \
    -object 'memory-backend-ram,id=ram,size=2048M' \
    -rtc 'base=localtime,driftfix=slew' \
    -drive 'if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd' \
    -drive 'if=pflash,unit=1,format=raw,snapshot=on,file=/usr/share/OVMF/OVMF_VARS_4M.fd' \
    -device 'intel-iommu,id=iommu0,intremap=on,caching-mode=on' \
    -device 'pcie-root-port,id=port1,chassis=1,slot=1,bus=pcie.0,addr=0x2.0x0' \
    -vga 'none' \
    -device 'secondary-vga,id=passed0f0,bus=port1,addr=0x0.0x0,multifunction=on' \
    -device 'intel-hda,id=passed0f1,bus=port1,addr=0x0.0x1' \
    -audiodev 'none,id=passed0f1-audio' \
    -device 'hda-output,bus=passed0f1.0,audiodev=passed0f1-audio' \
    -device 'qemu-xhci,id=xhci,p2=15,p3=15,bus=pcie.0,addr=0x3.0x0' \
    -display 'none' \
    -object 'memory-backend-memfd,id=glass-memory,share=on,size=67108864' \
    -device 'ivshmem-plain,id=glass,memdev=glass-memory,bus=pcie.0,addr=0x7.0x0' \
    -blockdev '{"driver":"null-co","node-name":"disk0","size":8589934592,"read-zeroes":true}' \
    -device 'virtio-blk-pci,bus=pcie.0,addr=0x4.0x0,id=disk0-device,drive=disk0,bootindex=1' \
    -device 'ide-cd,bus=ide.0,id=disk1-device,bootindex=2' \
    -netdev 'user,id=net0,restrict=on' \
    -device 'virtio-net-pci,id=net0-device,netdev=net0,mac=52:54:00:ea:82:63,bus=pcie.0,addr=0x5.0x0' \
    -audiodev 'none,id=audio0' \
    -device 'ich9-intel-hda,id=sound,bus=pcie.0,addr=0x6.0x0' \
    -device 'hda-duplex,bus=sound.0,audiodev=audio0' \
    "$@"
