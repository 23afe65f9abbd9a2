# What the lab's machines are made of. Sourced by run, which has set top and lab, after releng/build.sh.
#
# Debian's packages are fetched once and kept, unpacked, in ~/.cache/underpass-lab, by the names of their files: nothing
# of them is installed on this machine.

parts=${XDG_CACHE_HOME:-$HOME/.cache}/underpass-lab

# lab_packages SCENARIO: what has to be installed here.
lab_packages() {
    need_packages qemu-system-x86 busybox-static kmod cpio gcc libc6-dev xz-utils zstd
    for program in dpkg apt-get; do
        command -v "$program" > /dev/null ||
            fail "the lab's kernel comes as a Debian package, and there is no $program here"
    done
}

# unpacked PACKAGE : prints the folder that holds its contents, fetched when it is not there yet.
unpacked() {
    url=$(apt-get download --print-uris "$1" 2> /dev/null)
    case $url in
        *.deb*) ;;
        *)
            # No lists yet.
            apt-get update > /dev/null 2>&1
            url=$(apt-get download --print-uris "$1" 2> /dev/null)
            ;;
    esac
    file=${url#*\' }
    file=${file%% *}
    case $file in
        *.deb) ;;
        *)
            # Offline, what was fetched before will do.
            for folder in "$parts/$1"_*/; do :; done
            [ -d "$folder" ] || fail "apt-get knows no package $1, and none was fetched before"
            printf '%s\n' "${folder%/}"
            return 0
            ;;
    esac
    folder=$parts/${file%.deb}
    if [ ! -d "$folder" ]; then
        echo "fetching $1" >&2
        work=$parts/fetch.$$
        rm -rf "$work"
        mkdir -p "$work" || fail "cannot write $parts"
        (cd "$work" && apt-get download "$1" > log 2>&1 && dpkg -x ./*.deb tree) || {
            tail -5 "$work/log" >&2
            rm -rf "$work"
            fail "could not fetch the package $1"
        }
        # Where the folders of / are links into /usr, a package unpacked by hand must look the same.
        for name in bin sbin lib lib64; do
            if [ -d "$work/tree/$name" ] && [ ! -h "$work/tree/$name" ]; then
                mkdir -p "$work/tree/usr/$name"
                cp -a "$work/tree/$name/." "$work/tree/usr/$name/" && rm -rf "${work:?}/tree/$name"
            fi
        done
        mv "$work/tree" "$folder" || fail "cannot write $folder"
        rm -rf "$work"
    fi
    printf '%s\n' "$folder"
}

# kernel_parts : sets kernel (an uncompressed vmlinux, which QEMU starts sooner), version and modules.
kernel_parts() {
    package=$(apt-cache depends linux-image-amd64 2> /dev/null | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -1)
    if [ -z "$package" ]; then
        apt-get update > /dev/null 2>&1
        package=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -1)
    fi
    tree=$(unpacked "${package:-linux-image}") || exit 7
    version=${tree##*/linux-image-}
    version=${version%%_*}
    modules=$tree/usr/lib/modules/$version
    [ -d "$modules" ] || fail "$tree holds no modules of $version"
    [ -e "$modules/modules.dep" ] || depmod -b "$tree/usr" -m /lib/modules "$version" 2> /dev/null ||
        (ln -sfn . "$tree/usr/usr"; ln -sfn usr/lib "$tree/lib"; depmod -b "$tree" "$version") ||
        fail "depmod could not index $modules"
    vmlinuz=$tree/boot/vmlinuz-$version
    kernel=$tree/vmlinux
    [ -e "$kernel" ] || uncompress "$vmlinuz" "$kernel" || kernel=$vmlinuz
    initramfs "$parts/root-$version.img" "$lab/l1/init" virtio_pci 9pnet_virtio 9p overlay
}

# uncompress VMLINUZ OUT : the ELF image within a bzImage.
uncompress() {
    for offset in $(LC_ALL=C grep -obUaP '\xfd7zXZ\x00' "$1" | cut -d: -f1); do
        tail -c +$((offset + 1)) "$1" | xz -dc --single-stream > "$2.$$" 2> /dev/null
        is_elf "$2.$$" && mv "$2.$$" "$2" && return 0
    done
    for offset in $(LC_ALL=C grep -obUaP '\x28\xb5\x2f\xfd' "$1" | cut -d: -f1); do
        tail -c +$((offset + 1)) "$1" | zstd -dcq > "$2.$$" 2> /dev/null
        is_elf "$2.$$" && mv "$2.$$" "$2" && return 0
    done
    rm -f "$2.$$"
    return 1
}
is_elf() {
    [ "$(head -c 4 "$1" | tail -c 3)" = ELF ]
}

