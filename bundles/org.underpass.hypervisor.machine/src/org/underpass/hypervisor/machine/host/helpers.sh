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

# probe ADDRESS: lets the kernel choose the driver.
probe() {
    if [ -z "$(driver_of "$1")" ]; then
        put "$1" "$sysfs/bus/pci/drivers_probe"
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

# functions COUNT ADDRESS: makes virtual functions without binding drivers of the host to them.
functions() {
    if [ "$(cat "$sysfs/bus/pci/devices/$2/sriov_numvfs")" = "$1" ]; then
        return 0
    fi
    put 0 "$sysfs/bus/pci/devices/$2/sriov_drivers_autoprobe" || return 1
    put "$1" "$sysfs/bus/pci/devices/$2/sriov_numvfs"
}

# no_functions COUNT ADDRESS: back to as many as there were.
no_functions() {
    if [ "$(cat "$sysfs/bus/pci/devices/$2/sriov_numvfs")" != "$1" ]; then
        put 0 "$sysfs/bus/pci/devices/$2/sriov_numvfs" || return 1
        if [ "$1" != 0 ]; then
            put "$1" "$sysfs/bus/pci/devices/$2/sriov_numvfs" || return 1
        fi
    fi
    put 1 "$sysfs/bus/pci/devices/$2/sriov_drivers_autoprobe"
}

# value VALUE FILE: sets a value below the root of sysfs; value_if does so only where the kernel has it.
value() {
    put "$1" "$sysfs/$2"
}

value_if() {
    if [ -e "$sysfs/$2" ]; then
        put "$1" "$sysfs/$2"
    fi
}
