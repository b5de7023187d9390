#!/bin/sh
# Sets faxpipe up in this folder: `sh .make/setup.sh run` for use, `sh .make/setup.sh dev` for development.
#
# Looks first and installs only what is missing: tesseract and poppler from the distribution (apt, with sudo where
# needed), Python packages into .venv. A second run finds its stamp and is done at once.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'faxpipe: %s\n' "$*"; }
fail() { printf 'faxpipe: %s\n' "$*" >&2; exit 1; }

# The newest usable Python among the usual names; a pyenv shim that leads nowhere is passed over.
find_python() {
    for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$name" ] || continue
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$name"; return; }
    done
    return 1
}

has_english() { tesseract --list-langs 2>/dev/null | grep -qx eng; }
has_venv() { "$1" -c 'import venv, ensurepip' 2>/dev/null; }
venv_package() { "$1" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")'; }

# Debian packages that are missing, on one line.
missing_packages() {
    command -v tesseract >/dev/null || printf 'tesseract-ocr '
    has_english || printf 'tesseract-ocr-eng '
    command -v pdftoppm >/dev/null || printf 'poppler-utils '
    if python=$(find_python); then has_venv "$python" || printf '%s ' "$(venv_package "$python")"
    else printf 'python3 python3-venv '; fi
}

# Runs a command as root: as it is, or through sudo.
as_root() {
    if [ "$(id -u)" = 0 ]; then env DEBIAN_FRONTEND=noninteractive "$@"
    else sudo env DEBIAN_FRONTEND=noninteractive "$@"; fi
}

apt_update() {
    for pause in 2 10 30 0; do
        as_root apt-get update -q && return
        sleep "$pause"
    done
    fail "the package lists could not be fetched; check the network and run this again"
}

install_packages() {
    packages=$(missing_packages)
    [ -n "$packages" ] || return 0
    by_hand="as root: apt-get update && apt-get install --no-install-recommends $packages"
    command -v apt-get >/dev/null ||
        fail "please install what these Debian packages hold, then run this again: $packages"
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || fail "please run $by_hand"
    say "installing $packages"
    apt_update
    # shellcheck disable=SC2086  # a list of package names
    as_root apt-get install -q -y --no-install-recommends $packages || fail "apt could not install; please try $by_hand"
}

make_venv() {
    extras=$1
    python=$(find_python) ||
        fail "Python 3.11 or newer is needed; install one and name it: make run PYTHON=/path/to/python3.12"
    has_venv "$python" || fail "$python has no venv module; please install $(venv_package "$python")"
    # The folder stands in the stamp because a .venv does not survive being moved.
    wanted=$({ echo "$extras"; pwd; cat setup.cfg pyproject.toml; } | cksum)
    stamp=.venv/.faxpipe-$extras
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then return; fi
    if ! .venv/bin/python -m pip --version >/dev/null 2>&1 || [ "$(cat .venv/.folder 2>/dev/null || pwd)" != "$(pwd)" ]; then
        say "making .venv with $("$python" --version)"
        rm -rf .venv
        "$python" -m venv .venv
    fi
    pwd > .venv/.folder
    say "installing Python packages into .venv (the first time takes a minute or two)"
    case $extras in dev) target=".[dev,engine,lab]" ;; *) target=".[engine]" ;; esac
    .venv/bin/python -m pip install -qq --disable-pip-version-check --retries 5 -e "$target" ||
        fail "pip could not install the packages; check the network and run this again"
    echo "$wanted" > "$stamp"
}

# Networks fitted to this processor; without them reading is as exact, only slower.
prepare_engine() {
    [ -e .venv/share/faxpipe/networks/manifest.json ] || say "fitting the reading engine to this machine (about a minute)"
    .venv/bin/faxpipe prepare >.venv/.prepare.log 2>&1 && return
    tail -n 1 .venv/.prepare.log >&2
    say "the reading engine could not be fitted to this machine and will be slower; later: .venv/bin/faxpipe prepare"
}

case ${1:-run} in run | dev) ;; *) fail "usage: setup.sh run|dev" ;; esac
install_packages
make_venv "${1:-run}"
prepare_engine
