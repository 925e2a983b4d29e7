#!/bin/sh
# Keeps the versions of Tagwatch on a unit side by side and decides which one runs. Used by the package, by
# scripts/install.sh and by the unit file; a technician calls `rollback` and `list`.
#   versions.sh install    makes a version of /opt/tagwatch/package, tests it, switches to it, restarts, tests, or goes back
#   versions.sh rollback   back to the version before
#   versions.sh list       the versions, and which one runs
#   versions.sh verify     whether every file of the running version is as it was built
#   versions.sh starting | ready | stopped    what the unit file says of a start (a trial that fails goes back)
#   versions.sh finish     tests a version that is still on trial after a power cut, once it is ready, or goes back
# /opt/tagwatch/package belongs to dpkg. A version is made of it by hard links, so that dpkg never touches the files of
# one that runs; `current` is a link that is replaced in one step, so that a kill at any moment leaves a whole version.
# TAGWATCH_ROOT puts all of it below another root, for tests.
set -eu

root=${TAGWATCH_ROOT:-}
home=$root/opt/tagwatch
config=$root/etc/tagwatch/tagwatch.yaml
# A restart is over when a plate could be read (READY=1); afterwards it must stay up for so many seconds.
settle=${TAGWATCH_SETTLE:-5}

say() { echo "tagwatch: $*"; }

# Replaces a link in one step: mv renames, ln -f would remove it first.
point() {
  ln -sfn "versions/$2" "$home/.$1.next"
  mv -Tf "$home/.$1.next" "$home/$1"
  sync "$home" 2>/dev/null || sync
}

id_of() {
  if [ -e "$home/$1/bin/tagwatch" ]; then basename "$(readlink -f "$home/$1")"; fi
}

# OLD NEW STARTS TESTS: how often the new one was started without getting ready, and how often its test was begun. It lies
# there from before the switch until the test has passed, so that no power cut leaves an untested version in force for good.
put_trial() {
  echo "$*" >"$home/.trial.next"
  mv -f "$home/.trial.next" "$home/trial"
  sync "$home/trial" "$home" 2>/dev/null || sync
}

# One install or finish at a time: whoever starts the daemon in between leaves the test to it.
lock() {
  exec 9>"$home/.lock"
  flock "$@" 9
}

service() { systemctl "$@" tagwatch.service; }

is_booted() { [ -d "$root/run/systemd/system" ]; }

damaged_package() {
  say "the package is damaged: its files differ from SHA256SUMS. Copy it to this unit anew."
  return 1
}

# A version whose files are no longer as they were built gets them from the package, which was unpacked anew: each is
# replaced in one step, so that what runs goes on with the old one. Says in `mended` whether there were any.
mend_version() {
  sums=$home/package/SHA256SUMS
  failed=$(cd "$home/versions/$1" && LC_ALL=C sha256sum --check "$sums" 2>/dev/null | sed -n 's/: FAILED.*$//p')
  cmp -s "$sums" "$home/versions/$1/SHA256SUMS" || failed="$failed
SHA256SUMS"
  [ -n "$failed" ] || return 0
  (cd "$home/package" && sha256sum --quiet --check SHA256SUMS) || { damaged_package; return 1; }
  echo "$failed" | while read -r file; do
    [ -n "$file" ] || continue
    target=$home/versions/$1/$file
    mkdir -p "$(dirname "$target")"
    rm -f "$target.next"
    cp -al "$home/package/$file" "$target.next" 2>/dev/null || cp -a "$home/package/$file" "$target.next"
    mv -f "$target.next" "$target"
  done
  sync -f "$home/versions" 2>/dev/null || sync
  mended=yes
  say "files of version $1 had been damaged or lost, and were put back: $(echo "$failed" | grep -c .)"
}

