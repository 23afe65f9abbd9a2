#!/bin/sh
# Captures this machine for Underpass: what it is, its PCI functions, their groups, tables and settings.
#
#   sh capture.sh [--with mac,keys,serials,names] [--private] [OUT]
#
# Reads only, needs no root, though root sees more. Writes OUT, by default underpass-capture.tar.zst (or .tar.gz, or
# .tar) in the current directory, in one step; - is standard output. MAC addresses, Windows keys, serial numbers of disks and of the machine,
# and names of users and of the host are left out unless asked for; --private replaces PCI serial numbers by hashes.
# UNDERPASS_ROOT is the root to read, by default /.
#
# Made by: underpass host capture --script

set -u
LC_ALL=C
export LC_ALL
umask 022

say() {
    printf 'capture: %s\n' "$*" >&2
}

with=,
private=
out=
while [ $# -gt 0 ]; do
    case $1 in
        --with)
            [ $# -gt 1 ] || { say "--with needs a list: mac,keys,serials,names"; exit 2; }
            with=,$2,
            shift
            ;;
        --private) private=1 ;;
        --help | -h)
            sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
            exit 0
            ;;
        -?*)
            say "unknown option $1; there are --with LIST, --private and --help"
            exit 2
            ;;
        *)
            [ -z "$out" ] || { say "$1 is one word too many"; exit 2; }
            out=$1
            ;;
    esac
    shift
done
rest=$with
for word in mac keys serials names; do
    case $rest in *",$word,"*) rest=${rest%%",$word,"*},${rest#*",$word,"} ;; esac
done
case $rest in *[!,]*) say "--with knows mac, keys, serials, names, not ${rest#,}"; exit 2 ;; esac
if command -v zstd > /dev/null 2>&1; then
    pack='zstd -q -12 -c'
    ending=.tar.zst
elif command -v gzip > /dev/null 2>&1; then
    pack='gzip -9 -n -c'
    ending=.tar.gz
else
    pack='cat'
    ending=.tar
fi
out=${out:-underpass-capture$ending}
if [ -n "$private" ] && ! command -v sha256sum > /dev/null 2>&1; then
    say "--private needs sha256sum, which is not here"
    exit 7
fi
case $out in
    -) folder=${TMPDIR:-/tmp}/ ;;
    */*) folder=${out%/*}/ ;;
    *) folder=./ ;;
esac
folder=$(cd "$folder" 2> /dev/null && pwd) || { say "there is no folder for $out"; exit 7; }
target=${folder%/}/${out##*/}
[ "$out" = - ] || [ ! -d "$target" ] || { say "$out is a folder"; exit 7; }
work=$folder/.underpass-capture.$$
(umask 077 && mkdir "$work") 2> /dev/null || { say "cannot write to $folder"; exit 7; }
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
stage=$work/root
own=$stage/underpass
mkdir -p "$own"
cd "${UNDERPASS_ROOT:-/}" || exit 7
: > "$work/words"
: > "$work/out"
: > "$work/unread"
: > "$work/partial"
: > "$work/withheld"
: > "$work/kept"
: > "$work/hide"

cat > "$work/paths" << 'END-OF-PATHS'
@PATHS@
END-OF-PATHS

hidden() {
    case $with in *",$1,"*) return 1 ;; esac
}

# --- what is taken out of texts ---------------------------------------------------------------------------------------
# One sed script for each kind. word KIND NAME STAND-IN: a whole word, twice, as two may share a character.
word() {
    printf '%s\n' "$2" | grep -Eq '^[A-Za-z0-9._-]{3,}$' || return 0
    case " $common " in *" $2 "*) return 0 ;; esac
    literal=$(printf '%s' "$2" | sed 's/[.]/[.]/g')
    change="s#(^|[^A-Za-z0-9_])$literal(\$|[^A-Za-z0-9_])#\\1$3\\2#g"
    printf '%s\n%s\n' "$change" "$change" >> "$work/words-$1"
    printf '%s\n%s\n' "$change" "$change" >> "$work/words"
}
common=$(sed -n 's/^common //p' "$work/paths" | tr '\n' ' ')
for kind in mac serials names; do
    : > "$work/words-$kind"
    if hidden $kind; then
        sed -n "s/^hide $kind \\(.*\\)/s\\1g/p" "$work/paths" > "$work/hide-$kind"
    fi
