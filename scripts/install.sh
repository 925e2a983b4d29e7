#!/usr/bin/env bash
# Installs this checkout on a unit, for developers: what the Debian package does (scripts/package.sh), without a package.
# Run as root; run again to update. A unit in service gets the package (docs/operator/install.md).
source "$(dirname "$0")/lib/prepare.sh"

[ "$(id -u)" -eq 0 ] || stop "Run this as root: sudo scripts/install.sh"
[ "$(dpkg-query -W -f='${db:Status-Status}' tagwatch 2>/dev/null)" != installed ] ||
  stop "The Debian package is installed here. Remove it first (evidence stays): apt-get remove tagwatch"
bring_node
need ffmpeg openssl
install_packages
build

say "Laying the program into /opt/tagwatch/package"
mkdir -p /opt/tagwatch
arch=$(dpkg --print-architecture 2>/dev/null || uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')
scripts/package/stage.sh /opt/tagwatch/package.new "$arch" "$(node -p 'require("./package.json").version')"
rm -rf /opt/tagwatch/package
mv /opt/tagwatch/package.new /opt/tagwatch/package

say "User, folders, key, unit"
install -m 755 scripts/package/command.sh /usr/local/bin/tagwatch
ln -sfn /opt/tagwatch/package/share/versions.sh /usr/local/sbin/tagwatch-versions
install -D -m 644 systemd/tagwatch.sysusers.conf /usr/lib/sysusers.d/tagwatch.conf
install -D -m 644 systemd/tagwatch.tmpfiles.conf /usr/lib/tmpfiles.d/tagwatch.conf
install -D -m 644 systemd/99-tagwatch.rules /etc/udev/rules.d/99-tagwatch.rules
install -D -m 644 -t /etc/systemd/system systemd/tagwatch.service systemd/tagwatch-verify.service systemd/tagwatch-verify.timer
systemd-sysusers tagwatch.conf
systemd-tmpfiles --create tagwatch.conf
/opt/tagwatch/package/share/unit-key.sh
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
/opt/tagwatch/package/share/versions.sh install
say "Done. Next: tagwatch setup"
