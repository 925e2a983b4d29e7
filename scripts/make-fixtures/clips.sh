#!/usr/bin/env bash
# Makes fixtures/clips and fixtures/hotlists/demo.csv anew. Needs Debian's python3-opencv, python3-pil, ffmpeg, fonts-roadgeek, fonts-dejavu-core.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p fixtures/clips fixtures/hotlists
exec /usr/bin/python3 scripts/make-fixtures/clips/make.py fixtures/clips fixtures/hotlists/demo.csv "$@"
