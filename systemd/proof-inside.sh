#!/usr/bin/env bash
# Runs inside the booted container of proof.sh.
set -uo pipefail
failures=0

check() {
  local what=$1
  shift
  if "$@" > /proof/last.log 2>&1; then echo "ok      $what"; else
    echo "FAILED  $what"
    sed 's/^/          /' /proof/last.log | tail -5
    failures=$((failures + 1))
  fi
}
# within SECONDS COMMAND... : true as soon as the command is.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.5
  done
}
shown() { systemctl show --value --property="$1" tagwatch; }
is() { [ "$(shown "$1")" = "$2" ]; }
said() { journalctl --unit=tagwatch --output=cat | grep -q "$1"; }
vision() { pgrep --parent "$(shown MainPID)" --full vision/process; }
vision_is_new() { [ -n "$(vision)" ] && [ "$(vision)" != "$1" ]; }

# The user of the unit sees nothing of the clone.
clip=/var/lib/tagwatch/clip.mp4 list=/var/lib/tagwatch/demo.csv
install -o tagwatch -g tagwatch /proof/tagwatch/fixtures/clips/side.mp4 $clip
install -o tagwatch -g tagwatch /proof/tagwatch/fixtures/hotlists/demo.csv $list
cat > /etc/tagwatch/tagwatch.yaml <<YAML
unit: { id: proof-1, kind: pole, name: Proof }
cameras: [{ id: side, source: $clip, loop: true }]
hotlist: { sources: [{ id: demo, format: csv }] }
YAML

check "a command typed by hand finds the key behind credential:unit.key" \
  runuser -u tagwatch -- tagwatch hotlist import --source demo $list
check "systemctl start returns when a plate could be read" systemctl start tagwatch
check "it is active, of Type=notify" is ActiveState active
check "the journal says so" said "ready: a plate could be read now"
check "the key came as a credential" test -s /run/credentials/tagwatch.service/unit.key
check "systemctl status shows the camera" within 60 eval 'shown StatusText | grep -q "side live"'
check "journal lines have a priority and no plate" eval \
  'journalctl --unit=tagwatch --output=json | grep -q "\"PRIORITY\":\"6\"" && ! said "3906BRN\|VA3N7C"'
main=$(shown MainPID)

sleep 75
check "the watchdog (60 s) is fed: no restart in 75 s" is NRestarts 0

before=$(vision)
kill -STOP "$before"
check "a vision process that hangs is replaced by the daemon" within 60 vision_is_new "$before"
check "with a line in the journal" said "the vision process is down"
check "without starving the watchdog" eval '! said "the watchdog is not fed"'
check "and the daemon went on" is MainPID "$main"
check "reading again" within 60 eval 'shown StatusText | grep -q "side live"'

kill -STOP "$main"
check "a daemon that hangs is killed by the watchdog and started again" within 120 is NRestarts 1
check "and is ready again" within 90 is ActiveState active
check "no vision process of the old daemon is left" eval '[ "$(pgrep --full vision/process | wc -l)" = 1 ]'

check "systemctl stop takes less than 10 s" timeout 10 systemctl stop tagwatch
check "and is a success" is Result success

echo "colour: blue" >> /etc/tagwatch/tagwatch.yaml
systemctl reset-failed tagwatch 2> /dev/null || true
check "a faulty configuration does not start" eval '! systemctl start tagwatch'
check "its line is in the journal" said 'tagwatch.yaml:4 colour: this key is not known here'
sleep 5
check "and it is not tried again" eval 'is ActiveState failed && is NRestarts 0'

echo "exposure: $(systemd-analyze security --no-pager tagwatch | tail -1)"
echo
journalctl --unit=tagwatch --output=short --no-pager | tail -40
echo "$failures failed"
