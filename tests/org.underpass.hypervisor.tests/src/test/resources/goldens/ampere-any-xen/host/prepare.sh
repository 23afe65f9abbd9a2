#!/bin/sh
# Prepares this host for ampere at @DOMAIN@:@BUS@:@DEVICE@: makes it assignable.
# When a step fails, it and all before it are undone. restore.sh undoes everything.
# Exit status: 0 done, 5 failed and rolled back, 6 not as before, 7 refused, 130 interrupted.
# Names from the profile stand within single quotes and are never expanded.
# shellcheck disable=SC2016
set -u
me=prepare
steps=3
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

# probe ADDRESS: lets the kernel choose the driver.
probe() {
    if [ -z "$(driver_of "$1")" ]; then
        put "$1" "$sysfs/bus/pci/drivers_probe"
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

# unassign_to_any ADDRESS: where it is not known which driver had it.
unassign_to_any() {
    off_pciback "$1" || return 1
    probe "$1"
}

title() {
    case $1 in
        1) printf '%s' 'load xen-pciback' ;;
        2) printf '%s' 'make @DOMAIN@:@BUS@:@DEVICE@.1 assignable' ;;
        3) printf '%s' 'make @DOMAIN@:@BUS@:@DEVICE@.0 assignable' ;;
        *) return 1 ;;
    esac
}

act() {
    case $1 in
        1) load_pciback ;;
        2) assign '@DOMAIN@:@BUS@:@DEVICE@.1' ;;
        3) assign '@DOMAIN@:@BUS@:@DEVICE@.0' ;;
        *) return 1 ;;
    esac
}

undo() {
    case $1 in
        1) true ;;
        2) unassign_to_any '@DOMAIN@:@BUS@:@DEVICE@.1' ;;
        3) unassign_to_any '@DOMAIN@:@BUS@:@DEVICE@.0' ;;
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
