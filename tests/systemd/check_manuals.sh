#!/bin/sh
# Every page of conf/man is clean to mandoc, and names only pages of ours that are there.
set -eu
cd "$(dirname "$0")/../../conf/man"
failed=0
for page in *.[1-8]; do
  # Which manuals are installed is this machine's business, not the page's.
  said=$(mandoc -Tlint "$page" 2>/dev/null | grep -v 'referenced manual not found' || true)
  if [ -n "$said" ]; then
    echo "$said"
    failed=1
  fi
  for named in $(sed -n 's/^\.Xr \(quittance[a-z.-]*\) \([1-8]\).*/\1.\2/p' "$page"); do
    [ -f "$named" ] || { echo "$page names $named, which is not there"; failed=1; }
  done
done
exit $failed
