#!/usr/bin/env bash
# Proves the unit file on a real systemd: installs this commit into a Debian root, boots it in a container, and runs
# proof-inside.sh there. Prints a line per property; exit status 1 when one does not hold.
#   systemd/proof.sh ROOT       as root; needs systemd-nspawn, and the network for packages
# ROOT: debootstrap --variant=minbase --include=git,ca-certificates,systemd,systemd-sysv,dbus,procps bookworm ROOT
# NSPAWN_OPTIONS adds options to the container (--setenv=…).
set -euo pipefail
root=$(realpath "${1:?usage: systemd/proof.sh ROOT}")
here=$(realpath "$(dirname "$0")/..")
container=(systemd-nspawn --quiet --directory="$root" --register=no --keep-unit)

mkdir -p "$root/proof"
rm -rf "$root/proof/tagwatch"
git clone --quiet "$here" "$root/proof/tagwatch"
# shellcheck disable=SC2086
"${container[@]}" --as-pid2 ${NSPAWN_OPTIONS:-} /bin/bash /proof/tagwatch/scripts/install.sh

rm -f "$root/proof/result.txt"
cat > "$root/etc/systemd/system/proof.service" <<'UNIT'
[Unit]
After=multi-user.target
SuccessAction=poweroff-force
FailureAction=poweroff-force
[Service]
Type=oneshot
ExecStart=/bin/bash /proof/tagwatch/systemd/proof-inside.sh
StandardOutput=file:/proof/result.txt
StandardError=inherit
UNIT
cat > "$root/etc/systemd/system/proof.target" <<'UNIT'
[Unit]
Requires=multi-user.target
Wants=proof.service
UNIT
timeout 900 "${container[@]}" --private-network --boot systemd.unit=proof.target systemd.firstboot=off \
  < /dev/null > "$root/proof/boot.log" 2>&1 || true
cat "$root/proof/result.txt"
grep -q '^0 failed' "$root/proof/result.txt"
