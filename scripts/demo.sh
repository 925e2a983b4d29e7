#!/usr/bin/env bash
# Watch Tagwatch work on a fresh machine: installs what is missing, builds, and runs the real daemon on real video streams.
#   scripts/demo.sh           until Ctrl-C; prints each read and hit, and the addresses of the officer's page and of the centre
#   scripts/demo.sh --once    ends after the clips with a summary; exit status 1 if an expected read or hit is missing,
#                             or did not arrive at the department's centre, which runs beside it
# TAGWATCH_MQTT_URL names a broker of yours; --no-broker runs without one (the outbox waits).
source "$(dirname "$0")/lib/prepare.sh"

bring_node
need python3 ffmpeg openssl mosquitto postgresql python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good \
  gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav gstreamer1.0-rtsp
install_packages
build
exec npx --no-install tsx scripts/demo/main.ts "$@"
