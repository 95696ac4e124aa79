#!/usr/bin/env bash
# Builds the marking loop that bench/scan.ts compares with, without a standard library.
set -euo pipefail
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
mkdir -p built
clang-14 --target=wasm32 -nostdlib -O3 -g0 -Wall -Wextra -Werror "-ffile-prefix-map=$PWD=." -c scan-loop.c -o "$objects/scan-loop.o"
wasm-ld-14 --no-entry --import-memory --global-base=1024 --strip-all "$objects/scan-loop.o" -o built/scan-loop.wasm
chmod 644 built/scan-loop.wasm
(cd built && sha256sum scan-loop.wasm > scan-loop.wasm.sha256)
