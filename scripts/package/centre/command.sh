#!/bin/sh
exec /opt/tagwatch-centre/bin/node /opt/tagwatch-centre/dist/centre/main.js "$@"
