# What the scripts inside a lab machine share. Sourced with share set.

PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$top
HOME=/root
TERM=dumb
LC_ALL=C.UTF-8
XDG_CACHE_HOME=$lab/target/cache
PATH_UNDERPASS=
# A display or a bus of the outer machine means nothing here.
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR
# Emulated, moving the archive of classes to a random place takes longer than all the rest of a start.
JDK_JAVA_OPTIONS='-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0'
export PATH HOME TERM LC_ALL XDG_CACHE_HOME JAVA_HOME JDK_JAVA_OPTIONS

event() { printf '%s\n' "$*" >> "$share/events"; }
phase() { event phase "$*"; }
ok() { event ok "$*"; }
bad() { event fail "$*"; }

# must NAME COMMAND... : a step whose failure is a finding; what it says lies in the share.
must() {
    name=$1
    shift
    "$@" > "$share/step.out" 2>&1
    status=$?
    { printf '$ %s\n' "$*"; cat "$share/step.out"; echo "[$status]"; } >> "$share/steps.log"
    if [ "$status" -eq 0 ]; then
        ok "$name"
    else
        bad "$name: status $status, $(tail -5 "$share/step.out" | tr '\n' ' ')"
    fi
    return "$status"
}

# wait_for SECONDS COMMAND... : until the command succeeds.
wait_for() {
    tries=$(($1 * 5))
    shift
    while ! "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        busybox usleep 200000
    done
}
exists() { [ -e "$1" ]; }
# ask NAME : the driver outside does something meanwhile.
ask() {
    event ask "$1"
    wait_for "${limit:-900}" exists "$share/done.$1"
}

mounts() {
    mkdir -p /run /dev/shm /dev/pts
    mount -t tmpfs run /run
    mount -t tmpfs shm /dev/shm
    mount -t devpts devpts /dev/pts
    mount -t debugfs debugfs /sys/kernel/debug 2> /dev/null
    ln -sf /proc/self/fd /dev/fd
    ip link set lo up 2> /dev/null
    hostname lab
}

# inventory FILE : who drives what, which groups and which consoles there are; two processes, no loop.
inventory() {
    {
        find /sys/devices -type l \( -name driver -o -name iommu_group -o -name subsystem \) \
            \( -path '*/pci*' -o -path '*/vtconsole/*' \) -printf '%p -> %l\n'
        find /sys/kernel/iommu_groups /sys/class/drm /sys/class/graphics /sys/class/sound /sys/class/vtconsole \
            /sys/class/net /sys/class/nvme /sys/bus/pci/slots -mindepth 1 -maxdepth 3 -printf '%p %y %l\n'
        find /sys/devices/pci* /sys/devices/virtual/vtconsole /sys/kernel/iommu_groups /sys/class/graphics/ -type f \( \
            -name driver_override -o -name reset_method -o -name enable -o -name resource -o -name d3cold_allowed -o \
            -name control -o -name boot_vga -o -name numa_node -o -name broken_parity_status -o -name msi_bus -o \
            -path '*/vtconsole/*/bind' -o -path '*/vtconsole/*/name' -o -path '/sys/kernel/iommu_groups/*' -o \
            -path '*/graphics/*/name' \) -exec grep -H '' {} +
        grep -H '' /proc/fb /proc/consoles
        find /dev -path /dev/vfio -prune -o -path /dev/pts -prune -o -path /dev/shm -prune -o -printf '%p %y\n'
    } 2> /dev/null | sort > "$1"
}

finish() {
    dmesg > "$share/dmesg"
    event end
    sync
    busybox poweroff -f
}
