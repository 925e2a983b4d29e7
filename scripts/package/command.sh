#!/bin/sh
# /usr/bin/tagwatch: the version in force.
exec /opt/tagwatch/current/bin/tagwatch "$@"
