# Sourced by demo.sh and test.sh: checks Node, installs what is missing, builds. Leaves the shell in the repository's root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
stop() {
  printf '%s\n' "$@" >&2
  exit 1
}

check_node() {
  command -v node >/dev/null || stop "Node is missing. Install Node 20.19 or newer (20, 22 or 24), then run this again."
  node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    const good = (major === 20 && minor >= 19) || (major === 22 && minor >= 14) || major > 22;
    if (!good) {
      console.error(`This is Node ${process.version}; Tagwatch needs 20.19 or newer of 20, 22.14 or newer of 22, or 24.`);
      process.exit(1);
    }' || exit 1
  command -v npm >/dev/null || stop "npm is missing. It comes with Node from nodejs.org; on Debian: apt-get install npm"
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

# SQLite is compiled against Node's headers. Where they lie beside node they are used, so that nothing is downloaded.
use_local_headers() {
  local include
  include="$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")"
  if [ -z "${npm_config_nodedir:-}" ] && [ -f "$include/include/node/node.h" ]; then export npm_config_nodedir="$include"; fi
}

install_packages() {
  if [ -f node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ]; then return 0; fi
  say "Installing packages (SQLite is compiled: two to four minutes)"
  use_local_headers
  npm ci --no-audit --no-fund --loglevel=error >&2
  touch node_modules/.package-lock.json
}

build() {
  say "Building"
  npm run -s build >&2
}
