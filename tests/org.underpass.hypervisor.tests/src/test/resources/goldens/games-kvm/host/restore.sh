#!/bin/sh
# Undoes what prepare.sh did on this host for games.
# A step that cannot be undone is reported, and the rest is undone all the same.
# Exit status: 0 done, 5 failed and rolled back, 6 not as before, 7 refused, 130 interrupted.
# Names from the profile stand within single quotes and are never expanded.
# shellcheck disable=SC2016
set -u
me=restore
steps=8
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

# give_back ADDRESS DRIVER OVERRIDE: to the driver of the host that had it, or to none.
give_back() {
    put "$3" "$sysfs/bus/pci/devices/$1/driver_override" || return 1
    bind_to "$1" "$2"
}

# release ADDRESS DRIVER: the inverse of attach.
release() {
    if [ "$(driver_of "$1")" = "$2" ]; then
        put "$1" "$sysfs/bus/pci/devices/$1/driver/unbind"
    fi
}

title() {
    case $1 in
        1) printf '%s' '0000:01:00.0 is NVIDIA Corporation GA104 [GeForce RTX 3070]' ;;
        2) printf '%s' '0000:01:00.1 is NVIDIA Corporation GA104 High Definition Audio Controller' ;;
        3) printf '%s' 'no program has 0000:01:00.0 open' ;;
        4) printf '%s' 'load vfio-pci' ;;
        5) printf '%s' 'take 0000:01:00.1 from vfio-pci' ;;
        6) printf '%s' 'give 0000:01:00.1 to vfio-pci' ;;
        7) printf '%s' 'take 0000:01:00.0 from vfio-pci' ;;
        8) printf '%s' 'give 0000:01:00.0 to vfio-pci' ;;
        *) return 1 ;;
    esac
}

undo() {
    case $1 in
        1) true ;;
        2) true ;;
        3) true ;;
        4) true ;;
        5) give_back '0000:01:00.1' 'vfio-pci' 'vfio-pci' ;;
        6) release '0000:01:00.1' 'vfio-pci' ;;
        7) give_back '0000:01:00.0' 'vfio-pci' 'vfio-pci' ;;
        8) release '0000:01:00.0' 'vfio-pci' ;;
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
