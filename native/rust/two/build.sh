#!/usr/bin/env bash
# Builds a module that links Rust's allocator and wasi-libc's, with rustc 1.63 and wasi-libc.
set -euo pipefail
cd "$(dirname "$0")"
rustc=${RUSTC:-/usr/bin/rustc}
mkdir -p built
"$rustc" --target wasm32-unknown-unknown -C panic=abort -C debuginfo=0 -C linker=wasm-ld-14 -C opt-level=2 -C strip=symbols \
  --remap-path-prefix "$PWD=." --edition 2021 --crate-type cdylib --crate-name two -L /usr/lib/wasm32-wasi src/lib.rs -o built/two.wasm
chmod 644 built/two.wasm
(cd built && sha256sum two.wasm > two.wasm.sha256)
