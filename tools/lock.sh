#!/bin/sh
# Write the three locks from pyproject.toml. `tools/lock.sh --upgrade` takes the newest versions, `--upgrade-package NAME`
# one of them; without either, only what pyproject.toml no longer allows changes.
set -eu
cd "$(dirname "$0")/.."

export UV_CUSTOM_COMPILE_COMMAND="make lock"

compile() {
    output=$1
    shift
    .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --output-file "$output" "$@"
    printf '%s: %s packages\n' "$output" "$(grep -c '^[^ #].*==' "$output")"
}

compile requirements-dev.txt --extra embedded --group dev "$@"
# The smaller sets start from the versions of the largest, so that the three agree.
cp requirements-dev.txt requirements-embedded.txt
compile requirements-embedded.txt --extra embedded --group bootstrap
cp requirements-dev.txt requirements.txt
compile requirements.txt
