#!/usr/bin/env bash
# Builds the memory64 cases with clang-14 and the dlmalloc of Debian's Emscripten: wasi-libc has no 64-bit build.
set -euo pipefail
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
mkdir -p built
flags=(--target=wasm64 -O1 -g0 -fno-builtin -nostdlib)
clang-14 "${flags[@]}" -Wall -Wextra -Werror "-ffile-prefix-map=$PWD=." -c wide.c -o "$objects/wide.o"
clang-14 "${flags[@]}" -w -isystem /usr/include/wasm32-wasi -include stddef.h -DHAVE_MMAP=0 -DUSE_DL_PREFIX -DNO_MALLOC_STATS=1 \
  -DNO_MALLINFO=1 -DMORECORE=sbrk -DMORECORE_CANNOT_TRIM -Dmalloc_getpagesize=65536 -DLACKS_SYS_MMAN_H -DLACKS_UNISTD_H \
  -DLACKS_SCHED_H -DLACKS_TIME_H -DLACKS_FCNTL_H -DLACKS_SYS_PARAM_H -DLACKS_ERRNO_H -DMALLOC_FAILURE_ACTION= -DEINVAL=22 \
  -DENOMEM=12 -c /usr/share/emscripten/system/lib/dlmalloc.c -o "$objects/dlmalloc.o"
wasm-ld-14 -mwasm64 --no-entry --strip-debug "$objects/wide.o" "$objects/dlmalloc.o" -o built/wide.wasm
chmod 644 built/wide.wasm
(cd built && sha256sum wide.wasm > wide.wasm.sha256)
