#!/usr/bin/env bash
# offline.sh ROOT PACKAGE TAR: packs PACKAGE with every Debian package it needs that ROOT lacks, and a script that installs
# them without a network. ROOT is a clean Debian 12 root; a copy of it fetches the packages.
set -euo pipefail
root=$1 package=$2 tar=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -a "$root" "$work/root"
mkdir -p "$work/root/fetch"
cp "$package" "$work/root/fetch/"
name=$(basename "$package")
# GPS daemon and time service are asked for on many units; they are small.
systemd-nspawn --quiet --directory="$work/root" --register=no --keep-unit --as-pid2 /bin/bash -c "
  set -e
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends --download-only -o Dir::Cache::archives=/fetch /fetch/$name gpsd systemd-timesyncd udev sudo >/dev/null" >&2
folder=$work/$(basename "$tar" .tar)
mkdir "$folder"
find "$work/root/fetch" -maxdepth 1 -name '*.deb' -exec mv {} "$folder/" \;
(cd "$folder" && for deb in *.deb; do
  dpkg-deb --field "$deb"
  printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum "$deb" | cut -d' ' -f1)"
done >Packages)
cat >"$folder/install.sh" <<'SCRIPT'
#!/bin/sh
# Installs Tagwatch from this folder alone: sh install.sh [PACKAGE...], for example gpsd besides. As root.
set -e
cd "$(dirname "$0")"
(sha256sum --quiet --check SHA256SUMS) || { echo "files here are damaged: copy the folder again"; exit 1; }
list=$(mktemp)
trap 'rm -f "$list"' EXIT
# apt reads as another user, who may not enter every folder of a stick.
echo "deb [trusted=yes] copy:$PWD ./" >"$list"
chmod 644 "$list"
set -- -o "Dir::Etc::SourceList=$list" -o Dir::Etc::SourceParts=- -o APT::Sandbox::User=root -o Dir::State::lists="$(mktemp -d)" -- "$@"
options=$(for one in "$@"; do [ "$one" = -- ] && break; echo "$one"; done)
while [ "$1" != -- ]; do shift; done
shift
# shellcheck disable=SC2086
apt-get $options update -qq
# shellcheck disable=SC2086
apt-get $options install -y --no-install-recommends tagwatch "$@"
SCRIPT
(cd "$folder" && find . -type f -not -name SHA256SUMS -print0 | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS)
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-0}" -C "$work" -cf "$tar" "$(basename "$folder")"
