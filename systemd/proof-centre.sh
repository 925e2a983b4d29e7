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
declare -A address=([centre]=10.90.0.1 [unit]=10.90.0.2 [desk]=10.90.0.3) leader=()
work=$(mktemp -d --tmpdir="$(dirname "$clean")" tagwatch-proof.XXXXXX)
space() { echo "proof-$1-$$"; }
bridge=proof$$
total=0 commands=0

end() {
  local name
  for name in "${!leader[@]}"; do kill -KILL "${leader[$name]}" 2>/dev/null || true; done
  wait || true
  for name in "${!address[@]}"; do ip netns del "$(space "$name")" 2>/dev/null || true; done
  ip link del "$bridge" 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT

# Everything is on one wire, and knows the centre by its name.
lay_wires() {
  local name n=0
  ip link add "$bridge" type bridge
  ip link set "$bridge" up
  for name in "${!address[@]}"; do
    n=$((n + 1))
    ip netns add "$(space "$name")"
    ip link add "$bridge.$n" master "$bridge" type veth peer name eth0 netns "$(space "$name")"
    ip link set "$bridge.$n" up
    ip -n "$(space "$name")" link set lo up
    ip -n "$(space "$name")" address add "${address[$name]}/24" dev eth0
    ip -n "$(space "$name")" link set eth0 up
  done
}

# counted NAME WORDS COMMAND... : runs it, tells how long it took, and adds that up.
counted() {
  local name=$1 words=$2 from took
  shift 2
  from=$(date +%s.%N)
  if ! "$@" >"$work/last.log" 2>&1; then
    printf 'FAILED  %-6s  %s\n' "$name" "$words"
    tail -20 "$work/last.log"
    exit 1
  fi
  took=$(echo "$(date +%s.%N) - $from" | bc)
  total=$(echo "$total + $took" | bc)
  printf '%6.1f s  %-6s  %s\n' "$took" "$name" "$words"
  if [ -n "${SHOW:-}" ]; then tail -n 30 "$work/last.log" | tr "\r" "\n" | cut -c1-300 | sed "s/^/              /"; fi
}

# Debian's mirror is out of reach of the booted roots, so what apt fetches is fetched before; the time counts.
fetch() {
  local name=$1 package=$2
  cp -a --reflink=auto "$clean/." "$work/$name/"
  cp "$package" "$work/$name/root/"
  echo "${address[centre]} $host" >>"$work/$name/etc/hosts"
  counted "$name" "(its Debian packages from the mirror)" systemd-nspawn --quiet --directory="$work/$name" --register=no --keep-unit --as-pid2 \
    /bin/bash -c "apt-get update && apt-get install -y --no-install-recommends --download-only /root/$(basename "$package")"
}

boot() {
  local name=$1 outer
  systemd-nspawn --quiet --directory="$work/$name" --register=no --keep-unit --machine="proof-$name" \
    --network-namespace-path="/run/netns/$(space "$name")" --boot systemd.firstboot=off </dev/null >"$work/$name.boot.log" 2>&1 &
  outer=$!
  for _ in $(seq 600); do
    sleep 0.5
    leader[$name]=$(pgrep --parent "$outer" || true)
    if [ -n "${leader[$name]}" ] && inside "$name" "systemctl is-active --quiet multi-user.target" 2>/dev/null; then return; fi
  done
  echo "$name did not boot"
  exit 1
}

inside() {
  nsenter --target "${leader[$1]}" --all /usr/bin/env -i HOME=/root DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /bin/bash -c "cd /root; $2"
}

# typed NAME COMMAND: what the stranger types.
typed() {
  commands=$((commands + 1))
  counted "$1" "$2" inside "$1" "$2"
}

lay_wires
fetch centre "$centre_package"
fetch unit "$unit_package"
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

counted desk "signs in with a second factor and searches until the unit's reads are there" ip netns exec "$(space desk)" \
  node "$here/systemd/proof-centre-person.mjs" "${address[centre]}" "$host" "$work/centre/var/lib/tagwatch-centre/authority/bundle.crt" desk "$password" car-12
cat "$work/last.log"
printf '%6.0f s in all, %s commands, load %s\n' "$total" "$commands" "$(cut -d' ' -f1 /proc/loadavg)"
[ "$(printf '%.0f' "$total")" -le 600 ]
