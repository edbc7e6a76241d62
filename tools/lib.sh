# shellcheck shell=bash
# What the scripts of this folder share: the checkout's root, messages, the search for a JDK. Sourced, never run.
# stdout is data; everything said to people goes to stderr.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
tools=$root/.tools

say() { printf '%s\n' "$*" >&2; }

# fail CODE MESSAGE: says it and ends the script.
fail() {
  say "$1: $2"
  exit 1
}

# Holds an exclusive lock on FILE until this process ends, so that two set-ups at once do not meet.
# The descriptor is closed in children that outlive us (9>&-).
lock() {
  mkdir -p -- "$(dirname -- "$1")"
  exec 9>"$1"
  flock 9
}

# Packages may be installed for the user only where that was agreed to, and never by `make demo`.
may_install() {
  [[ ${CI:-} == true || ${SYNAPSEMESH_INSTALL:-} == 1 ]] && [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null
}

# A machine whose package lists are old or absent needs the update; one with good lists is spared it.
apt_install() {
  say "set-up: installing $*"
  local log=$tools/apt.log
  mkdir -p -- "$tools"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" >"$log" 2>&1 && return
  apt-get -o DPkg::Lock::Timeout=300 update >>"$log" 2>&1 || true
  apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@" >>"$log" 2>&1 && return
  tail -n 20 -- "$log" >&2
  fail SYN1202 "apt-get could not install $*. Fix: install it by hand; the whole output is in .tools/apt.log"
}

# The major version of the JDK in a folder, from its `release` file (starting a JVM costs more); nothing for a JRE.
jdk_major() {
  [[ -x $1/bin/javac && -x $1/bin/java && -r $1/release ]] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Prints the folder of a JDK 25 or newer: JAVA_HOME, else the usual folders, where 25 itself is preferred because it is
# what the tests run on. SYNAPSEMESH_JDK_FOLDERS (separated by colons) replaces the usual folders.
find_jdk() {
  local folder jdk major newer='' newer_major=999
  if [[ -n ${JAVA_HOME:-} ]]; then
    major=$(jdk_major "$JAVA_HOME")
    if [[ -n $major ]] && ((major >= 25)); then
      printf '%s\n' "$JAVA_HOME"
      return
    fi
  fi
  local folders
  IFS=: read -r -a folders <<<"${SYNAPSEMESH_JDK_FOLDERS-/usr/lib/jvm:/usr/lib64/jvm:/usr/java:${HOME:-}/.sdkman/candidates/java:${HOME:-}/.jdks:/opt:/opt/java:/usr/local}"
  for folder in "${folders[@]}"; do
    for jdk in "$folder"/*; do
      major=$(jdk_major "$jdk")
      [[ -n $major ]] || continue
      if ((major == 25)); then
        printf '%s\n' "$jdk"
        return
      fi
      if ((major > 25 && major < newer_major)); then
        newer=$jdk newer_major=$major
      fi
    done
  done
  [[ -n $newer ]] && printf '%s\n' "$newer"
}

no_jdk() {
  printf '%s' "SYN1201: no JDK 25 or newer found" "${JAVA_HOME:+ (JAVA_HOME=$JAVA_HOME is older or not a JDK)}" \
    ". Fix: sudo apt-get install -y openjdk-25-jdk, or sdk install java 25-tem, or export JAVA_HOME=(its folder)"
}

# Sets JAVA_HOME for what follows, or ends with what to do. Maven itself must run on it: the formatter and other
# plugins parse with the JVM they run in and on an older one fail, or silently check nothing.
use_jdk() {
  local jdk
  jdk=$(find_jdk) || true
  if [[ -z $jdk ]]; then
    say "$(no_jdk)"
    exit 1
  fi
  export JAVA_HOME=$jdk
}
