
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
