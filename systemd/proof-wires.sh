#!/usr/bin/env bash
# For the proofs of a stranger's way: machines on one wire, some of them clean Debian 12 roots booted with their systemd, and
# what is typed on them, counted and timed. Source it after `clean` (the root) and `address` (machine to address) are set; it
# needs systemd-nspawn, ip, bc and root.
work=$(mktemp -d --tmpdir="$(dirname "$clean")" tagwatch-proof.XXXXXX)
space() { echo "proof-$1-$$"; }
bridge=proof$$
total=0 commands=0
declare -A leader=()

end() {
  local name
  for name in "${!leader[@]}"; do kill -KILL "${leader[$name]}" 2>/dev/null || true; done
  wait || true
  for name in "${!address[@]}"; do ip netns del "$(space "$name")" 2>/dev/null || true; done
  ip link del "$bridge" 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT

# Every machine of `address` is on one wire.
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
  mkdir -p "$work/$name"
  cp -a --reflink=auto "$clean/." "$work/$name/"
  cp "$package" "$work/$name/root/"
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

# The desk, the camera: a machine without a root of its own.
at() {
  local name=$1
  shift
  ip netns exec "$(space "$name")" "$@"
}

# The whole time, against what it may take.
told() {
  printf '%6.0f s in all, %s commands, load %s\n' "$total" "$commands" "$(cut -d' ' -f1 /proc/loadavg)"
  [ "$(printf '%.0f' "$total")" -le "$1" ]
}
