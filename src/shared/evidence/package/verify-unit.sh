signature chain/head.json chain/head.sig 'the unit signed the head of its chain'

# The SHA-256 of each line is "previous" in the next, and that of the last is "hash" in the head. Each line becomes a
# file, and what the next one says of it becomes a line of a list for sha256sum -c.
mkdir "$work/links"
awk -v dir="$work/links" -v sum="$sum" -v head=chain/head.json '
  function value(line, name) {
    if (!match(line, "\"" name "\":\"[^\"]*\"")) return ""
    return substr(line, RSTART + length(name) + 4, RLENGTH - length(name) - 5)
  }
  function expect(hash) {
    if (length(hash) != 64 || hash ~ /[^0-9a-f]/) { print "BROKEN after line " lines ": no hash of it"; return }
    print hash "  " dir "/" (lines - base) > list
    waiting++
  }
  function check(  command, said, n) {
    if (!waiting) return
    close(list)
    command = sum " -c \"" list "\" 2>/dev/null"
    while ((command | getline said) > 0) {
      if (said ~ /: OK$/) { good++; continue }
      n = said
      sub(/: [^:]*$/, "", n)
      sub(/.*\//, "", n)
      print "BROKEN after line " (base + n) ": what comes next was made after another line"
    }
    close(command)
    waiting = 0
  }
  BEGIN { list = dir "/list" }
  {
    if (NR > 1) expect(value($0, "previous"))
    if (waiting >= 10000) { check(); base = lines }
    lines = NR
    file = dir "/" (lines - base)
    printf "%s", $0 > file
    close(file)
  }
  END {
    if ((getline said < head) > 0) expect(value(said, "hash"))
    check()
    if (good == lines && lines > 0) print "DONE"
    else print "BROKEN: " (good + 0) " of " lines " links are vouched for by the next"
  }' chain/links.jsonl >"$work/said" 2>&1
judge 'the chain leads to that head without a gap'

# records/NUMBER-KIND is the record of link NUMBER, whose digest is its SHA-256.
find records -type f -exec $sum {} + >"$work/records" 2>&1
awk -v listed="$(awk '/^[0-9a-f]*  records\//' SHA256SUMS | wc -l)" '
  part == "records" { want[substr($0, 67)] = $1; found++; next }
  match($0, /"seq":[0-9]+/) {
    name = "records/" substr($0, RSTART + 6, RLENGTH - 6)
    if (!match($0, /"kind":"[a-z]+"/)) next
    name = name "-" substr($0, RSTART + 8, RLENGTH - 9)
    if (name in want && index($0, "\"digest\":\"" want[name] "\"")) delete want[name]
  }
  END {
    for (name in want) print "NOT IN THE CHAIN: " name
    if (found == listed && found > 0) print "DONE"
    else print (found + 0) " records are here, the list has " (listed + 0)
  }' part=records "$work/records" part=links chain/links.jsonl >"$work/said" 2>&1
judge 'each record is the one in the chain'

# A record of a read names the SHA-256 of its pictures.
: >"$work/pictures"
# Copying may lose an empty folder; what is missing in it was named above.
if [ -d pictures ]; then find pictures -type f -exec $sum {} + >"$work/pictures" 2>&1; fi
find records -type f -name '*-read' -exec cat {} + | tr -c '[:print:]' '\n' |
  awk '
    part == "pictures" { want[$1] = want[$1] " " substr($0, 67); next }
    {
      rest = $0
      while (match(rest, /"sha256":"[0-9a-f]+"/)) {
        delete want[substr(rest, RSTART + 10, RLENGTH - 11)]
        rest = substr(rest, RSTART + RLENGTH)
      }
    }
    END {
      for (hash in want) print "NOT IN A RECORD:" want[hash]
      print "DONE"
    }' part=pictures "$work/pictures" part=records - >"$work/said" 2>&1
judge 'each picture is the one in its record'

if [ "$failed" -eq 0 ]; then echo 'everything holds'; else echo 'SOMETHING DOES NOT HOLD'; fi
exit "$failed"
