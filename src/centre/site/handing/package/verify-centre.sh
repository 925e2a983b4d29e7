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
