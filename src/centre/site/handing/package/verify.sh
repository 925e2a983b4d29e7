#!/bin/sh
# Checks a package of a Tagwatch centre: sh verify.sh [FOLDER]. Exit status 0 when everything holds, 1 when something does
# not. It needs a POSIX shell with find, tr, od and awk, OpenSSL 3 and sha256sum (or shasum).
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

signature SHA256SUMS SHA256SUMS.sig 'the centre signed the list of hashes'

if $sum -c SHA256SUMS >"$work/files" 2>&1; then whole=DONE; else whole='the list does not hold'; fi
{ awk '!/: OK$/' "$work/files"; echo "$whole"; } >"$work/said"
judge 'no file was changed'

find . -type f ! -name SHA256SUMS ! -name SHA256SUMS.sig | awk '
  part == "list" { listed["./" substr($0, 67)] = 1; next }
  !($0 in listed) { print "NOT IN THE LIST: " $0 }
  END { print "DONE" }' part=list SHA256SUMS part=files - >"$work/said" 2>&1
judge 'no file was added'

signature trail/head.json trail/head.sig 'the centre signed the head of its trail'

# trail/NUMBER is line NUMBER as the centre hashed it: the hash of the line before (32 bytes), then number, time and line.
# Its SHA-256 is what the next line begins with. trail/withheld.txt has number and hash of lines that are left out.
touch "$work/withheld"
if [ -f trail/withheld.txt ]; then cat trail/withheld.txt >"$work/withheld"; fi
for file in trail/[0-9]*; do
  if [ -f "$file" ]; then echo "line ${file#trail/}"; od -An -v -tx1 -N32 "$file"; fi
done >"$work/previous"
awk -v head="$(cat trail/head.json)" '
  function value(line, name) {
    if (!match(line, "\"" name "\":\"[^\"]*\"")) return ""
    return substr(line, RSTART + length(name) + 4, RLENGTH - length(name) - 5)
  }
  part == "sums" { if (match($0, /  trail\/[0-9]+$/)) hash[substr($0, RSTART + 8)] = $1; next }
  part == "withheld" { hash[$1] = $2; next }
  $1 == "line" { number = $2; lines++; next }
  { gsub(/ /, ""); previous[number] = previous[number] $0 }
  END {
    seq = value(head, "seq")
    if (hash[seq] == "" || hash[seq] != value(head, "hash")) print "the head is not that of line " seq
    for (number in previous) {
      before = sprintf("%d", number - 1)
      if (before in hash && hash[before] != previous[number]) print "line " number " does not follow line " before
    }
    if (lines > 0) print "DONE"
    else print "there is no line"
  }' part=sums SHA256SUMS part=withheld "$work/withheld" part=lines "$work/previous" >"$work/said" 2>&1
judge 'the lines of the trail lead to that head'

# A record of a read names the SHA-256 of its pictures.
: >"$work/pictures"
if [ -d pictures ]; then find pictures -type f -exec $sum {} + >"$work/pictures" 2>&1; fi
: >"$work/records"
if [ -d records ]; then
  find records -type f -name '*.read.json' -exec cat {} + | tr -c '[:print:]' '\n' | tr '}' '\n' >"$work/records"
fi
awk '
  part == "pictures" { want[$1] = want[$1] " " substr($0, 67); next }
  match($0, /"sha256":"[0-9a-f]+"/) { delete want[substr($0, RSTART + 10, RLENGTH - 11)] }
  END {
    for (hash in want) print "NOT IN A RECORD:" want[hash]
    print "DONE"
  }' part=pictures "$work/pictures" part=records "$work/records" >"$work/said" 2>&1
judge 'each picture is the one in its record'

if [ "$failed" -eq 0 ]; then echo 'everything holds'; else echo 'SOMETHING DOES NOT HOLD'; fi
exit "$failed"
