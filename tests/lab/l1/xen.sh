# Inside dom0, as process 1: the product takes a card from this host, makes it assignable, and gives it back.
share=$1
. "$share/settings"
. "$lab/l1/lib.sh"
cd "$share" || busybox poweroff -f
mounts
phase 'xen daemons'
for module in xenfs xen-evtchn xen-gntdev xen-gntalloc xen-privcmd; do
    modprobe -q "$module"
done
mkdir -p /run/xen /run/xenstored /run/lock /var/lib/xen /var/lib/xenstored /var/log/xen/console
mount -t xenfs xenfs /proc/xen
xen=$(dirname "$(find /usr/lib/xen-* -name oxenstored | head -1)")
"$xen/oxenstored" --pid-file /run/xenstore.pid
"$xen/xen-init-dom0"
"$xen/xenconsoled" --log=guest --log-dir=/var/log/xen/console --pid-file /run/xenconsoled.pid
ln -sf "$xen/xl" /usr/sbin/xl
UNDERPASS_XL_SECONDS=$limit
export UNDERPASS_XL_SECONDS
must 'xl answers' timeout "$limit" xl info
phase 'host drivers'
for module in bochs snd_hda_intel e1000e nvme virtio_gpu; do
    modprobe -q "$module"
done
wait_for 60 exists "/sys/bus/pci/devices/$gpu/drm"
busybox sleep 1
inventory "$share/inventory.before"

phase 'host capture'
must 'host capture inside' underpass host capture "$share/before.tar.zst"
phase 'profile new'
must 'profile new writes one for the card' underpass profile new vm --gpu "$gpu" --out "$share/new"
sed -e 's/memory: .*/memory: 192 MiB/' -e 's/cores: .*/cores: 1/' -e 's/^name: .*/name: lab/' \
    -e '/^network:/,/^$/d' "$share"/new/*.vm.yaml > "$share/lab.vm.yaml"
if [ "$type" = hvm ]; then
    sed -i 's/type: uefi/type: bios/' "$share/lab.vm.yaml"
else
    # Of all functions of a slot libxl gives a paravirtual guest the last only; Linux keeps those listed together anyway.
    sed -i 's/^    functions: all/&\n    multifunction: no/' "$share/lab.vm.yaml"
fi
cat >> "$share/lab.vm.yaml" <<Y
raw:
  xl:
    - 'type = "$type"'
    - 'kernel = "$kernel"'
    - 'ramdisk = "$ramdisk"'
    - 'extra = "console=hvc0 quiet vt.global_cursor_default=0"'
Y
if [ "$type" = hvm ]; then
    echo "    - 'tsc_mode = \"native\"'" >> "$share/lab.vm.yaml"
fi
phase 'profile check'
must 'profile check passes' underpass profile check "$share/lab.vm.yaml" --backend xen
phase 'profile build'
must 'profile build' underpass profile build "$share/lab.vm.yaml" --backend xen --out "$share/build"

phase 'take the card'
must 'the card is made assignable' sh "$share/build/xen/host/prepare.sh"
for function in $gpu $audio; do
    [ "$(basename "$(readlink "/sys/bus/pci/devices/$function/driver")")" = pciback ] &&
        ok "$function is on pciback" || bad "$function is on pciback: no"
done
inventory "$share/inventory.during"

phase 'guest'
log=/var/log/xen/console/guest-lab.log
must 'xl create takes our xl.cfg' timeout "$limit" xl create "$share/build/xen/lab.cfg" || echo end > "$log"
drawn() { grep -q '^end' "$log" 2> /dev/null; }
wait_for "$limit" drawn || bad 'the guest comes up: it says nothing'
tr -d '\r\000' < "$log" > "$share/guest.log"
timeout "$limit" xl pci-list lab > "$share/pci-list" 2>&1
timeout "$limit" xl dmesg > "$share/xl.dmesg" 2>&1
ask shown

phase 'shutdown'
must 'xl shutdown' timeout 300 xl shutdown -w lab || timeout "$limit" xl destroy lab
gone() { ! timeout "$limit" xl domid lab > /dev/null 2>&1; }
wait_for "$limit" gone && ok 'the guest is gone' || bad 'the guest is gone: no'
phase 'give the card back'
must 'the card is given back' sh "$share/build/xen/host/restore.sh"
wait_for 60 exists "/sys/bus/pci/devices/$gpu/drm"
busybox sleep 1
inventory "$share/inventory.after"
phase 'host capture again'
must 'host capture afterwards' underpass host capture "$share/after.tar.zst"
phase 'power off'
finish