done
if hidden mac; then
    number=0
    for path in sys/class/net/*; do
        name=${path##*/}
        if printf '%s\n' "$name" | grep -Eq '^[ew][nlw]x[0-9a-f]{12}$'; then
            number=$((number + 1))
            word mac "$name" "$(printf '%s%012x' "${name%????????????}" $number)"
        fi
    done
fi
if hidden names; then
    number=0
    if [ -r etc/passwd ]; then
        awk -F: '$3 ~ /^[1-5]?[0-9][0-9][0-9][0-9]$/ { print $1 }' etc/passwd | sort -u > "$work/users"
        while read -r user; do
            before=$(wc -l < "$work/words-names")
            word names "$user" "user$((number + 1))"
            [ "$before" -eq "$(wc -l < "$work/words-names")" ] || number=$((number + 1))
        done < "$work/users"
    fi
    for file in proc/sys/kernel/hostname etc/hostname; do
        name=$(cat "$file" 2> /dev/null)
        for one in "$name" "${name%%.*}"; do
            word names "$one" host
            case $one in *-*) word names "$(printf '%s' "$one" | sed 's/-/--/g')" host ;; esac
        done
    done
fi
for kind in mac serials names; do
    if hidden $kind; then
        cat "$work/words-$kind" >> "$work/hide-$kind"
    fi
done

# masked PATH: sets $masked to the path without names in it.
masked() {
    masked=$1
    if [ -s "$work/words" ]; then
        masked=$(printf '%s\n' "$1" | sed -E -f "$work/words")
    fi
}

# left KIND PATH: notes what was left out.
left() {
    masked "$2"
    printf '%s %s\n' "$1" "$masked" >> "$work/out"
}

# people FILE PATH: takes out of a file what was not asked for.
people() {
    for kind in mac serials names; do
        if [ -s "$work/hide-$kind" ] && sed -E -f "$work/hide-$kind" < "$1" > "$work/changed" \
            && ! cmp -s "$1" "$work/changed"; then
            left "$kind" "$2"
            cat "$work/changed" > "$1"
        fi
    done
}

# packages FILE: of dpkg's database, name, state and version of the packages that matter.
packages() {
    awk -v wanted="$(sed -n 's/^packages //p' "$work/paths")" '
        /^Package: / { keep = substr($0, 10) ~ wanted }
        /^$/ { if (keep) print ""; keep = 0 }
        keep && /^(Package|Status|Version): /' < "$1" > "$work/changed" && cat "$work/changed" > "$1"
}

# serial FILE: replaces the serial number in a configuration space by the beginning of its SHA-256.
serial() {
    size=$(wc -c < "$1")
    at=256
    hops=0
    while [ "$at" -ge 256 ] && [ $((at + 12)) -le "$size" ] && [ "$hops" -lt 1000 ]; do
        # shellcheck disable=SC2046
        set -- "$1" $(od -An -v -tu1 -j "$at" -N 4 "$1")
        if [ $(($2 + $3 * 256)) -eq 3 ]; then
            hex=
            for byte in $(od -An -v -tx1 -j $((at + 4)) -N 8 "$1"); do
                hex=$byte$hex
            done
            hash=$(printf %s "$hex" | sha256sum)
            bytes=
            for from in 15 13 11 9 7 5 3 1; do
                byte=$(printf %s "$hash" | cut -c $from-$((from + 1)))
                bytes=$bytes\\$(printf %03o "0x$byte")
            done
            # shellcheck disable=SC2059
            printf "$bytes" | dd of="$1" bs=1 seek=$((at + 4)) conv=notrunc 2> /dev/null
        fi
        at=$((($4 / 16 + $5 * 16) & 4092))
        hops=$((hops + 1))
        [ "$at" -gt 0 ] || break
        set -- "$1"
    done
}

