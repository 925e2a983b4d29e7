#!/usr/bin/env bash
# A stranger's way by docs/centre/install.md: two clean Debian 12 roots, each booted with its systemd and a network of its own
# between them, the centre's package in one and a unit's in the other, to the unit's reads found on the site from a desk.
# Prints each command with its time; exit status 1 when a command fails, no read is found, or it took more than ten minutes.
#   systemd/proof-centre.sh ROOT CENTRE_PACKAGE UNIT_PACKAGE    as root; systemd-nspawn, ip, node and Debian's mirror
# ROOT as for proof.sh. The packages: scripts/package.sh --arch amd64.
set -euo pipefail
usage="usage: systemd/proof-centre.sh ROOT CENTRE_PACKAGE UNIT_PACKAGE"
clean=$(realpath "${1:?$usage}") centre_package=$(realpath "${2:?$usage}") unit_package=$(realpath "${3:?$usage}")
here=$(realpath "$(dirname "$0")/..")
host=centre.example.gov
declare -A address=([centre]=10.90.0.1 [unit]=10.90.0.2 [desk]=10.90.0.3)
# shellcheck source=systemd/proof-wires.sh
source "$here/systemd/proof-wires.sh"

lay_wires
fetch centre "$centre_package"
fetch unit "$unit_package"
for name in centre unit; do echo "${address[centre]} $host" >>"$work/$name/etc/hosts"; done
install -m 644 "$here/fixtures/clips/side.mp4" "$work/unit/var/lib/clip.mp4"
boot centre
boot unit

typed centre "apt-get install -y --no-install-recommends ./$(basename "$centre_package")"
typed centre "tagwatch-centre init --name 'Example Police Department' --address $host --site-host 0.0.0.0"
typed centre "tagwatch-centre user add chief --role administrator --generate"
typed centre "tagwatch-centre user add desk --role analyst --generate"
password=$(sed -n 's/^password of desk: //p' "$work/last.log")
typed centre "systemctl enable --now tagwatch-centre"
typed centre "tagwatch-centre check"
typed centre "tagwatch-centre unit add car-12"
code=$(sed -n 's/.*tagwatch enrol \(\S*\) --write.*/\1/p' "$work/last.log")

typed unit "apt-get install -y --no-install-recommends ./$(basename "$unit_package")"
# A recording instead of a camera.
typed unit "tagwatch setup --yes --no-start --kind vehicle --name 12 --gps none --time-zone America/Chicago --lists none --camera front=/var/lib/clip.mp4"
inside unit "sed -i 's|^    source: .*|&\n    loop: true|' /etc/tagwatch/tagwatch.yaml"
typed unit "tagwatch enrol $code --write"
typed unit "systemctl restart tagwatch"

counted desk "signs in with a second factor and searches until the unit's reads are there" at desk \
  node "$here/systemd/proof-centre-person.mjs" "${address[centre]}" "$host" "$work/centre/var/lib/tagwatch-centre/authority/bundle.crt" desk "$password" car-12
cat "$work/last.log"
told 600