# What is running from a version must not be changed: a version is made whole under another name first.
make_version() {
  mended=no
  if [ -d "$home/versions/$1" ]; then mend_version "$1"; return; fi
  rm -rf "$home"/versions/*.part
  mkdir -p "$home/versions"
  cp -al "$home/package" "$home/versions/$1.part" 2>/dev/null || {
    rm -rf "$home/versions/$1.part"
    cp -a "$home/package" "$home/versions/$1.part"
    sync -f "$home/versions" 2>/dev/null || sync
  }
  (cd "$home/versions/$1.part" && sha256sum --quiet --check SHA256SUMS) || {
    rm -rf "$home/versions/$1.part"
    damaged_package
    return 1
  }
  mv "$home/versions/$1.part" "$home/versions/$1"
  sync "$home/versions" 2>/dev/null || sync
}

# An installation of scripts/install.sh as it was in 0.1.0 becomes a version, so that there is one to go back to.
adopt_old_layout() {
  [ -d "$home/dist" ] && [ ! -e "$home/current" ] || return 0
  version=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$home/package.json" | head -1)
  kept=$home/versions/${version:-0}-source
  rm -rf "$kept.part"
  mkdir -p "$kept.part"
  for part in bin dist node_modules models config docs package.json; do
    if [ -e "$home/$part" ]; then cp -al "$home/$part" "$kept.part/$part"; fi
  done
  # Its wrapper names /opt/tagwatch/bin/node, which goes.
  rm -f "$kept.part/bin/tagwatch"
  cp "$home/package/bin/tagwatch" "$kept.part/bin/tagwatch"
  rm -rf "$kept"
  mv "$kept.part" "$kept"
  point current "$(basename "$kept")"
  for part in bin dist node_modules models config docs package.json package-lock.json .npmrc LICENSE README.md; do
    rm -rf "${home:?}/$part"
  done
}

# Configuration and keys, so that what the new version or a technician does to them can be undone.
back_up() {
  [ -d "$root/etc/tagwatch" ] || return 0
  place=$root/var/backups/tagwatch
  mkdir -p "$place"
  chmod 700 "$place"
  # Of a copy that was killed: it holds keys too.
  rm -f "$place"/*.part
  name=$place/$(date -u +%Y%m%dT%H%M%SZ)-$1.tar
  (umask 077 && tar -C "$root/etc" -cf "$name.part" tagwatch)
  sync "$name.part" 2>/dev/null || sync
  mv "$name.part" "$name"
  # shellcheck disable=SC2012
  ls -1t "$place"/*.tar | tail -n +6 | while read -r old; do shred -u "$old" 2>/dev/null || rm -f "$old"; done
  say "configuration and keys are backed up in ${name#"$root"}"
}

takes_config() {
  [ ! -s "$config" ] || "$home/versions/$1/bin/tagwatch" check --text-only "$config" >/dev/null ||
    { say "version $1 does not take $config (above)"; return 1; }
}

# Before anything is switched: does it run here, read a plate, and take the configuration of the old one?
fits() {
  program=$home/versions/$1/bin/tagwatch
  "$program" version >/dev/null || { say "version $1 does not run on this machine"; return 1; }
  if [ -s "$config" ]; then
    takes_config "$1" || return 1
    # Told before the switch what people or technicians will meet, such as a second factor that nobody has yet.
    "$program" check "$config" 2>/dev/null | grep ': warning: ' || true
  fi
  picture=$home/versions/$1/share/test-plate.jpg
  [ -f "$picture" ] || return 0
  wanted=$(cat "$home/versions/$1/share/test-plate.txt")
  "$program" read "$picture" | grep -q "$wanted" || { say "version $1 does not read the test plate $wanted"; return 1; }
}

# The daemon that got ready: still up, and its self-test passes.
works() {
  before=$(service show --value --property=NRestarts)
  sleep "$settle"
  service is-active --quiet || return 1
  [ "$(service show --value --property=NRestarts)" = "$before" ] || return 1
  program=$home/versions/$1/bin/tagwatch
  # By the keys that the service has: a sealed one lies nowhere else.
  passed=$root/run/credentials/tagwatch.service
  if "$program" self-test --help >/dev/null 2>&1; then
    (
      if [ -d "$passed" ]; then export CREDENTIALS_DIRECTORY="$passed"; fi
      "$program" self-test --after-upgrade --config "$config"
    ) || return 1
  fi
}

go_back() {
  point current "$1"
  rm -f "$home/trial"
  if is_booted && [ "$2" = active ]; then
    service reset-failed || true
    service restart || true
  fi
  say "$3. Version $1 is in force again; evidence, configuration and keys are as they were."
  say "What failed: journalctl -u tagwatch -n 100"
  return 1
}

prune() {
  for version in "$home"/versions/*; do
    case $(basename "$version") in "$(id_of current)" | "$(id_of previous)") ;; *) rm -rf "$version" ;; esac
  done
}

# The one before is kept for a technician's rollback only now: a version that was given up takes no other's place there.
passed() {
  point previous "$1"
  rm -f "$home/trial"
  prune
}

install_version() {
  lock || return 1
  id=$(cat "$home/package/BUILD")
  adopt_old_layout
  make_version "$id"
  old=$(id_of current)
  if [ -z "$old" ]; then
    fits "$id"
    point current "$id"
    return 0
  fi
  if [ "$old" = "$id" ]; then
    # Switched to already; with a trial left the install was killed before its test, which is made good now.
    if [ ! -f "$home/trial" ]; then
      # What runs still has the damaged files open, or cannot start with them.
      if [ $mended = yes ] && is_booted; then service try-restart; fi
      return 0
    fi
    read -r old _ <"$home/trial" || true
    if [ ! -e "$home/versions/$old/bin/tagwatch" ]; then rm -f "$home/trial"; return 0; fi
  else
    back_up "$old"
    fits "$id" || { say "version $old stays in force"; return 1; }
  fi
  state=down
  if is_booted && { service is-active --quiet || [ -f "$home/trial" ]; }; then state=active; fi
  put_trial "$old" "$id" 0 0
  point current "$id"
  if [ $state = active ]; then
    { service restart && works "$id"; } || { go_back "$old" active "version $id did not pass its test after the restart"; return 1; }
  fi
  passed "$old"
  say "version $id is in force; $old stays beside it (tagwatch-versions rollback)"
}

roll_back() {
  old=$(id_of previous)
  new=$(id_of current)
  # On trial the one before is not yet kept as such.
  if [ -f "$home/trial" ]; then read -r old _ <"$home/trial" || true; fi
  [ -n "$old" ] || { say "there is no version to go back to"; return 1; }
  takes_config "$old" || { say "take out what is new in it, or put the copy in /var/backups/tagwatch back"; return 1; }
  point current "$old"
  point previous "$new"
  if is_booted && service is-active --quiet; then service restart; fi
  say "version $old is in force; $new stays beside it"
}

list() {
  for version in "$home"/versions/*; do
    [ -d "$version" ] || continue
    id=$(basename "$version")
    case $id in "$(id_of current)") echo "$id  in force" ;; "$(id_of previous)") echo "$id  the one before" ;; *) echo "$id" ;; esac
  done
}

verify() {
  cd "$home/current/" || return 1
  sha256sum --quiet --check SHA256SUMS || { say "files of the program differ from what was built: install the package again"; return 1; }
}

# ExecStartPre=: a version in trial that was started twice without getting ready (hung, power cut) is given up. Where
# `current` leads nowhere, any whole version is better than none.
starting() {
  if [ -z "$(id_of current)" ]; then
    for version in "$home"/versions/*; do
      if [ -x "$version/bin/tagwatch" ] && [ "${version%.part}" = "$version" ]; then point current "$(basename "$version")"; fi
    done
  fi
  [ -f "$home/trial" ] || return 0
  read -r old new starts tests <"$home/trial" || return 0
  [ "$(id_of current)" = "$new" ] || { rm -f "$home/trial"; return 0; }
  if [ "${starts:-9}" -ge 2 ]; then
    point current "$old"
    rm -f "$home/trial"
    say "version $new did not get ready; version $old is in force again"
  else put_trial "$old" "$new" $((starts + 1)) "${tests:-0}"; fi
}

# ExecStartPost=, after READY=1. An install that runs makes the test itself; after a power cut nobody else would.
ready() {
  [ -f "$home/trial" ] || return 0
  read -r old new _ tests <"$home/trial" || return 0
  put_trial "$old" "$new" 0 "${tests:-0}"
  if is_booted && (lock --nonblock); then
    systemd-run --quiet --collect --no-block --unit=tagwatch-finish "$(readlink -f "$0")" finish || true
  fi
}

finish() {
  lock --nonblock || return 0
  [ -f "$home/trial" ] || return 0
  read -r old new starts tests <"$home/trial" || return 0
  [ "$(id_of current)" = "$new" ] || { rm -f "$home/trial"; return 0; }
  # A test that takes the machine down each time would never end otherwise.
  if [ "${tests:-0}" -ge 2 ]; then
    go_back "$old" active "the test of version $new was begun twice and never ended"
    return 1
  fi
  put_trial "$old" "$new" "$starts" $((${tests:-0} + 1))
  works "$new" || { go_back "$old" active "version $new, whose upgrade was interrupted, did not pass its test"; return 1; }
  passed "$old"
  say "version $new is in force: its upgrade was interrupted, and its test has passed"
}

# ExecStopPost=: a version in trial that ended by itself before its test is given up at once.
stopped() {
  [ -f "$home/trial" ] && [ "${SERVICE_RESULT:-success}" != success ] || return 0
  read -r old new _ <"$home/trial" || return 0
  [ "$(id_of current)" = "$new" ] || return 0
  point current "$old"
  rm -f "$home/trial"
  say "version $new ended before it was tested (${EXIT_STATUS:-no status}); version $old is in force again"
  # systemd does not start again what ended with 78.
  if [ "${EXIT_STATUS:-}" = 78 ]; then systemctl --no-block start tagwatch.service || true; fi
}

case ${1:-} in
  install) install_version ;;
  rollback) roll_back ;;
  list) list ;;
  verify) verify ;;
  starting) starting ;;
  ready) ready ;;
  stopped) stopped ;;
  finish) finish ;;
  *)
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
