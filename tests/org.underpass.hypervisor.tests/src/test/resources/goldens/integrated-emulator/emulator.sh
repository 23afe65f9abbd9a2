#!/bin/sh
# Rehearses integrated with QEMU alone: no KVM, no IOMMU, no device of the host.
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
    -name 'guest=integrated,debug-threads=on' \
    -uuid 'c73464d6-eda4-380c-8d80-26b845ac3e3c' \
    -machine 'type=q35,accel=tcg,vmport=off,memory-backend=ram' \
    -nodefaults \
    -no-user-config \
    -cpu 'max' \
    -smp 'cpus=2,sockets=1,dies=1,cores=2,threads=1' \
    -m 'size=2048M' \
    -object 'memory-backend-ram,id=ram,size=2048M' \
    -rtc 'base=utc,driftfix=slew' \
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
    "$@"
