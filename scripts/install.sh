#!/usr/bin/env bash
# Installs Tagwatch on a unit: programs, the build in /opt/tagwatch, user, folders, key, systemd unit. Run as root; run again to update.
source "$(dirname "$0")/lib/prepare.sh"

[ "$(id -u)" -eq 0 ] || stop "Run this as root: sudo scripts/install.sh"
bring_node
need ffmpeg openssl
install_packages
build

target=/opt/tagwatch
say "Copying to $target"
rm -rf "$target.new"
mkdir -p "$target.new/bin"
cp -r dist models config package.json package-lock.json .npmrc LICENSE README.md docs "$target.new/"
rm -rf "$target.new/models/training"
# A Node of its own: a version manager's lies in a home folder, which the service must not see, and is changed by others.
install -m 755 "$(readlink -f "$(command -v node)")" "$target.new/bin/node"
(cd "$target.new" && npm ci --omit=dev --no-audit --no-fund --loglevel=error)
# Libraries for other systems than this one.
find "$target.new/node_modules/onnxruntime-node/bin" -mindepth 2 -maxdepth 2 -not -path "*/linux*" -exec rm -rf {} +
cat > "$target.new/bin/tagwatch" <<WRAPPER
#!/bin/sh
exec $target/bin/node $target/dist/unit/main.js "\$@"
WRAPPER
chmod 755 "$target.new/bin/tagwatch"
rm -rf "$target.old"
if [ -d "$target" ]; then mv "$target" "$target.old"; fi
mv "$target.new" "$target"
rm -rf "$target.old"
ln -sf "$target/bin/tagwatch" /usr/local/bin/tagwatch

say "User, folders, key, unit"
install -D -m 644 systemd/tagwatch.sysusers.conf /usr/lib/sysusers.d/tagwatch.conf
install -D -m 644 systemd/tagwatch.tmpfiles.conf /usr/lib/tmpfiles.d/tagwatch.conf
install -D -m 644 systemd/99-tagwatch.rules /etc/udev/rules.d/99-tagwatch.rules
install -D -m 644 systemd/tagwatch.service /etc/systemd/system/tagwatch.service
systemd-sysusers tagwatch.conf
systemd-tmpfiles --create tagwatch.conf
if [ ! -s /etc/tagwatch/unit.key ]; then
  (umask 077 && openssl rand -out /etc/tagwatch/unit.key 32)
  chown tagwatch:tagwatch /etc/tagwatch/unit.key
  say "Made /etc/tagwatch/unit.key. Copy it to where your agency keeps its keys: without it this unit's evidence cannot be read."
fi
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
say "Done. Next: write /etc/tagwatch/tagwatch.yaml (see config/tagwatch.example.yaml), then: systemctl enable --now tagwatch"
