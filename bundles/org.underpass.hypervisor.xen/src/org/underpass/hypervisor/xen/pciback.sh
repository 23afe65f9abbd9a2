
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

# unassign_to_any ADDRESS: where it is not known which driver had it.
unassign_to_any() {
    off_pciback "$1" || return 1
    probe "$1"
}
