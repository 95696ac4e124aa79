#!/usr/bin/env bash
# Builds built/my-class.wasm with Debian's clang-14, lld-14 and wasi-libc: a reactor without imports.
set -euo pipefail
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
mkdir -p built
clang++-14 --target=wasm32-wasi -O2 -g0 -fno-exceptions -fno-rtti -fvisibility=hidden -Wall -Wextra -Werror \
  -ffile-prefix-map="$PWD"=. -c my-class.cpp -o "$objects/my-class.o"
wasm-ld-14 --no-entry --export=_initialize --strip-debug -L/usr/lib/wasm32-wasi \
  /usr/lib/wasm32-wasi/crt1-reactor.o "$objects/my-class.o" -lc \
  "$(clang-14 --print-resource-dir)/lib/wasi/libclang_rt.builtins-wasm32.a" -o built/my-class.wasm
chmod 644 built/my-class.wasm
(cd built && sha256sum my-class.wasm > my-class.wasm.sha256)
