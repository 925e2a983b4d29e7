#!/usr/bin/env bash
# Passes the tests on a fresh machine: installs what is missing, builds, checks, and runs everything against real peers.
# Prints a last line `N passed, N failed`. Options are handed to vitest: scripts/test.sh test/unit/core
source "$(dirname "$0")/lib/prepare.sh"

bring_node
need python3 git ffmpeg openssl mosquitto postgresql mosquitto-clients gpsd gpsd-clients gpsd-tools socat sqlite3 chromium \
  python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly \
  gstreamer1.0-libav gstreamer1.0-rtsp python3-torch python3-opencv python3-onnx python3-pil python3-pytest \
  fonts-roadgeek fonts-opendin fonts-osifont fonts-liberation fonts-dejavu-core fonts-dejavu-extra fonts-freefont-ttf
name_localhost
install_packages
build
exec npx --no-install tsx scripts/test/run.ts "$@"
