#!/usr/bin/env bash
# Builds the leak cases and two Embind classes with emcc 3.1.6, once with each of its allocators.
set -euo pipefail
cd "$(dirname "$0")"
# Debian keeps emcc's JavaScript dependencies where other builds of Node do not look.
export NODE_PATH=/usr/share/nodejs
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
mkdir -p built

for allocator in dlmalloc emmalloc; do
  emcc -O2 -g0 -std=c++17 -fno-builtin "-ffile-prefix-map=$PWD=." ../../cpp/leaks/leaks.cpp bind.cpp -lembind \
    -o "$objects/$allocator.cjs" -sMALLOC="$allocator" -sMODULARIZE=1 -sEXPORT_NAME=leaks -sENVIRONMENT=node,web \
    -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=8MB --no-entry
  install -m 644 "$objects/$allocator.cjs" "$objects/$allocator.wasm" built/
  (cd built && sha256sum "$allocator.wasm" > "$allocator.wasm.sha256")
done
