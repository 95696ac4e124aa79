#!/usr/bin/env bash
# Builds the recursion with clang-14, lld-14 and wasi-libc's malloc: statics below a stack of 64 KiB, as wasm-ld lays them out.
set -euo pipefail
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
mkdir -p built
clang++-14 --target=wasm32-wasi -std=c++17 -g0 -O2 -fno-exceptions -fno-rtti -Wall -Wextra -Werror "-ffile-prefix-map=$PWD=." \
  -c stack.cpp -o "$objects/stack.o"
wasm-ld-14 --no-entry --export=malloc --export=free --strip-debug -z stack-size=65536 -L/usr/lib/wasm32-wasi "$objects/stack.o" \
  -lc -o built/stack.wasm
chmod 644 built/stack.wasm
(cd built && sha256sum stack.wasm > stack.wasm.sha256)
