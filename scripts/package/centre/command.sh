#!/bin/sh
# Root needs nothing that the account has not: what it writes has to be readable by the service. The trail tells who it was.
program="/opt/tagwatch-centre/bin/node /opt/tagwatch-centre/dist/centre/main.js"
if [ "$(id -u)" -ne 0 ]; then exec $program "$@"; fi
SUDO_USER=${SUDO_USER:-root} exec runuser -u tagwatch-centre -- $program "$@"
