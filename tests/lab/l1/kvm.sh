# Inside the KVM machine, as process 1: the product takes a card from this host, gives it to a guest, and gives it back.
share=$1
. "$share/settings"
. "$lab/l1/lib.sh"
cd "$share" || busybox poweroff -f
mounts
phase 'host drivers'
for module in bochs snd_hda_intel e1000e nvme virtio_gpu kvm_intel kvm_amd; do
    modprobe -q "$module"
done
wait_for 60 exists "/sys/bus/pci/devices/$gpu/drm"
busybox sleep 1
inventory "$share/inventory.before"
dmesg > "$share/dmesg.before"

phase 'host capture'
must 'host capture inside' underpass host capture "$share/before.tar.zst"
phase 'profile new'
must 'profile new writes one for the card' underpass profile new vm --gpu "$gpu" --out "$share/new"
# What the lab's own guest wants: it is no system but one file, and it has a device that will misbehave.
sed -e 's/type: uefi/type: bios/' -e 's/memory: .*/memory: 64 MiB/' -e 's/cores: .*/cores: 1/' \
    -e 's/^name: .*/name: lab/' -e '/^network:/,/^$/d' \
    -e "/^display:/i\\  - name: edu\\n    address: \"$edu\"\\n" "$share"/new/*.vm.yaml > "$share/lab.vm.yaml"
cat >> "$share/lab.vm.yaml" <<Y
raw:
  qemu: ["-kernel", "$lab/target/guest.elf", "-debugcon", "file:$share/guest.log"]
Y
phase 'profile check'
must 'profile check passes' underpass profile check "$share/lab.vm.yaml" --backend kvm
phase 'profile build'
must 'profile build' underpass profile build "$share/lab.vm.yaml" --backend kvm --out "$share/build"

phase 'take the card'
must 'the card is taken' sh "$share/build/kvm/host/prepare.sh"
for function in $gpu $audio $edu; do
    [ "$(basename "$(readlink "/sys/bus/pci/devices/$function/driver")")" = vfio-pci ] &&
        ok "$function is on vfio-pci" || bad "$function is on vfio-pci: no"
done
inventory "$share/inventory.during"

phase 'guest'
rm -f /run/monitor
mkfifo /run/monitor
sh "$share/build/kvm/qemu.sh" -monitor stdio < /run/monitor > "$share/monitor.log" 2>&1 &
qemu=$!
exec 9> /run/monitor
guest_ended() { ! kill -0 "$qemu" 2> /dev/null; }
drawn() { grep -q '^end' "$share/guest.log" 2> /dev/null || guest_ended; }
wait_for "$limit" drawn
guest_ended && bad "the guest runs: $(tail -3 "$share/monitor.log" | tr '\n' ' ')"
dmesg > "$share/dmesg.guest"
# Which physical page lies behind each page of the guest: the kernel's own answer, to compare the walk with.
cat "/proc/$qemu/maps" > "$share/maps"
while IFS='- ' read -r from to rest; do
    # The guest's memory is the only region of its size.
    if [ $((0x$to - 0x$from)) -eq $((64 << 20)) ]; then
        dd if="/proc/$qemu/pagemap" of="$share/pagemap" bs=8 skip=$((0x$from / 4096)) count=16384 2> /dev/null
        break
    fi
done < "$share/maps"
ask shown

phase 'walk of the running machine'
underpass iommu tables --mappings --requester "$edu" --format json > "$share/live.json" 2> "$share/live.err"
echo $? > "$share/live.status"

phase 'power button'
echo system_powerdown >&9
wait_for "$limit" guest_ended
exec 9>&-
wait "$qemu"
status=$?
[ "$status" -eq 0 ] && ok 'the guest powers down' || bad "the guest powers down: status $status"
phase 'give the card back'
must 'the card is given back' sh "$share/build/kvm/host/restore.sh"
wait_for 60 exists "/sys/bus/pci/devices/$gpu/drm"
busybox sleep 1
inventory "$share/inventory.after"
phase 'host capture again'
must 'host capture afterwards' underpass host capture "$share/after.tar.zst"
phase 'power off'
finish
