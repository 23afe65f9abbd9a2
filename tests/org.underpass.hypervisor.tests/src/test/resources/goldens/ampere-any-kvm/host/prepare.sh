#!/bin/sh
# Prepares this host for ampere at @DOMAIN@:@BUS@:@DEVICE@: gives it to VFIO.
# When a step fails, it and all before it are undone. restore.sh undoes everything.
# Exit status: 0 done, 5 failed and rolled back, 6 not as before, 7 refused, 130 interrupted.
# Names from the profile stand within single quotes and are never expanded.
# shellcheck disable=SC2016
set -u
me=prepare
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

# load MODULE: a VFIO driver, unless it is there.
load() {
    if [ -d "$sysfs/bus/pci/drivers/$1" ]; then
        return 0
    fi
    modprobe -- "$1" || {
        say "modprobe $1 failed"
        return 1
    }
}

# detach ADDRESS DRIVER: keeps a function for DRIVER and takes it from any other.
detach() {
    put "$2" "$sysfs/bus/pci/devices/$1/driver_override" || return 1
    now=$(driver_of "$1")
    if [ -n "$now" ] && [ "$now" != "$2" ]; then
        put "$1" "$sysfs/bus/pci/devices/$1/driver/unbind" || return 1
        now=$(driver_of "$1")
        if [ -n "$now" ]; then
            say "$1 is still on $now"
            return 1
        fi
    fi
}

# give_back_to_any ADDRESS: where it is not known which driver had it.
give_back_to_any() {
    put '' "$sysfs/bus/pci/devices/$1/driver_override" || return 1
    probe "$1"
}

# attach ADDRESS DRIVER: binds a detached function.
attach() {
    probe "$1" || return 1
    now=$(driver_of "$1")
    if [ "$now" != "$2" ]; then
        say "$1 is on ${now:-no driver}, not on $2"
        return 1
    fi
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

act() {
    case $1 in
        1) load 'vfio-pci' ;;
        2) detach '@DOMAIN@:@BUS@:@DEVICE@.1' 'vfio-pci' ;;
        3) attach '@DOMAIN@:@BUS@:@DEVICE@.1' 'vfio-pci' ;;
        4) detach '@DOMAIN@:@BUS@:@DEVICE@.0' 'vfio-pci' ;;
        5) attach '@DOMAIN@:@BUS@:@DEVICE@.0' 'vfio-pci' ;;
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
