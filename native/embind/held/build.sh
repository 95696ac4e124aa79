#!/usr/bin/env bash
# Builds the module with emcc 3.1.6 as people ship it, and with Embind's own assertions.
set -euo pipefail
cd "$(dirname "$0")"
# Debian keeps emcc's JavaScript dependencies where other builds of Node do not look.
export NODE_PATH=/usr/share/nodejs
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
mkdir -p built

for build in release assertions; do
  flags=(-sASSERTIONS=0)
  if [ "$build" = assertions ]; then flags=(-sASSERTIONS=1); fi
  emcc -O2 -g0 -std=c++17 "-ffile-prefix-map=$PWD=." bind.cpp -lembind "${flags[@]}" \
    -o "$objects/$build.cjs" -sMODULARIZE=1 -sEXPORT_NAME=held -sENVIRONMENT=node,web \
    -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=8MB --no-entry
  install -m 644 "$objects/$build.cjs" "$objects/$build.wasm" built/
  (cd built && sha256sum "$build.wasm" > "$build.wasm.sha256")
done
