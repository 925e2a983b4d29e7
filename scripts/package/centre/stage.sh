#!/usr/bin/env bash
# stage.sh FOLDER ARCH VERSION: lays everything that a centre needs into FOLDER: Node, the compiled program, its packages
# and documentation. ARCH is Debian's name: amd64 or arm64. Nothing of it is compiled: the centre has no native parts.
set -euo pipefail
cd "$(dirname "$0")/../../.."
folder=$1 arch=$2 version=$3
case $arch in amd64) cpu=x64 ;; arm64) cpu=arm64 ;; *) echo "stage.sh: the architecture is amd64 or arm64" >&2; exit 2 ;; esac

rm -rf "$folder"
mkdir -p "$folder/bin" "$folder/dist" "$folder/docs"
install_for() { npm ci --prefix "$1" --cpu "$cpu" --os linux --libc glibc --omit=dev --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error >&2; }

node=$(mktemp -d)
trap 'rm -rf "$node"' EXIT
cp scripts/lib/node/package.json scripts/lib/node/package-lock.json "$node/"
install_for "$node"
install -m 755 "$node/node_modules/node-linux-$cpu/bin/node" "$folder/bin/node"
install -m 644 "$node/node_modules/node-linux-$cpu/LICENSE" "$folder/LICENSE.node"

cp package.json package-lock.json .npmrc LICENSE CHANGELOG.md "$folder/"
install_for "$folder"
rm -f "$folder/package-lock.json" "$folder/.npmrc" "$folder/node_modules/.package-lock.json"
sed -i "s/\"version\": \"[^\"]*\"/\"version\": \"$version\"/" "$folder/package.json"
cp -r dist/shared dist/centre "$folder/dist/"
cp -r docs/centre docs/schemas docs/messages.md docs/cjis.md "$folder/docs/"

# What only the unit loads (test/repo/imports.test.ts holds the centre to it).
modules=$folder/node_modules
rm -rf "$modules"/{onnxruntime-node,onnxruntime-common,sharp,@img,better-sqlite3,serialport,@serialport,gps,nodemailer}
find "$folder/dist" "$modules" -type f \( -name "*.map" -o -name "*.d.ts" -o -name "*.d.mts" -o -name "*.d.cts" \) -delete
rm -rf "$modules/.bin"
find "$folder" -type d -empty -delete
chmod -R u=rwX,go=rX "$folder"
