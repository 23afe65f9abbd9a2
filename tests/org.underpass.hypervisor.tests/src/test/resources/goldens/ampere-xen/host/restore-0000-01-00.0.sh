#!/bin/sh
# Undoes what prepare.sh did on this host for NVIDIA Corporation GA104 [GeForce RTX 3070] at 0000:01:00.0.
# A step that cannot be undone is reported, and the rest is undone all the same.
# Exit status: 0 done, 5 failed and rolled back, 6 not as before, 7 refused, 130 interrupted.
# Names from the profile stand within single quotes and are never expanded.
# shellcheck disable=SC2016
set -u
me=restore
steps=12
sysfs=${UNDERPASS_SYSFS:-/sys}

# say TEXT
say() {
    printf '%s: %s\n' "$me" "$1" >&2
}

# put VALUE FILE: writes a value of the kernel's.
put() {
    printf '%s\n' "$1" | tee "$2" >/dev/null || {
        say "the kernel did not take \"$1\" for $2"
        return 1
    }
}

# driver_of ADDRESS: the driver that a function is bound to, or nothing.
driver_of() {
    if [ -L "$sysfs/bus/pci/devices/$1/driver" ]; then
        basename "$(readlink "$sysfs/bus/pci/devices/$1/driver")"
    fi
}

# bind_to ADDRESS DRIVER: binds a function to a driver of the host, or to none where DRIVER is empty.
bind_to() {
    now=$(driver_of "$1")
    if [ "$now" = "$2" ]; then
        return 0
    fi
    if [ -n "$now" ]; then
        put "$1" "$sysfs/bus/pci/devices/$1/driver/unbind" || return 1
    fi
    if [ -n "$2" ]; then
        put "$1" "$sysfs/bus/pci/drivers/$2/bind" || return 1
        now=$(driver_of "$1")
        if [ "$now" != "$2" ]; then
            say "$1 is on ${now:-no driver}, not on $2"
            return 1
        fi
    fi
}

value_if() {
    if [ -e "$sysfs/$2" ]; then
        put "$1" "$sysfs/$2"
    fi
}

# bounded ARGUMENT...: runs xl, which waits for ever where xenstored does not answer.
bounded() {
    timeout "${UNDERPASS_XL_SECONDS:-60}" "${UNDERPASS_XL:-xl}" "$@"
    status=$?
    if [ "$status" = 124 ]; then
        say "xl $1 did not answer in time: is xenstored running?"
    fi
    return "$status"
}

# off_pciback ADDRESS: makes a function no longer assignable, by hand where xl does not know it.
off_pciback() {
    if [ "$(driver_of "$1")" != pciback ]; then
        return 0
    fi
    bounded pci-assignable-remove "$1" || say "xl could not take $1 back; taking it from pciback by hand"
    if [ "$(driver_of "$1")" = pciback ]; then
        put "$1" "$sysfs/bus/pci/drivers/pciback/unbind" || return 1
    fi
    if grep -q -F -- "$1" "$sysfs/bus/pci/drivers/pciback/slots" 2>/dev/null; then
        put "$1" "$sysfs/bus/pci/drivers/pciback/remove_slot" || return 1
    fi
}

# unassign ADDRESS DRIVER: back to the driver of the host that had it, or to none.
unassign() {
    if [ "$2" = pciback ]; then
        return 0
    fi
    off_pciback "$1" || return 1
    bind_to "$1" "$2"
}

title() {
    case $1 in
        1) printf '%s' '0000:01:00.0 is NVIDIA Corporation GA104 [GeForce RTX 3070]' ;;
        2) printf '%s' '0000:01:00.1 is NVIDIA Corporation GA104 High Definition Audio Controller' ;;
        3) printf '%s' 'no program has 0000:01:00.0 open' ;;
        4) printf '%s' 'load xen-pciback' ;;
        5) printf '%s' 'keep 0000:00:01.1 awake' ;;
        6) printf '%s' 'keep 0000:00:01.1 from D3cold' ;;
        7) printf '%s' 'keep 0000:01:00.0 awake' ;;
        8) printf '%s' 'keep 0000:01:00.0 from D3cold' ;;
        9) printf '%s' 'keep 0000:01:00.1 awake' ;;
        10) printf '%s' 'keep 0000:01:00.1 from D3cold' ;;
        11) printf '%s' 'make 0000:01:00.1 assignable' ;;
        12) printf '%s' 'make 0000:01:00.0 assignable' ;;
        *) return 1 ;;
    esac
}

undo() {
    case $1 in
        1) true ;;
        2) true ;;
        3) true ;;
        4) true ;;
        5) value_if 'on' 'bus/pci/devices/0000:00:01.1/power/control' ;;
        6) value_if '1' 'bus/pci/devices/0000:00:01.1/d3cold_allowed' ;;
        7) value_if 'on' 'bus/pci/devices/0000:01:00.0/power/control' ;;
        8) value_if '1' 'bus/pci/devices/0000:01:00.0/d3cold_allowed' ;;
        9) value_if 'on' 'bus/pci/devices/0000:01:00.1/power/control' ;;
        10) value_if '1' 'bus/pci/devices/0000:01:00.1/d3cold_allowed' ;;
        11) unassign '0000:01:00.1' 'vfio-pci' ;;
        12) unassign '0000:01:00.0' 'vfio-pci' ;;
        *) return 1 ;;
    esac
}

if [ ! -w "$sysfs/bus/pci" ] && [ "$(id -u)" != 0 ]; then
    say 'this needs root'
    exit 7
fi

status=0
n=$steps
while [ "$n" -ge 1 ]; do
    undo "$n" || {
        say "step $n could not be undone: $(title "$n")"
        status=6
    }
    n=$((n - 1))
done
[ "$status" = 0 ] && say 'done'
exit "$status"
