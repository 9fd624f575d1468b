#!/bin/sh
# Make .venv and fill it from the lock: `tools/venv.sh embedded` for what `tap` needs, `tools/venv.sh dev` for everything.
#
# Needs Python >= 3.11 and nothing else. uv, itself locked by hash, installs the rest, which takes seconds where pip takes
# most of a minute; where uv fails, pip installs the same lock. $PYTHON names another interpreter than the first that fits.
set -eu
trap 'exit 130' INT TERM
cd "$(dirname "$0")/.."

wanted=$1
lock=requirements-$wanted.txt
bin=.venv/bin

say() {
    printf '%s\n' "$*" >&2
}

die() {
    say "error: $1"
    shift
    for line in "$@"; do say "  $line"; done
    exit 1
}

# The full path of the interpreter $1, if it is new enough.
fitting() {
    "$1" -c 'import sys; print(sys.executable); sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        fitting "$PYTHON" || die "PYTHON=$PYTHON is no Python of version 3.11 or newer"
        return
    fi
    for candidate in python3 python3.13 python3.12 python3.11 python3.14; do
        if found=$(fitting $candidate); then
            echo "$found"
            return
        fi
    done
    die "tapstack needs Python 3.11 or newer, and there is none on the PATH" \
        "found: $(python3 --version 2>&1 || true)" \
        "mend: install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3.13 ..."
}

# pip for .venv: its own, or the interpreter's, which spares three seconds of making one.
pip() {
    if $bin/python -c 'import pip' 2>/dev/null; then
        $bin/python -m pip "$@"
    else
        "$python" -m pip --python $bin/python "$@"
    fi
}

make_venv() {
    if fitting $bin/python >/dev/null; then
        return
    fi
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    if "$python" -m pip --python "$python" --version >/dev/null 2>&1; then
        "$python" -m venv --without-pip .venv
    else
        "$python" -m venv .venv || die "$python can't make a virtual environment" \
            "mend: install its venv module (on Debian and Ubuntu: apt install python3-venv)"
    fi
}

locked_uv() {
    awk '/^[^ #]/ { on = /^uv==/ } on' "$lock"
}

install_uv() {
    version=$(locked_uv | sed -n 's/^uv==\([^ ]*\).*/\1/p')
    case "$($bin/uv --version 2>/dev/null)" in
        "uv $version" | "uv $version "*) return ;;
    esac
    say "installing uv $version"
    locked_uv >.venv/uv.txt
    pip install -qq --disable-pip-version-check --no-deps --require-hashes -r .venv/uv.txt
}

# uv doesn't read pip's settings: hand it the index and the certificates that pip is set up for.
borrow_pip_settings() {
    index=${PIP_INDEX_URL:-$(pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
        export UV_DEFAULT_INDEX="$index"
    fi
    if [ -n "${PIP_CERT:-}" ] && [ -z "${SSL_CERT_FILE:-}" ]; then
        export SSL_CERT_FILE="$PIP_CERT"
    fi
}

sync_with_uv() {
    install_uv || return 1
    borrow_pip_settings
    $bin/uv pip sync --quiet --python $bin/python --require-hashes "$lock"
}

sync_with_pip() {
    pip install -qq --disable-pip-version-check --require-hashes -r "$lock"
}

# The project itself, editable. Its build backend is in the lock, so this downloads nothing.
install_project() {
    $bin/uv pip install --quiet --python $bin/python --offline --no-deps --no-build-isolation --editable . 2>/dev/null ||
        pip install -qq --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
}

[ -f "$lock" ] || die "there is no lock $lock" "mend: make lock"
python=$(find_python)
make_venv
# The development set holds the other: once it is there, it stays.
if [ "$wanted" = embedded ] && [ -f .venv/.installed-dev ]; then
    wanted=dev
    lock=requirements-dev.txt
fi
say "installing $(grep -c '^[^ #].*==' "$lock") packages ($wanted) into .venv"
if ! sync_with_uv; then
    say "uv could not install them; trying pip, which takes a minute"
    sync_with_pip || die "the packages of $lock could not be installed" \
        "mend: pip's message above says why; check the network, a proxy, or pip's index setting"
fi
install_project || die "tapstack itself could not be installed" "mend: see the message above"
touch .venv/.installed-embedded
if [ "$wanted" = dev ]; then touch .venv/.installed-dev; fi
