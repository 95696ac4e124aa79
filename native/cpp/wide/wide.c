// Leak cases with 64-bit pointers: memory64, over the dlmalloc that Emscripten brings.
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name), noinline))

void *dlmalloc(size_t);
void dlfree(void *);

struct node {
  struct node *next;
  uint64_t value[3];
};

static struct node *volatile kept;

EXPORT(keep) void keep(void) {
  for (int i = 0; i < 5; i++) {
    struct node *node = dlmalloc(sizeof *node);
    node->next = kept;
    kept = node;
  }
}

EXPORT(lose) void lose(void) {
  struct node *volatile head = 0;
  for (int i = 0; i < 10; i++) {
    struct node *node = dlmalloc(sizeof *node);
    node->next = head;
    head = node;
  }
}

EXPORT(churn) void churn(void) {
  void *blocks[50];
  for (int i = 0; i < 50; i++) blocks[i] = dlmalloc((size_t)i * 37 + 1);
  for (int i = 0; i < 50; i += 2) dlfree(blocks[i]);
  for (int i = 1; i < 50; i += 2) dlfree(blocks[i]);
}

EXPORT(hand_out) void *hand_out(void) { return dlmalloc(40); }

// What dlmalloc needs from a system.
extern char __heap_base;

void *sbrk(ptrdiff_t bytes) {
  static uintptr_t end;
  if (!end) end = ((uintptr_t)&__heap_base + 65535) & ~(uintptr_t)65535;
  const uintptr_t old = end;
  const uintptr_t have = __builtin_wasm_memory_size(0) * 65536;
  if (bytes > 0 && old + (uintptr_t)bytes > have) {
    const size_t pages = (old + (uintptr_t)bytes - have + 65535) / 65536;
    if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1) return (void *)-1;
  }
  if (bytes > 0) end += (uintptr_t)bytes;
  return (void *)old;
}

void *memset(void *target, int value, size_t bytes) {
  for (char *at = target; bytes--; at++) *at = (char)value;
  return target;
}

void *memcpy(void *target, const void *source, size_t bytes) {
  const char *from = source;
  for (char *at = target; bytes--; at++) *at = *from++;
  return target;
}

void abort(void) { __builtin_trap(); }
