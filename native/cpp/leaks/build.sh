#!/usr/bin/env bash
# Builds the leak cases with clang-14, lld-14 and wasi-libc in the variants a program may be shipped in.
set -euo pipefail
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
mkdir -p built
resources=$(clang-14 --print-resource-dir)
# Without -fno-builtin the compiler deletes pairs of malloc and free, and with them the cases.
flags=(--target=wasm32-wasi -std=c++17 -g0 -fno-exceptions -fno-rtti -fno-builtin -fvisibility=hidden -Wall -Wextra -Werror
  "-ffile-prefix-map=$PWD=.")

variant() {
  local name=$1 link=$2
  shift 2
  clang++-14 "${flags[@]}" "$@" -c leaks.cpp -o "$objects/$name.o"
  wasm-ld-14 --no-entry --export=_initialize --export=malloc --export=free "$link" -L/usr/lib/wasm32-wasi \
    /usr/lib/wasm32-wasi/crt1-reactor.o "$objects/$name.o" -lc++ -lc++abi -lc \
    "$resources/lib/wasi/libclang_rt.builtins-wasm32.a" -o "built/$name.wasm"
  chmod 644 "built/$name.wasm"
  (cd built && sha256sum "$name.wasm" > "$name.wasm.sha256")
}

variant debug --strip-debug -O0
variant release --strip-debug -O2
variant lto --strip-debug -O2 -flto
variant stripped --strip-all -O2
