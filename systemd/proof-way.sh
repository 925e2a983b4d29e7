#!/usr/bin/env bash
# A stranger's way by docs/operator/install.md to the first read and the first hit on the page of a patrol car or a pole: a
# clean Debian 12 root booted with its systemd, a network camera with a password, in the car a GPS receiver, and a tablet
# (Chromium) on the unit's network. Prints each command with its time; exit status 1 when one fails, or the first read is not
# seen within five minutes, the first hit within eight.
#   systemd/proof-way.sh vehicle|pole ROOT PACKAGE [PICTURES]    as root; what proof-wires.sh and test.sh need
# ROOT as for proof.sh. PACKAGE: scripts/package.sh --arch amd64. PICTURES: a folder for what the tablet showed.
set -euo pipefail
usage="usage: systemd/proof-way.sh vehicle|pole ROOT PACKAGE [PICTURES]"
kind=${1:?$usage} clean=$(realpath "${2:?$usage}") package=$(realpath "${3:?$usage}")
case $kind in
vehicle) place="--name 12 --gps auto" ;;
pole) place="--name 'Main and 1st' --gps 39.0997,-94.5786 --watched-by 'Dispatch desk'" ;;
*)
  echo "$usage" >&2
  exit 64
  ;;
esac
here=$(realpath "$(dirname "$0")/..")
declare -A address=([unit]=10.91.0.1 [tablet]=10.91.0.2 [camera]=10.91.0.3)
# shellcheck source=systemd/proof-wires.sh
source "$here/systemd/proof-wires.sh"
pictures=${4:-$work}
mkdir -p "$pictures"
page=https://${address[unit]}:8443

lay_wires
fetch unit "$package"
install -m 600 <(echo admin:s3cret) "$work/unit/root/camera.login"
install -m 644 "$here/fixtures/hotlists/demo.csv" "$here/systemd/proof-way-receiver.pl" "$work/unit/root/"
# Not by `at`: the process to end is the server itself.
ip netns exec "$(space camera)" /usr/bin/python3 "$here/test/kit/peers/rtsp-server.py" --address "${address[camera]}" --port 8554 \
  --user admin:s3cret "stream1=$here/fixtures/clips/side.mp4" >"$work/camera.log" 2>&1 &
leader[camera]=$!
boot unit
[ "$kind" = pole ] || inside unit "perl proof-way-receiver.pl /dev/serial/by-id/usb-Example_Receiver-if00-port0 >/dev/null 2>&1 &"

# sees WHAT WORDS
sees() {
  counted tablet "$2" at tablet node "$here/systemd/proof-way-person.mjs" "$1" "$page" \
    "$work/unit/etc/tagwatch/authority.crt" supervisor "$password" "$work/session.json" "$pictures/$1.png"
  cat "$work/last.log"
}

typed unit "apt-get install -y --no-install-recommends ./$(basename "$package")"
typed unit "tagwatch setup --yes --kind $kind $place --supervisor 'Sgt. Olive' --broker none --lists demo=csv --time-zone America/Chicago --camera front=rtsp://${address[camera]}:8554/stream1 --camera-credentials camera.login"
grep -i "receiver\|gps\|camera" "$work/last.log" || true
password=$(sed -n 's/^password of supervisor: //p' "$work/last.log")
sees read "opens the page, signs in with a second factor, until the first read is there"
told 300 || slow=1
typed unit "tagwatch hotlist import --source demo demo.csv"
sees hit "until the first hit is on the page"
told 480 || slow=1
inside unit "tagwatch doctor" || true
exit "${slow:-0}"