# --- files ------------------------------------------------------------------------------------------------------------
# keep_link DIRECTORY NAME TARGET: a link of the stage, relative and inside.
keep_link() {
    depth=$1/
    up=
    levels=0
    while [ "$depth" != "${depth#*/}" ]; do
        case $depth in /*) ;; *) up=../$up; levels=$((levels + 1)) ;; esac
        depth=${depth#*/}
    done
    goal=$3
    case $goal in
        /*) goal=$up${goal#/} ;;
        *)
            tail=$goal
            climbs=0
            while [ "$tail" != "${tail#../}" ]; do
                tail=${tail#../}
                climbs=$((climbs + 1))
            done
            [ "$climbs" -le "$levels" ] || goal=$up$tail
            ;;
    esac
    masked "$goal"
    goal=$masked
    masked "$1/$2"
    case $masked in */*) mkdir -p "$stage/${masked%/*}" ;; esac
    [ -h "$stage/$masked" ] || ln -s "$goal" "$stage/$masked" 2> /dev/null
}

# place PATH: sets $real to the path without links; keeps those on the way.
place() {
    todo=$1
    real=
    hops=0
    while [ -n "$todo" ] && [ $hops -lt 40 ]; do
        part=${todo%%/*}
        case $todo in
            */*) todo=${todo#*/} ;;
            *) todo= ;;
        esac
        case $part in
            '' | .) continue ;;
            ..)
                case $real in
                    */*) real=${real%/*} ;;
                    *) real= ;;
                esac
                continue
                ;;
        esac
        here=${real:+$real/}$part
        if [ -h "$here" ]; then
            goal=$(readlink "$here") || goal=
            keep_link "$real" "$part" "$goal"
            case $goal in /*) real= ;; esac
            todo=$goal${todo:+/$todo}
            hops=$((hops + 1))
        else
            real=$here
        fi
    done
}

unread() {
    masked "$1"
    if ! grep -Fqx "$masked" "$work/unread"; then
        printf '%s\n' "$masked" >> "$work/unread"
    fi
}

# content PLACE PATH FLAGS: a file's content.
content() {
    masked "$1"
    file=$stage/$masked
    if [ -s "$file" ]; then
        return
    fi
    case $masked in */*) mkdir -p "${file%/*}" ;; esac
    if [ -s "$work/withheld" ] && grep -Fqx "$2" "$work/withheld"; then
        : > "$file"
        printf '%s\n' "$masked" >> "$work/kept"
        return
    fi
    if ! cat "$2" > "$file" 2> /dev/null; then
        : > "$file"
        unread "$1"
        return
    fi
    # What the kernel shows to root only, without saying so.
    case $2 in
        sys/bus/pci/devices/*/config)
            if [ "$(wc -c < "$file")" -eq 64 ]; then
                printf '%s only its first 64 bytes could be read: root sees all\n' "$masked" >> "$work/partial"
            fi
            ;;
        proc/iomem)
            if [ -s "$file" ] && ! grep -qv '^ *00000000-00000000 :' "$file"; then
                printf '%s its addresses could not be read: root sees them\n' "$masked" >> "$work/partial"
            fi
            ;;
    esac
    case $3 in
        *,text*) people "$file" "$2" ;;
        *,packages*) packages "$file" ;;
    esac
    case $private$2 in
        1sys/bus/pci/devices/*/config) serial "$file" ;;
    esac
}

# take FLAGS DIRECTORY REAL NAME: one path that is there.
take() {
    path=$2/$4
    case $1 in
        link*)
            if [ -h "$path" ]; then
                keep_link "$3" "$4" "$(readlink "$path")"
            fi
            ;;
        name*)
            if [ -h "$path" ]; then
                keep_link "$3" "$4" "$(readlink "$path")"
            elif [ -d "$path" ]; then
                mkdir -p "$stage/$3/$4"
            elif [ ! -e "$stage/$3/$4" ]; then
                : > "$stage/$3/$4"
            fi
            ;;
        *,flat*) [ -d "$path" ] || content "$path" "$path" "$1" ;;
        *)
            if [ -d "$path" ]; then
                place "$path"
                masked "$real"
                mkdir -p "$stage/$masked"
            elif [ -h "$path" ]; then
                place "$path"
                if [ -e "$path" ]; then
                    content "$real" "$path" "$1"
                fi
            else
                content "$3/$4" "$path" "$1"
            fi
            ;;
    esac
}

