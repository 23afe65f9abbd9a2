#!/bin/sh
# Undoes what prepare.sh did on this host for ampere at @DOMAIN@:@BUS@:@DEVICE@.
# A step that cannot be undone is reported, and the rest is undone all the same.
# Exit status: 0 done, 5 failed and rolled back, 6 not as before, 7 refused, 130 interrupted.
# Names from the profile stand within single quotes and are never expanded.
# shellcheck disable=SC2016
set -u
me=restore
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
