#!/usr/bin/env bash
# Builds the Debian packages of this commit: tagwatch_VERSION_ARCH.deb for units and tagwatch-centre_VERSION_ARCH.deb for
# the centre, amd64 and arm64, with Node and everything compiled inside. The same commit gives the same bytes.
#   scripts/package.sh [--arch amd64|arm64] [--only unit|centre] [--version V] [--out FOLDER] [--offline ROOT]
# --offline ROOT also makes tagwatch-offline_VERSION_amd64.tar, for units without a network: the package and every Debian
# package it needs that ROOT (a clean Debian 12 root) lacks; as root, with systemd-nspawn and Debian's mirror.
source "$(dirname "$0")/lib/prepare.sh"

archs=(amd64 arm64) kinds=(unit centre) out=$PWD/build version='' offline=''
while [ $# -gt 0 ]; do
  case $1 in
    --arch) archs=("$2") ;;
    --only) kinds=("$2") ;;
    --version) version=$2 ;;
    --out) out=$(realpath -m "$2") ;;
    --offline) offline=$(realpath "$2") ;;
    *) stop "usage: scripts/package.sh [--arch amd64|arm64] [--only unit|centre] [--version V] [--out FOLDER] [--offline ROOT]" ;;
  esac
  shift 2
done
bring_node
command -v dpkg-deb >/dev/null || stop "dpkg-deb is missing: packages are built on Debian (apt-get install dpkg)"
install_packages
build
version=${version:-$(node -p 'require("./package.json").version')}
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y package.json)
export SOURCE_DATE_EPOCH
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 022

# finish NAME TREE ARCH FOLDER: sums, one time for all files, and the package. FOLDER has `control`.
finish() {
  local name=$1 tree=$2 arch=$3 folder=$4
  sed -e "s/@VERSION@/$version/; s/@ARCH@/$arch/; s/@SIZE@/$(du -sk "$tree/opt" | cut -f1)/" "$folder/control" >"$tree/DEBIAN/control"
  install -m 755 "$folder"/{postinst,prerm,postrm} "$tree/DEBIAN/"
  (cd "$tree" && find usr opt -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
  find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group -Zxz -z2 --build "$tree" "$out/${name}_${version}_$arch.deb" >&2
  rm -rf "$tree"
}

package_centre() {
  local arch=$1 tree=$work/centre-$1
  say "Package of the centre for $arch"
  mkdir -p "$tree/DEBIAN"
  scripts/package/centre/stage.sh "$tree/opt/tagwatch-centre" "$arch" "$version"
  install -D -m 755 scripts/package/centre/command.sh "$tree/usr/bin/tagwatch-centre"
  install -D -m 644 -t "$tree/usr/lib/systemd/system" systemd/tagwatch-centre.service
  install -D -m 644 scripts/package/centre/sysusers.conf "$tree/usr/lib/sysusers.d/tagwatch-centre.conf"
  install -D -m 644 scripts/package/centre/tmpfiles.conf "$tree/usr/lib/tmpfiles.d/tagwatch-centre.conf"
  install -D -m 644 LICENSE "$tree/usr/share/doc/tagwatch-centre/copyright"
  finish tagwatch-centre "$tree" "$arch" scripts/package/centre
}

package_unit() {
  local arch=$1 tree=$work/$1
  say "Package for $arch"
  mkdir -p "$tree/DEBIAN"
  scripts/package/stage.sh "$tree/opt/tagwatch/package" "$arch" "$version"
  install -D -m 755 scripts/package/command.sh "$tree/usr/bin/tagwatch"
  mkdir -p "$tree/usr/sbin"
  ln -s /opt/tagwatch/package/share/versions.sh "$tree/usr/sbin/tagwatch-versions"
  install -D -m 644 -t "$tree/usr/lib/systemd/system" systemd/tagwatch.service systemd/tagwatch-verify.*
  install -D -m 644 systemd/tagwatch.sysusers.conf "$tree/usr/lib/sysusers.d/tagwatch.conf"
  install -D -m 644 systemd/tagwatch.tmpfiles.conf "$tree/usr/lib/tmpfiles.d/tagwatch.conf"
  install -D -m 644 systemd/99-tagwatch.rules "$tree/usr/lib/udev/rules.d/99-tagwatch.rules"
  mkdir -p "$tree/usr/share/bash-completion/completions" "$tree/usr/share/man/man1" "$tree/usr/share/doc/tagwatch"
  node scripts/package/shell-help.mjs completion >"$tree/usr/share/bash-completion/completions/tagwatch"
  node scripts/package/shell-help.mjs man "$version" "$SOURCE_DATE_EPOCH" | gzip -9n >"$tree/usr/share/man/man1/tagwatch.1.gz"
  cp LICENSE "$tree/usr/share/doc/tagwatch/copyright"
  install -m 644 scripts/package/debian/templates "$tree/DEBIAN/templates"
  finish tagwatch "$tree" "$arch" scripts/package/debian
}

for arch in "${archs[@]}"; do for kind in "${kinds[@]}"; do "package_$kind" "$arch"; done; done
if [ -n "$offline" ]; then scripts/package/offline.sh "$offline" "$out/tagwatch_${version}_amd64.deb" "$out/tagwatch-offline_${version}_amd64.tar"; fi
(cd "$out" && sha256sum tagwatch*_"${version}"_* >"SHA256SUMS_$version" && ls -lh tagwatch*_"${version}"_* >&2)
