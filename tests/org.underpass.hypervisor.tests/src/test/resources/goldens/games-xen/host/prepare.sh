#!/bin/sh
# Prepares this host for games: makes its devices assignable.
# When a step fails, it and all before it are undone. restore.sh undoes everything.
# Exit status: 0 done, 5 failed and rolled back, 6 not as before, 7 refused, 130 interrupted.
# Names from the profile stand within single quotes and are never expanded.
# shellcheck disable=SC2016
set -u
me=prepare
steps=6
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

# is_card ADDRESS VENDOR DEVICE: whether the function is still the one that the profile means.
is_card() {
    if [ ! -d "$sysfs/bus/pci/devices/$1" ]; then
        say "there is no function $1"
        return 1
    fi
    found="$(cat "$sysfs/bus/pci/devices/$1/vendor") $(cat "$sysfs/bus/pci/devices/$1/device")"
    if [ "$found" != "$2 $3" ]; then
        say "$1 is $found, not $2 $3: cards were moved since this script was made"
        return 1
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

# unheld ADDRESS: whether no program has a device node of the card open; its driver would hang on being taken away.
unheld() {
    for node in "$sysfs/bus/pci/devices/$1/drm/"*; do
        if [ -e "$node" ]; then
            nobody_has "$1" "/dev/dri/${node##*/}" || return 1
        fi
    done
    if [ "$(driver_of "$1")" = nvidia ]; then
        nobody_has "$1" '/dev/nvidia*' || return 1
    fi
}

# nobody_has ADDRESS PATTERN
nobody_has() {
    proc=${UNDERPASS_PROC:-/proc}
    holder=$(find "$proc"/[0-9]*/fd -lname "$2" 2>/dev/null | head -n 1)
    if [ -n "$holder" ]; then
        pid=${holder#"$proc"/}
        pid=${pid%%/*}
        say "process $pid ($(cat "$proc/$pid/comm" 2>/dev/null)) has $2 of $1 open: end it first"
        return 1
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

load_pciback() {
    if [ -d "$sysfs/bus/pci/drivers/pciback" ]; then
        return 0
    fi
    modprobe -- xen-pciback || {
        say 'modprobe xen-pciback failed'
        return 1
    }
}

# assign ADDRESS: takes a function from its driver and gives it to xen-pciback. When xl fails to quarantine it, it is
# on pciback all the same; the inverse takes it off again.
assign() {
    bounded pci-assignable-add "$1" || return 1
    now=$(driver_of "$1")
    if [ "$now" != pciback ]; then
        say "$1 is on ${now:-no driver}, not on pciback"
        return 1
    fi
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
        5) printf '%s' 'make 0000:01:00.1 assignable' ;;
        6) printf '%s' 'make 0000:01:00.0 assignable' ;;
        *) return 1 ;;
    esac
}

act() {
    case $1 in
        1) is_card '0000:01:00.0' '0x10de' '0x2484' ;;
        2) is_card '0000:01:00.1' '0x10de' '0x228b' ;;
        3) unheld '0000:01:00.0' ;;
        4) load_pciback ;;
        5) assign '0000:01:00.1' ;;
        6) assign '0000:01:00.0' ;;
        *) return 1 ;;
    esac
}

undo() {
    case $1 in
        1) true ;;
        2) true ;;
        3) true ;;
        4) true ;;
        5) unassign '0000:01:00.1' 'vfio-pci' ;;
        6) unassign '0000:01:00.0' 'vfio-pci' ;;
        *) return 1 ;;
    esac
}

if [ ! -w "$sysfs/bus/pci" ] && [ "$(id -u)" != 0 ]; then
    say 'this needs root'
    exit 7
fi

# roll_back: undoes step $n and all before it.
roll_back() {
    trap '' HUP INT TERM
    as_before=yes
    while [ "$n" -ge 1 ]; do
        undo "$n" || {
            say "step $n could not be undone: $(title "$n")"
            as_before=no
        }
        n=$((n - 1))
    done
    if [ "$as_before" = no ]; then
        say 'the host is not as before: see above, then run restore.sh'
        exit 6
    fi
    say 'the host is as before'
}

n=1
trap 'say interrupted; roll_back; exit 130' HUP INT TERM
while [ "$n" -le "$steps" ]; do
    say "step $n of $steps: $(title "$n")"
    act "$n" || {
        say "step $n failed: $(title "$n")"
        roll_back
        exit 5
    }
    n=$((n + 1))
done
say 'done'
