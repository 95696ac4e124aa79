#!/usr/bin/env bash
# Builds the cases with the compiler of tests/real-packages, once per runtime.
set -euo pipefail
cd "$(dirname "$0")"
asc=../../../tests/real-packages/node_modules/assemblyscript/bin/asc.js
mkdir -p built

build() {
  local name=$1
  shift
  node "$asc" index.ts --exportRuntime --outFile "built/$name.wasm" "$@"
  chmod 644 "built/$name.wasm"
  (cd built && sha256sum "$name.wasm" > "$name.wasm.sha256")
}

build incremental --runtime incremental -O2
build incremental-debug --runtime incremental --debug
build minimal --runtime minimal -O2
build stub --runtime stub -O2
