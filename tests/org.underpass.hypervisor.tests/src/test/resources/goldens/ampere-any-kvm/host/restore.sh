#!/bin/sh
# Undoes what prepare.sh did on this host for ampere at @DOMAIN@:@BUS@:@DEVICE@.
# A step that cannot be undone is reported, and the rest is undone all the same.
# Exit status: 0 done, 5 failed and rolled back, 6 not as before, 7 refused, 130 interrupted.
# Names from the profile stand within single quotes and are never expanded.
# shellcheck disable=SC2016
set -u
me=restore
steps=5
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

# give_back_to_any ADDRESS: where it is not known which driver had it.
give_back_to_any() {
    put '' "$sysfs/bus/pci/devices/$1/driver_override" || return 1
    probe "$1"
}

# release ADDRESS DRIVER: the inverse of attach.
release() {
    if [ "$(driver_of "$1")" = "$2" ]; then
        put "$1" "$sysfs/bus/pci/devices/$1/driver/unbind"
    fi
}

title() {
    case $1 in
        1) printf '%s' 'load vfio-pci' ;;
        2) printf '%s' 'take @DOMAIN@:@BUS@:@DEVICE@.1 from its driver' ;;
        3) printf '%s' 'give @DOMAIN@:@BUS@:@DEVICE@.1 to vfio-pci' ;;
        4) printf '%s' 'take @DOMAIN@:@BUS@:@DEVICE@.0 from its driver' ;;
        5) printf '%s' 'give @DOMAIN@:@BUS@:@DEVICE@.0 to vfio-pci' ;;
        *) return 1 ;;
    esac
}

undo() {
    case $1 in
        1) true ;;
        2) give_back_to_any '@DOMAIN@:@BUS@:@DEVICE@.1' ;;
        3) release '@DOMAIN@:@BUS@:@DEVICE@.1' 'vfio-pci' ;;
        4) give_back_to_any '@DOMAIN@:@BUS@:@DEVICE@.0' ;;
        5) release '@DOMAIN@:@BUS@:@DEVICE@.0' 'vfio-pci' ;;
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
