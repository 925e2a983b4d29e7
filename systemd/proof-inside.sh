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
# To the end: `grep -q` leaves early, and the broken pipe would count as "not said".
said() { journalctl --unit=tagwatch --output=cat | grep "$1" >/dev/null; }
vision() { pgrep --parent "$(shown MainPID)" --full vision/child/process; }
vision_is_new() { [ -n "$(vision)" ] && [ "$(vision)" != "$1" ]; }

# What a technician types: the whole installation after apt. The user of the unit sees nothing of /proof.
clip=/var/lib/tagwatch/clip.mp4 list=/var/lib/tagwatch/demo.csv
install -o tagwatch -g tagwatch /proof/side.mp4 $clip
install -o tagwatch -g tagwatch /proof/demo.csv $list
begun=$SECONDS
check "tagwatch setup by options writes a configuration" tagwatch setup --yes --no-start --kind pole --name Proof --id proof-1 \
  --gps 39.0997,-94.5786 --watched-by Desk --time-zone America/Chicago --lists demo=csv --camera "side=$clip"
check "tagwatch check finds no fault" tagwatch check
sed -i 's|^    source: .*|&\n    loop: true|' /etc/tagwatch/tagwatch.yaml
check "tagwatch secret set puts a secret where the service finds it" eval 'echo s3cret | tagwatch secret set probe.password'
check "a list is imported by hand" tagwatch hotlist import --source demo $list
check "systemctl start returns when a plate could be read" systemctl start tagwatch
echo "set up and ready in $((SECONDS - begun)) s: 3 commands, no question"
check "every secret that was set is passed" test -s /run/credentials/tagwatch.service/secrets_probe.password
check "it is active, of Type=notify" is ActiveState active
check "the journal says so" said "ready: a plate could be read now"
check "the key came as a credential" test -s /run/credentials/tagwatch.service/unit.key
check "doctor calls no part bad" tagwatch doctor
check "the page answers with the certificate that setup made" eval \
  'openssl s_client -connect 127.0.0.1:8443 -CAfile /etc/tagwatch/authority.crt -verify_return_error </dev/null'
check "systemctl status shows the camera" within 60 eval 'shown StatusText | grep -q "side live"'
check "journal lines have a priority and no plate" eval \
  'journalctl --unit=tagwatch --output=json | grep -q "\"PRIORITY\":\"6\"" && ! said "3906BRN\|VA3N7C"'
check "and can be asked for by camera and by kind" eval \
  'journalctl --unit=tagwatch CAMERA=side --output=cat | grep -q "camera side: camera delivers" &&
   journalctl --unit=tagwatch MESSAGE_ID=8f73ac866e854cd29a03a869b8c09c7d --output=cat | grep -q "^ready"'
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
check "no vision process of the old daemon is left" eval '[ "$(pgrep --full vision/child/process | wc -l)" = 1 ]'

# An upgrade whose version does not get ready: the same package with a main file that ends at once.
bad=/opt/tagwatch/package
before=$(readlink /opt/tagwatch/current)
cp -a $bad/dist/unit/daemon.js /proof/daemon.js
rm $bad/dist/unit/daemon.js && echo 'throw new Error("bad version");' > $bad/dist/unit/daemon.js
(cd $bad && find . -type f -not -name SHA256SUMS -not -name BUILD -print0 | LC_ALL=C sort -z | xargs -0 sha256sum > /proof/sums && mv /proof/sums SHA256SUMS && echo 9.9.9-bad > BUILD)
check "an upgrade to a version that does not start says so" eval \
  '! tagwatch-versions install > /proof/upgrade.log && grep "did not pass its test after the restart" /proof/upgrade.log'
check "and the version before is in force again" test "$(readlink /opt/tagwatch/current)" = "$before"
check "and reads plates again" within 60 is ActiveState active
check "its key and configuration were backed up" eval 'ls /var/backups/tagwatch/*.tar'
check "doctor tells that an upgrade was taken back" eval 'tagwatch doctor | grep -q "9.9.9-bad was installed and did not pass"'
check "the weekly look at program and evidence passes" systemctl start tagwatch-verify.service

check "systemctl stop takes less than 10 s" timeout 10 systemctl stop tagwatch
check "and is a success" is Result success

echo "colour: blue" >> /etc/tagwatch/tagwatch.yaml
systemctl reset-failed tagwatch 2> /dev/null || true
check "a faulty configuration does not start" eval '! systemctl start tagwatch'
check "its line is in the journal" said 'colour: this key is not known here'
sleep 5
check "and it is not tried again" eval 'is ActiveState failed && is NRestarts 0'

check "the exposure is at most 2.0" eval '[ "$(systemd-analyze security --no-pager tagwatch | tail -1 | grep -o "[0-9]\.[0-9]" | tr -d .)" -le 20 ]'
echo "exposure: $(systemd-analyze security --no-pager tagwatch | tail -1)"
echo
journalctl --unit=tagwatch --output=short --no-pager | tail -40
echo "$failures failed"
