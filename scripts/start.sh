#!/bin/sh
# Set up what is missing, make a site with the demo company when there is none, then serve it.
# Parameters by environment: PORT, SITE, DEMO (0: an empty site), ADMIN_PASSWORD (for a new site; random when empty).
set -eu
cd "$(dirname "$0")/.."
SITE=${SITE:-./site}
relcrm=.venv/bin/relcrm

scripts/setup.sh start

if [ -e "$SITE/site_config.json" ]; then
    "$relcrm" --site "$SITE" migrate --if-needed
elif [ -e "$SITE" ] && [ -n "$(ls -A "$SITE" 2>/dev/null)" ]; then
    echo "$SITE is there but is not a site (it has no site_config.json). Choose another folder: make start SITE=./another" >&2
    exit 1
else
    # Made beside its place and renamed at the end: a start that is broken off leaves no half site.
    making="$SITE.making"
    [ ! -e "$making/site_config.json" ] || rm -rf "$making"
    "$relcrm" new-site "$making" --install-app relcrm
    [ "${DEMO:-1}" = 0 ] || "$relcrm" --site "$making" load-demo
    [ ! -d "$SITE" ] || rmdir "$SITE"
    mv "$making" "$SITE"
fi

exec "$relcrm" --site "$SITE" serve --port "${PORT:-8000}" --show-login
