
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
