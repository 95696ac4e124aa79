#!/usr/bin/env bash
# Builds functions with DWARF line tables of versions 4 and 5, with clang-14, lld-14 and wasi-libc.
set -euo pipefail
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
mkdir -p built

for version in 4 5; do
  clang++-14 --target=wasm32-wasi -std=c++17 -O1 -gline-tables-only "-gdwarf-$version" -fno-exceptions -fno-rtti -fno-builtin \
    "-fdebug-prefix-map=$PWD=/source/lines" "-ffile-prefix-map=$PWD=/source/lines" -Wall -Wextra -Werror -c lines.cpp -o "$objects/lines.o"
  wasm-ld-14 --no-entry --export=malloc --export=free -L/usr/lib/wasm32-wasi "$objects/lines.o" -lc -o "built/dwarf$version.wasm"
  chmod 644 "built/dwarf$version.wasm"
  (cd built && sha256sum "dwarf$version.wasm" > "dwarf$version.wasm.sha256")
done