# module_files MODULE... : their files and all that they need, in the order of loading.
module_files() {
    for module in "$@"; do
        line=$(grep -E "/$(printf %s "$module" | sed 's/[-_]/[-_]/g')\.ko[^ ]*:" "$modules/modules.dep") || continue
        set -- ${line#*:}
        reversed=
        for file in "$@"; do
            reversed="$file $reversed"
        done
        for file in $reversed ${line%%:*}; do
            printf '%s\n' "$file"
        done
    done | awk '!seen[$0]++'
}

# initramfs OUT INIT MODULE... : busybox, the modules, and INIT as /init. Newer than INIT and the kernel: kept.
initramfs() {
    out=$1 init=$2
    shift 2
    [ "$out" -nt "$init" ] && [ "$out" -nt "$modules" ] && return 0
    work=$parts/initramfs.$$
    rm -rf "$work"
    mkdir -p "$work/bin" "$work/modules" "$work/proc" "$work/sys" "$work/dev" "$work/lower" "$work/above" "$work/upper" "$work/root"
    cp "$(command -v busybox)" "$work/bin/busybox"
    for applet in $(busybox --list); do
        [ "$applet" = busybox ] || ln -s busybox "$work/bin/$applet"
    done
    for file in $(module_files "$@"); do
        cp "$modules/$file" "$work/modules/" && echo "${file##*/}" >> "$work/modules/order"
    done
    cp "$init" "$work/init"
    chmod 755 "$work/init"
    (cd "$work" && find . | cpio -o -H newc -R 0:0 --quiet | gzip -1) > "$out.$$" && mv "$out.$$" "$out" ||
        fail "cannot write $out"
    rm -rf "$work"
}

# guest_parts : the small guest that draws, and whose DMA goes where it must not.
guest_parts() {
    [ "$lab/target/guest.elf" -nt "$lab/guest/guest.c" ] && return 0
    gcc -m32 -O1 -ffreestanding -fno-pic -no-pie -fno-stack-protector -fno-asynchronous-unwind-tables -mno-sse \
        -nostdlib -Wall -Wl,--build-id=none -Wl,-T,"$lab/guest/guest.ld" -o "$lab/target/guest.elf" "$lab/guest/guest.c" ||
        fail "gcc could not compile the guest"
}

# xen_parts : sets xen (the hypervisor, uncompressed) and tools (a tree with its programs).
xen_parts() {
    package=$(apt-cache depends xen-system-amd64 2> /dev/null | sed -n 's/.*Depends: \(xen-hypervisor-[0-9].*\)/\1/p')
    [ -n "$package" ] || fail "apt-get knows no Xen: its package lists are missing (apt-get update)"
    release=${package#xen-hypervisor-}
    release=${release%-amd64}
    hypervisor=$(unpacked "$package") || exit 7
    tools=$parts/xen-tools-${hypervisor##*/}
    if [ ! -d "$tools" ]; then
        wanted="xen-utils-$release xen-utils-common xenstore-utils qemu-system-xen"
        libraries=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
            --no-replaces --no-enhances $wanted 2> /dev/null |
            sed -n 's/^\(libxen[^:]*\|libyajl[^:]*\|libfdt1\|libspice-server1\|libusb-1.0-0\)$/\1/p' | sort -u)
        rm -rf "$tools.$$"
        mkdir -p "$tools.$$/var/log/xen/console"
        for package in $wanted $libraries; do
            tree=$(unpacked "$package") || exit 7
            cp -a "$tree/." "$tools.$$/" || fail "cannot write $tools"
        done
        mv "$tools.$$" "$tools"
    fi
    xen=$hypervisor/xen
    if [ ! -e "$xen" ]; then
        gunzip -c "$hypervisor"/boot/xen-"$release"*.gz > "$xen.$$" && mv "$xen.$$" "$xen" ||
            fail "there is no hypervisor in $hypervisor"
    fi
    initramfs "$parts/domu-$version.img" "$lab/guest/init" xen-pcifront bochs xen-fbfront
}
