#!/usr/bin/env bash
# Makes fixtures/eval anew. Needs Debian's python3-opencv, python3-pil, fonts-roadgeek, fonts-dejavu-core.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec /usr/bin/python3 scripts/make-fixtures/clips/stills.py fixtures/eval
