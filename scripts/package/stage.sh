#!/usr/bin/env bash
# stage.sh FOLDER ARCH VERSION: lays everything that a unit needs into FOLDER: Node, the compiled program, its packages
# for that processor, models, documentation, and the sums of all of it. ARCH is Debian's name: amd64 or arm64.
# Nothing is compiled here: `npm run build` ran before, and every native part carries its library in its npm package.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$1 arch=$2 version=$3
case $arch in amd64) cpu=x64 ;; arm64) cpu=arm64 ;; *) echo "stage.sh: the architecture is amd64 or arm64" >&2; exit 2 ;; esac

rm -rf "$folder"
mkdir -p "$folder/bin" "$folder/share"
install_for() { npm ci --prefix "$1" --cpu "$cpu" --os linux --libc glibc --omit=dev --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error >&2; }

node=$(mktemp -d)
trap 'rm -rf "$node"' EXIT
cp scripts/lib/node/package.json scripts/lib/node/package-lock.json "$node/"
install_for "$node"
install -m 755 "$node/node_modules/node-linux-$cpu/bin/node" "$folder/bin/node"
install -m 644 "$node/node_modules/node-linux-$cpu/LICENSE" "$folder/share/LICENSE.node"

cp package.json package-lock.json .npmrc LICENSE README.md CHANGELOG.md "$folder/"
install_for "$folder"
rm -f "$folder/package-lock.json" "$folder/.npmrc" "$folder/node_modules/.package-lock.json"
sed -i "s/\"version\": \"[^\"]*\"/\"version\": \"$version\"/" "$folder/package.json"
cp -r dist models config docs "$folder/"
rm -rf "$folder/models/training" "$folder/dist/.tsbuildinfo"

# Libraries for other processors and systems, sources and types of libraries: nothing of it is read on a unit.
modules=$folder/node_modules
find "$modules/onnxruntime-node/bin" -mindepth 2 -maxdepth 2 -not -path "*/linux" -not -path "*/linux/*" -exec rm -rf {} +
find "$modules/onnxruntime-node/bin" -mindepth 3 -maxdepth 3 -path "*/linux/*" -not -name "$cpu" -exec rm -rf {} +
rm -rf "$modules/better-sqlite3/deps" "$modules/better-sqlite3/src" "$modules/onnxruntime-node/script"
find "$modules/better-sqlite3/prebuilds" -type f -not -name "linux-$cpu.node" -delete
find "$modules/@serialport/bindings-cpp/prebuilds" -mindepth 1 -maxdepth 1 -not -name "linux-$cpu" -exec rm -rf {} +
find "$modules/@serialport/bindings-cpp/prebuilds" -name "*musl*" -delete
find "$folder/dist" "$modules" -type f \( -name "*.map" -o -name "*.d.ts" -o -name "*.d.mts" -o -name "*.d.cts" \) -delete
rm -rf "$modules/.bin"
find "$folder" -type d -empty -delete

# A picture with a plate whose text is known: a new version must read it before it takes over.
cp fixtures/eval/images/08.jpg "$folder/share/test-plate.jpg"
echo ENY205 >"$folder/share/test-plate.txt"
cp scripts/package/versions.sh scripts/package/unit-key.sh "$folder/share/"
cat >"$folder/bin/tagwatch" <<'WRAPPER'
#!/bin/sh
# The folder of the version itself, not `current`: what runs keeps its version when another takes over.
here=$(dirname "$(readlink -f "$0")")
exec "$here/node" "$here/../dist/unit/main.js" "$@"
WRAPPER
chmod 755 "$folder/bin/tagwatch"
chmod -R u=rwX,go=rX "$folder"
(cd "$folder" && find . -type f -not -name SHA256SUMS -not -name BUILD -print0 | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS)
echo "$version-$(sha256sum "$folder/SHA256SUMS" | cut -c1-12)" >"$folder/BUILD"
