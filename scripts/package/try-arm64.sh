#!/usr/bin/env bash
# try-arm64.sh PACKAGE: runs the programs of an arm64 package on another processor: version, check, a picture read, the
# self-test of models, matcher and evidence (a marked read with pictures is recorded in a store of its own, read back,
# verified, and removed), and what doctor says of devices that are not there. Needs qemu-user-static and
# Debian's mirror (libraries of arm64 go into a folder of their own; nothing of this machine changes). Takes minutes:
# every instruction is translated. Exit status 1 when something does not hold.
set -euo pipefail
package=$(realpath "${1:?usage: scripts/package/try-arm64.sh tagwatch_VERSION_arm64.deb}")
command -v qemu-aarch64-static >/dev/null || { echo "apt-get install qemu-user-static" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/debs" "$work/root" "$work/unit/secrets"
touch "$work/apt/status"
cat >"$work/apt.conf" <<CONF
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Sandbox::User "root";
Dir::State::lists "$work/apt/lists";
Dir::State::status "$work/apt/status";
Dir::Cache "$work/apt/cache";
CONF
export APT_CONFIG=$work/apt.conf
apt-get update -qq
(cd "$work/debs" && apt-get download -qq libc6 libstdc++6 libgcc-s1)
for deb in "$work"/debs/*.deb "$package"; do dpkg-deb -x "$deb" "$work/root"; done
unset APT_CONFIG

program=$work/root/opt/tagwatch/package
tagwatch() { qemu-aarch64-static -L "$work/root" "$program/bin/node" "$program/dist/unit/main.js" "$@" 2>&1; }
# check WHAT WORDS COMMAND... : its output must hold the words.
check() {
  local what=$1 words=$2 start=$SECONDS output
  shift 2
  output=$("$@" || true)
  if grep -q "$words" <<<"$output"; then echo "ok      $what ($((SECONDS - start)) s)"; else
    echo "FAILED  $what"
    sed 's/^/          /' <<<"$output" | tail -8
    failures=$((failures + 1))
  fi
}

unit=$work/unit
(umask 077 && head -c 32 /dev/urandom >"$unit/unit.key")
cat >"$unit/tagwatch.yaml" <<YAML
unit: { id: arm-1, kind: pole, name: Arm, watchedBy: Desk, timeZone: America/Chicago }
cameras: [{ id: front, source: /dev/v4l/by-id/none }]
gps: { kind: fixed, lat: 39.1, lon: -94.6 }
store: { dir: $unit/store, key: $unit/unit.key }
YAML
mkdir "$unit/store"

check "the version names the processor" "linux-arm64" tagwatch version
check "check takes a configuration and names the camera that is not there" "/dev/v4l/by-id/none" tagwatch check "$unit/tagwatch.yaml"
check "a picture is read" "$(cat "$program/share/test-plate.txt")" tagwatch read "$program/share/test-plate.jpg"
check "models, reader and matcher pass their self-test" "ok .*plate" tagwatch self-test --models-only
# The unit's own store is made by the daemon, which does not run here.
check "so does a store of evidence, from opening to removal" "recorded, read back and verified" tagwatch self-test --after-upgrade --config "$unit/tagwatch.yaml"
check "doctor says that the camera is not there" "is not there" tagwatch doctor --config "$unit/tagwatch.yaml"
echo "$failures failed"
[ $failures = 0 ]
