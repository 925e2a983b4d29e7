#!/usr/bin/env bash
# Proves the package and its unit file on a real systemd: installs a package into a copy of a clean Debian 12 root, boots it
# in a container, and runs proof-inside.sh there. Prints a line per property; exit status 1 when one does not hold.
#   systemd/proof.sh ROOT [PACKAGE]    as root; needs systemd-nspawn and Debian's mirror (not where ROOT has the packages)
# ROOT: debootstrap --variant=minbase --include=ca-certificates,systemd,systemd-sysv,dbus,procps bookworm ROOT
# PACKAGE: default: built by scripts/package.sh. NSPAWN_OPTIONS adds options to the container.
set -euo pipefail
clean=$(realpath "${1:?usage: systemd/proof.sh ROOT [PACKAGE]}")
here=$(realpath "$(dirname "$0")/..")
package=${2:-}
if [ -z "$package" ]; then
  "$here/scripts/package.sh" --arch amd64
  package=$(find "$here/build" -name 'tagwatch_*_amd64.deb' -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2)
fi
root=$(mktemp -d --tmpdir="$(dirname "$clean")" tagwatch-proof.XXXXXX)
trap 'rm -rf "$root"' EXIT
cp -a "$clean/." "$root/"
container=(systemd-nspawn --quiet --directory="$root" --register=no --keep-unit --machine=tagwatch-proof)
mkdir -p "$root/proof"
cp "$package" "$root/proof/tagwatch.deb"
cp "$here/systemd/proof-inside.sh" "$here/fixtures/clips/side.mp4" "$here/fixtures/hotlists/demo.csv" "$root/proof/"
# shellcheck disable=SC2086
"${container[@]}" --as-pid2 ${NSPAWN_OPTIONS:-} /bin/bash -c '
  set -e
  start=$(date +%s)
  dpkg-query -W ffmpeg >/dev/null 2>&1 || apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --allow-downgrades --reinstall /proof/tagwatch.deb >/proof/apt.log 2>&1
  echo "installed   in $(($(date +%s) - start)) s, $(dpkg-query -W | wc -l) Debian packages in all"
  ! command -v gcc cc make npm >/dev/null || { echo "a compiler is on the unit"; exit 1; }'

cat > "$root/etc/systemd/system/proof.service" <<'UNIT'
[Unit]
After=multi-user.target
SuccessAction=poweroff-force
FailureAction=poweroff-force
[Service]
Type=oneshot
ExecStart=/bin/bash /proof/proof-inside.sh
StandardOutput=file:/proof/result.txt
StandardError=inherit
UNIT
cat > "$root/etc/systemd/system/proof.target" <<'UNIT'
[Unit]
Requires=multi-user.target
Wants=proof.service
UNIT
timeout "${PROOF_SECONDS:-900}" "${container[@]}" --private-network --boot systemd.unit=proof.target systemd.firstboot=off \
  < /dev/null > "$root/proof/boot.log" 2>&1 || true
cat "$root/proof/result.txt"
grep -q '^0 failed' "$root/proof/result.txt"