# each FLAGS DIRECTORY NAME...: all names that are there in one directory.
each() {
    flags=$1
    directory=$2
    shift 2
    above=$directory
    case $flags in
        *,flat*) mkdir -p "$stage/$directory" ;;
        *)
            place "$directory"
            above=$real
            masked "$above"
            mkdir -p "$stage/$masked"
            ;;
    esac
    if [ ! -x "$directory" ]; then
        unread "$above"
        return
    fi
    for pattern; do
        case $pattern in
            *\**)
                [ -r "$directory" ] || unread "$above"
                ;;
        esac
        for found in "$directory"/$pattern; do
            if [ -e "$found" ] || [ -h "$found" ]; then
                $step "$flags" "$directory" "$above" "${found##*/}"
            fi
        done
    done
}

# withhold FLAGS DIRECTORY REAL NAME: one path that is there and was not asked for.
withhold() {
    printf '%s\n' "$2/$4" >> "$work/withheld"
    left "$kind" "$2/$4"
}

# What programs tell, as far as they do; underpass/ is a part of the list.
if [ -z "${UNDERPASS_ROOT:-}" ]; then
    mkdir -p "$work/said"
    dmesg > "$work/said/dmesg" 2> /dev/null || rm -f "$work/said/dmesg"
    for program in qemu-system-x86_64 libvirtd; do
        version=$($program --version < /dev/null 2> /dev/null | sed -n '1s/^[^0-9]*\([0-9].*\)$/\1/p')
        [ -z "$version" ] || printf '%s %s\n' "$program" "$version" >> "$work/said/programs"
    done
    [ -f "$work/said/programs" ] || : > "$work/said/programs"
    # Who has device nodes of graphics cards and of VFIO open: process, descriptor, node, name.
    # shellcheck disable=SC2012
    ls -l proc/[0-9]*/fd 2> /dev/null | awk '
        /^proc\/[0-9]+\/fd:$/ { split($0, part, "/") }
        $(NF - 1) == "->" && $NF ~ /^\/dev\/(dri|nvidia|vfio|fb)/ { print part[2], $(NF - 2), $NF }
    ' | while read -r pid number node; do
        printf '%s %s %s %s\n' "$pid" "$number" "$node" "$(cat "proc/$pid/comm" 2> /dev/null)"
    done > "$work/said/holders"
    # Times, modes and owners, which an archive's reader may not keep.
    stat -c '%Y %a %U %G %n' boot/init* etc/modprobe.d/*.conf etc/initramfs-tools/modules etc/mkinitcpio.conf \
        etc/dracut.conf etc/dracut.conf.d/*.conf dev/vfio/* > "$work/said/stat" 2> /dev/null
    for name in dmesg programs holders stat; do
        if [ -f "$work/said/$name" ]; then
            cat "$work/said/$name" > "$own/$name"
        else
            : > "$own/$name"
            unread "underpass/$name"
        fi
    done
    for name in dmesg holders stat; do
        people "$own/$name" "underpass/$name"
    done
fi

release=$(cat proc/sys/kernel/osrelease 2> /dev/null)
[ -n "$release" ] || release=$(awk '{ print $3 }' proc/version 2> /dev/null)
printf '%s\n' "# What this capture holds completely; ? names only; ! not what was there." > "$work/complete"

# whole PATTERN: whether what is not at a pattern is not there: always on a machine; of a captured root, what it says.
whole() {
    [ -z "${UNDERPASS_ROOT:-}" ] && return 0
    [ -r underpass/complete ] || return 1
    grep -Fqx -e "${1%%/*}" -e "$1" -e "?$1" underpass/complete
}

# closed PATH: notes the directory on the way that does not let itself be entered, as debugfs does not but by root.
closed() {
    above=${1%/*}
    while [ "$above" != "${above%/*}" ]; do
        if [ -d "$above" ] && [ ! -x "$above" ]; then
            unread "$above"
        fi
        above=${above%/*}
    done
}

while read -r flags folder names; do
    case $flags in
        '' | '#'* | hide | packages | common) continue ;;
    esac
    case "$folder $names" in
        *'{release}'*)
            [ -n "$release" ] || continue
            folder=$(printf '%s' "$folder" | sed "s#{release}#$release#g")
            names=$(printf '%s' "$names" | sed "s#{release}#$release#g")
            ;;
    esac
    step=take
    for kind in mac keys serials names; do
        case $flags, in
            *",$kind,"*)
                if hidden "$kind"; then
                    step=withhold
                    break
                fi
                ;;
        esac
    done
    set -f
    # shellcheck disable=SC2086
    set -- $names
    set +f
    if [ $step = take ]; then
        mark=
        case $flags in name*) mark='?' ;; esac
        for name; do
            if whole "$folder/$name"; then
                printf '%s%s/%s\n' "$mark" "$folder" "$name" >> "$work/complete"
            fi
        done
        base=${folder%%/\**}
        closed "$base"
        if [ "$base" != "$folder" ] && [ -d "$base" ]; then
            place "$base"
            mkdir -p "$stage/$real"
        fi
    fi
    for directory in $folder; do
        if [ -d "$directory" ] && { [ $step = take ] || [ -r "$directory" ]; }; then
            each "$flags" "$directory" "$@"
        fi
    done
done < "$work/paths"

# Modes of hooks, which do nothing when they are not executable; those of files elsewhere than below / say nothing.
if [ -z "${UNDERPASS_ROOT:-}" ] && command -v stat > /dev/null 2>&1 && [ -d "$stage/etc/libvirt/hooks" ]; then
    (cd "$stage" && find etc/libvirt/hooks -type f) | sort | while read -r path; do
        stat -L -c '0%a %n' "$path" 2> /dev/null
    done > "$work/modes"
    [ ! -s "$work/modes" ] || cp "$work/modes" "$own/modes"
fi

# --- what it says of itself -------------------------------------------------------------------------------------------
sort -u "$work/complete" "$work/complete" > "$own/complete"
{
    cat "$work/unread"
    cat "$work/kept"
} | sort -u | sed 's/^/!/' >> "$own/complete"
quoted() {
    sed 's/[\\"]/\\&/g; s/^/"/; s/$/"/' | paste -s -d , - | sed 's/","/", "/g'
}
{
    printf '{\n  "underpass": 1,\n  "serialNumbers": "%s",\n  "leftOut": [' \
        "$([ -n "$private" ] && echo hashed || echo kept)"
    comma=
    for kind in mac keys serials names; do
        places=$(sed -n "s/^$kind //p" "$work/out" | sort -u)
        if [ -n "$places" ]; then
            printf '%s\n    {"kind": "%s", "places": [%s]}' "$comma" $kind "$(printf '%s\n' "$places" | quoted)"
            comma=,
            say "left out: $kind, in $(printf '%s\n' "$places" | wc -l) place(s); --with $kind keeps them"
        fi
    done
    printf '%s],\n  "unread": [' "${comma:+
  }"
    comma=
    { sed 's/$/ it could not be read/' "$work/unread"; cat "$work/partial"; } | sort -u \
        | sed 's/[\\"]/\\&/g' > "$work/sorted"
    while read -r path why; do
        printf '%s\n    {"path": "%s", "reason": "%s"}' "$comma" "$path" "$why"
        comma=,
    done < "$work/sorted"
    printf '%s]\n}\n' "${comma:+
  }"
} > "$own/capture.json"
count=$(wc -l < "$work/sorted")
[ "$count" -eq 0 ] || say "$((count)) file(s) could not be read, wholly or in part; underpass/capture.json lists them"

plain=
if tar --owner=0 --group=0 --numeric-owner --mtime=@0 --sort=name -cf /dev/null -C "$stage" underpass 2> /dev/null; then
    plain='--owner=0 --group=0 --numeric-owner --mtime=@0 --sort=name'
elif tar --uid 0 --gid 0 --uname '' --gname '' -cf /dev/null -C "$stage" underpass 2> /dev/null; then
    plain='--uid 0 --gid 0 --uname= --gname='
fi
set --
for path in "$stage"/*; do
    set -- "$@" "${path##*/}"
done
# shellcheck disable=SC2086
if ! tar $plain -cf "$work/tar" -C "$stage" "$@" || ! $pack < "$work/tar" > "$work/packed"; then
    say "cannot write $out"
    exit 7
fi
if [ "$out" = - ]; then
    cat "$work/packed" || exit 7
    exit 0
fi
if ! mv -f "$work/packed" "$target"; then
    say "cannot write $out"
    exit 7
fi
say "wrote $out"
