#!/bin/sh
# systemd/quittance.service: right to systemd, exposed no more than we promise, and with the settings others rely on.
# usage: check_unit.sh MOST   (the exposure level of `systemd-analyze security`, 0 is best and 10 is worst)
set -eu
most=$1
unit=$(dirname "$0")/../../systemd/quittance.service
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The program need not be installed for its unit to be checked.
sed 's|^\(Exec[A-Za-z]*=\)/usr/bin/quittance.*|\1/bin/true|' "$unit" > "$folder/quittance.service"
said=$(systemd-analyze verify --man=no "$folder/quittance.service" 2>&1 | grep quittance.service || true)
if [ -n "$said" ]; then
  echo "systemd-analyze verify: $said"
  exit 1
fi

for setting in Type=notify WatchdogSec=30 RestartPreventExitStatus=78 Restart=on-failure StateDirectory=quittance \
  User=quittance NoNewPrivileges=yes; do
  grep -qx "$setting" "$unit" || { echo "$setting is not in the unit"; exit 1; }
done

level=$(systemd-analyze security --offline=yes --no-pager "$unit" | sed -n 's/.*exposure level for .*: \([0-9.]*\) .*/\1/p')
[ -n "$level" ] || { echo "systemd-analyze security gave no level"; exit 1; }
echo "exposure level $level, at most $most"
awk -v level="$level" -v most="$most" 'BEGIN { exit !(level <= most) }'
