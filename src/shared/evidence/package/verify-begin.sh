# Checks a package of Tagwatch: sh verify.sh [FOLDER]. Exit status 0 when everything holds, 1 when something does not.
# It needs a POSIX shell with find, tr, od and awk, OpenSSL 3 and sha256sum (or shasum). Memory does not grow with what is
# checked.
LC_ALL=C
export LC_ALL
cd "${1:-$(dirname "$0")}" || exit 2

if command -v sha256sum >/dev/null; then sum=sha256sum; else sum='shasum -a 256'; fi
for tool in openssl awk find tr od mktemp "${sum%% *}"; do
  command -v "$tool" >/dev/null || { echo "$tool is missing here: nothing was checked" >&2; exit 2; }
done
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
failed=0

# A check prints what does not hold, and at its very end DONE: silence alone proves nothing.
judge() {
  if [ "$(cat "$work/said")" = DONE ]; then
    echo "holds:  $1"
  else
    failed=1
    echo "FAILED: $1"
    awk '$0 != "DONE" { if (n++ < 20) print "  " $0 } END { if (n > 20) print "  and " n - 20 " more" }' "$work/said"
  fi
}

signature() {
  if openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in "$1" -sigfile "$2" >"$work/said" 2>&1
  then echo DONE >"$work/said"; fi
  judge "$3"
}

signature SHA256SUMS SHA256SUMS.sig "the $signer signed the list of hashes"

if $sum -c SHA256SUMS >"$work/files" 2>&1; then whole=DONE; else whole='the list does not hold'; fi
{ awk '!/: OK$/' "$work/files"; echo "$whole"; } >"$work/said"
judge 'no file was changed'

find . -type f ! -name SHA256SUMS ! -name SHA256SUMS.sig | awk '
  part == "list" { listed["./" substr($0, 67)] = 1; next }
  !($0 in listed) { print "NOT IN THE LIST: " $0 }
  END { print "DONE" }' part=list SHA256SUMS part=files - >"$work/said" 2>&1
judge 'no file was added'

