#!/bin/sh
# What ./underpass and ./verify share: gets what a build needs, then builds.
#
#     sh releng/build.sh product [maven options]    the product, without tests
#     . releng/build.sh                             the functions only, with top set to the repository's top

MAVEN_VERSION=3.9.16

fail() {
    printf 'underpass: %s\n' "$*" >&2
    exit 7
}

# Sets JAVA_HOME to a JDK of version 21 or newer; the first of JAVA_HOME, /usr/lib/jvm/* and the PATH that will do.
is_jdk() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    jdk_version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    [ "${jdk_version:-0}" -ge 21 ]
}
need_jdk() {
    for jdk in "${JAVA_HOME%/}" /usr/lib/jvm/* "$(readlink -f -- "$(command -v javac || echo /)" | sed 's,/bin/javac$,,')"; do
        if [ -n "$jdk" ] && is_jdk "$jdk"; then
            JAVA_HOME=$jdk
            export JAVA_HOME
            return 0
        fi
    done
    fail "no JDK 21 or newer in JAVA_HOME, in /usr/lib/jvm or on the PATH; install one (Debian 13: apt-get install" \
        "openjdk-21-jdk; Debian 12 has none: unpack a Temurin JDK under /usr/lib/jvm)"
}

# need_packages PACKAGE... : those of them that are not installed get installed when we are root.
need_packages() {
    missing=
    for package in "$@"; do
        case $package in
            libgtk-3-0) have_library libgtk-3.so.0 ;;
            xvfb) command -v Xvfb xvfb-run ;;
            xauth) command -v xauth ;;
            dbus-x11) command -v dbus-launch ;;
            fonts-dejavu-core) ls /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ;;
            qemu-system-x86) command -v qemu-system-x86_64 ;;
            ovmf) ls /usr/share/OVMF/OVMF_CODE*.fd ;;
            libxml2-utils) command -v xmllint ;;
            maven) command -v mvn ;;
            busybox-static) command -v busybox ;;
            kmod) command -v depmod ;;
            cpio | gcc) command -v "$package" ;;
            libc6-dev) ls /usr/include/stdio.h ;;
            xz-utils) command -v xz ;;
            zstd) command -v zstd ;;
        esac > /dev/null 2>&1 || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; then
        echo "installing$missing"
        install_log=$(mktemp)
        # Package lists may be there already, and then save a minute.
        # shellcheck disable=SC2086
        if DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing > "$install_log" 2>&1 ||
            { apt-get update >> "$install_log" 2>&1 &&
              DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >> "$install_log" 2>&1
            }; then
            rm -f "$install_log"
            return 0
        fi
        tail -20 "$install_log" >&2
        rm -f "$install_log"
        fail "apt-get could not install$missing"
    fi
    fail "packages are missing; as root: apt-get install$missing"
}
have_library() {
    for folder in /usr/lib/*-linux-gnu* /usr/lib64 /usr/lib; do
        [ -e "$folder/$1" ] && return 0
    done
    return 1
}

# Sets maven to our own copy; fetched once, by whatever Maven is there. The options may name a local repository.
need_maven() {
    maven=$top/.tools/apache-maven-$MAVEN_VERSION/bin/mvn
    [ -x "$maven" ] && return 0
    need_packages maven
    echo "fetching Maven $MAVEN_VERSION"
    fetch=$top/.tools/fetch.$$
    mkdir -p "$fetch"
    trap 'rm -rf "$fetch"' EXIT INT TERM
    # In a folder of its own: a Maven that is older than 3.9 would stumble over our .mvn.
    if (cd "$fetch" && mkdir .mvn && mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack \
            "-Dartifact=org.apache.maven:apache-maven:$MAVEN_VERSION:zip:bin" "-DoutputDirectory=$fetch" \
            "$@" > fetch.log 2>&1 && [ -x "apache-maven-$MAVEN_VERSION/bin/mvn" ]); then
        mv "$fetch/apache-maven-$MAVEN_VERSION" "$top/.tools/" 2> /dev/null || [ -x "$maven" ] ||
            fail "cannot write $top/.tools"
        rm -rf "$fetch"
        trap - EXIT INT TERM
    else
        tail -20 "$fetch/fetch.log" >&2
        fail "could not fetch Maven $MAVEN_VERSION"
    fi
}

# Of the options, those that say where Maven keeps and finds artifacts: `mvn` fetches itself with the same.
repository_options() {
    for option in "$@"; do
        case $option in
            -Dmaven.repo.local=*) printf '%s\n' "$option" ;;
        esac
    done
}

# run_maven LOG OPTION... : one line for each module on the screen, everything else in the log. Returns Maven's status.
run_maven() {
    log=$1
    shift
    mkdir -p "${log%/*}"
    status_file=$log.status
    rm -f "$status_file"
    { "$maven" -B "$@" < /dev/null; echo $? > "$status_file"; } 2>&1 | tee "$log" | awk '
        /^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]$/ {
            place = $NF
            sub(/^\[INFO\] Building /, ""); sub(/ [^ ]+ +\[[0-9]+\/[0-9]+\]$/, "")
            printf "%-9s %s\n", place, $0; fflush()
        }
        /Tests run:.*(FAILURE|ERROR)!/ { print "          " $0; fflush() }'
    read -r maven_status < "$status_file" || maven_status=130
    rm -f "$status_file"
    return "$maven_status"
}

build_product() {
    need_jdk
    repository=$(repository_options "$@")
    need_maven ${repository:+"$repository"}
    echo "building Underpass (the first time, Maven fetches some 150 MB)"
    if ! (cd "$top" && run_maven "$top/target/product.log" verify -DskipTests -pl :org.underpass.product -am "$@"); then
        grep -E '^\[ERROR\]' "$top/target/product.log" | head -40 >&2
        echo "underpass: the build failed; all of it is in target/product.log" >&2
        exit 70
    fi
}

case ${0##*/}:$1 in
    build.sh:product)
        shift
        top=$(cd -P -- "$(dirname -- "$0")/.." && pwd) || exit 7
        build_product "$@"
        ;;
esac
