#!/usr/bin/env bash
# Builds the leak cases with rustc 1.63 (its wasm32-unknown-unknown std), each with Rust's allocator and with wee_alloc.
# cargo only fetches the three crates of wee_alloc; a cargo newer than the compiler cannot build with it.
set -euo pipefail
cd "$(dirname "$0")"
rustc=${RUSTC:-/usr/bin/rustc}
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
mkdir -p built
cargo fetch --locked --quiet
sources=$(dirname "$(ls -d "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/wee_alloc-0.4.5)")

compile() {
  "$rustc" --target wasm32-unknown-unknown -C panic=abort -C debuginfo=0 -C linker=wasm-ld-14 \
    --remap-path-prefix "$sources=/crates" --remap-path-prefix "$PWD=." "$@"
}

library() {
  local name=$1 source=$2
  shift 2
  compile --crate-type rlib --crate-name "$name" --cap-lints allow --out-dir "$objects" -L "$objects" "$source" "$@"
}

variant() {
  local name=$1 options=$2
  # shellcheck disable=SC2086
  library cfg_if "$sources/cfg-if-0.1.10/src/lib.rs" --edition 2018 $options
  library memory_units "$sources/memory_units-0.4.0/src/lib.rs" $options
  library wee_alloc "$sources/wee_alloc-0.4.5/src/lib.rs" --cfg 'feature="size_classes"' $options \
    --extern cfg_if="$objects/libcfg_if.rlib" --extern memory_units="$objects/libmemory_units.rlib"
  compile --edition 2021 --crate-type cdylib --crate-name leaks $options src/lib.rs -o "$objects/$name.wasm"
  compile --edition 2021 --crate-type cdylib --crate-name leaks $options src/lib.rs -o "$objects/$name-wee.wasm" --cfg 'feature="wee"' \
    -L "$objects" --extern wee_alloc="$objects/libwee_alloc.rlib"
  for module in "$name" "$name-wee"; do
    install -m 644 "$objects/$module.wasm" "built/$module.wasm"
    (cd built && sha256sum "$module.wasm" > "$module.wasm.sha256")
  done
}

variant debug "-C opt-level=0 -C strip=debuginfo"
variant release "-C opt-level=2 -C strip=debuginfo"
variant lto "-C opt-level=s -C lto=fat -C strip=debuginfo"
variant stripped "-C opt-level=2 -C strip=symbols"

# What release pipelines do on top (wasm-pack, wasm-bindgen-cli users): Binaryen, which writes the same code differently.
for module in stripped stripped-wee; do
  optimised=${module/stripped/optimised}
  wasm-opt -O2 "built/$module.wasm" -o "built/$optimised.wasm"
  (cd built && sha256sum "$optimised.wasm" > "$optimised.wasm.sha256")
done
