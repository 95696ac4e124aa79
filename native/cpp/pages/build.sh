#!/usr/bin/env bash
# Builds the page allocator and its cases without a standard library.
set -euo pipefail
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
mkdir -p built
clang-14 --target=wasm32 -O2 -g0 -fno-builtin -nostdlib -Wall -Wextra -Werror "-ffile-prefix-map=$PWD=." \
  -c pages.c -o "$objects/pages.o"
wasm-ld-14 --no-entry --strip-debug "$objects/pages.o" -o built/pages.wasm
chmod 644 built/pages.wasm
(cd built && sha256sum pages.wasm > pages.wasm.sha256)
