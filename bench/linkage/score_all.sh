#!/bin/sh
# Links every labelled data set with the built binary and scores the result.
#   bench/linkage/score_all.sh DATA [BINARY]
# DATA holds a folder per data set, score.py and gen_indo.py; indo_* folders are
# made with gen_indo.py. Python 3 with numpy is needed for the scorer only.
set -eu
data=$1
binary=${2:-target/release/semesta}
python=${PYTHON:-python3}
here=$(dirname "$0")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

show() { "$python" "$data/score.py" --data "$1" --pred "$2" | grep -E "best |at_threshold|f1" | head -2; }
timed() { /usr/bin/time -f "%e s wall, %U s CPU, %M kB" "$@" 2>"$tmp/log" || { cat "$tmp/log"; exit 1; }; tail -2 "$tmp/log"; }

for folder in "$data"/*/; do
  name=$(basename "$folder")
  for spec in none "$here/specs/$name.yaml"; do
    [ "$spec" = none ] || [ -f "$spec" ] || continue
    echo "== $name, spec: $(basename "$spec")"
    set -- --out "$tmp/links.csv"
    [ "$spec" = none ] || set -- "$@" --spec "$spec"
    if [ -f "$folder/left.csv" ]; then
      timed "$binary" link --left "$folder/left.csv" --right "$folder/right.csv" "$@"
      show "$folder" "$tmp/links.csv"
    else
      timed "$binary" dedupe --input "$folder/records.csv" --clusters "$tmp/clusters.csv" "$@"
      show "$folder" "$tmp/clusters.csv"
    fi
  done
done
