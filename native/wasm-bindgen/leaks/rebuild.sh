#!/usr/bin/env bash
# Builds the crate with rustc 1.63 and makes its glue with wasm-bindgen 0.2.84, the newest that this compiler takes. It fetches
# about a hundred crates and compiles for minutes, so `npm run build:native` leaves it out: run it by hand after a change.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A cargo newer than the compiler only fetches; the one of the same age builds from what it fetched.
cp -r Cargo.toml Cargo.lock src "$work"
mkdir "$work/.cargo"
(cd "$work" && cargo vendor --locked vendor 2> /dev/null > .cargo/config.toml && sed -i 's/^version = 4/version = 3/' Cargo.lock)
(cd "$work" && RUSTC=${RUSTC:-/usr/bin/rustc} RUSTFLAGS="-C linker=wasm-ld-14 --remap-path-prefix $work=." \
  /usr/bin/cargo build --offline --quiet --release --target wasm32-unknown-unknown)
cargo run --quiet --locked --manifest-path bindgen/Cargo.toml --target-dir "$work/bindgen" -- \
  "$work/target/wasm32-unknown-unknown/release/bound.wasm" "$work/out"

mkdir -p built
install -m 644 "$work/out/bound.js" built/bound.cjs
install -m 644 "$work/out/bound_bg.wasm" built/bound_bg.wasm
(cd built && sha256sum bound_bg.wasm > bound_bg.wasm.sha256)
