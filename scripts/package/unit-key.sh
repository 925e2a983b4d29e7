#!/bin/sh
# Makes the key of a unit that has none: 32 random bytes that the service alone can read. Used by the package and by
# scripts/install.sh. Evidence that is there belongs to a key already: another one would open nothing of it, and would lie in
# the agency's safe in place of the right one.
# TAGWATCH_ROOT puts all of it below another root, for tests.
set -eu

root=${TAGWATCH_ROOT:-}
key=$root/etc/tagwatch/unit.key

if [ -s "$key" ]; then exit 0; fi
# Sealed by the TPM (docs/operator/install.md): the plain file is missing on purpose.
if [ -s "$key.cred" ]; then exit 0; fi
for name in database.key database.copy.key; do
  if [ -e "$root/var/lib/tagwatch/keys/$name" ]; then
    echo "tagwatch: the evidence in /var/lib/tagwatch belongs to a unit key that is not here; none is made." >&2
    echo "tagwatch: put the agency's copy back: tagwatch secret set unit.key --file COPY" >&2
    exit 0
  fi
done
(umask 077 && openssl rand -out "$key.part" 32)
if [ -z "$root" ]; then chown tagwatch:tagwatch "$key.part"; fi
mv "$key.part" "$key"
