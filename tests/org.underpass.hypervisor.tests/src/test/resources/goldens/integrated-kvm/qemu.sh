#!/bin/sh
# Starts integrated with QEMU and KVM. Run host/prepare.sh before.
# Further arguments are handed on to QEMU.
# Names from the profile stand within single quotes and are never expanded.
# shellcheck disable=SC2016
set -eu
state='/var/lib/underpass/integrated'
mkdir -p -- "$state"

# The machine's own copy of the firmware's variables.
vars='/var/lib/underpass/integrated/vars.fd'
if [ ! -e "$vars" ]; then
    cp -- '/usr/share/OVMF/OVMF_VARS_4M.fd' "$vars"
fi

exec "${UNDERPASS_QEMU:-qemu-system-x86_64}" \
    -name 'guest=integrated,debug-threads=on' \
    -uuid 'c73464d6-eda4-380c-8d80-26b845ac3e3c' \
    -machine 'type=q35,accel=kvm,vmport=off,memory-backend=ram' \
    -nodefaults \
    -no-user-config \
    -cpu 'host' \
    -smp 'cpus=2,sockets=1,dies=1,cores=2,threads=1' \
    -m 'size=3072M' \
    -object 'memory-backend-ram,id=ram,size=3072M' \
    -rtc 'base=utc,driftfix=slew' \
    -drive 'if=pflash,unit=0,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd' \
    -drive 'if=pflash,unit=1,format=raw,file=/var/lib/underpass/integrated/vars.fd' \
    -device 'pcie-root-port,id=port1,chassis=1,slot=1,bus=pcie.0,addr=0x2.0x0' \
    -vga 'none' \
    -device 'vfio-pci,id=passed0f0,host=0000:10:00.0,bus=port1,addr=0x0.0x0,multifunction=on,romfile=/usr/share/vgabios/raphael.rom' \
    -device 'vfio-pci,id=passed0f1,host=0000:10:00.1,bus=port1,addr=0x0.0x1' \
    -device 'qemu-xhci,id=xhci,p2=15,p3=15,bus=pcie.0,addr=0x3.0x0' \
    -display 'none' \
    -qmp 'unix:/var/lib/underpass/integrated/qmp.sock,server=on,wait=off' \
    "$@"
