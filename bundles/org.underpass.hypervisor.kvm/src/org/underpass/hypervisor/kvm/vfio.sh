
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

# give_back ADDRESS DRIVER OVERRIDE: to the driver of the host that had it, or to none.
give_back() {
    put "$3" "$sysfs/bus/pci/devices/$1/driver_override" || return 1
    bind_to "$1" "$2"
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

# mediate ADDRESS TYPE UUID: makes a mediated device.
mediate() {
    if [ ! -e "$sysfs/bus/mdev/devices/$3" ]; then
        put "$3" "$sysfs/bus/pci/devices/$1/mdev_supported_types/$2/create"
    fi
}

# unmediate UUID: the inverse.
unmediate() {
    if [ -e "$sysfs/bus/mdev/devices/$1" ]; then
        put 1 "$sysfs/bus/mdev/devices/$1/remove"
    fi
}

# pages COUNT POOL: asks the kernel for huge pages, which it may not have in one piece.
pages() {
    put "$1" "$sysfs/$2" || return 1
    got=$(cat "$sysfs/$2")
    if [ "$got" -lt "$1" ]; then
        say "the kernel has $got huge pages of $1: restart the host with them reserved"
        return 1
    fi
}
