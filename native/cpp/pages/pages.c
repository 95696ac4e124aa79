// An allocator of its own kind, as small runtimes have them: size classes on pages of 4 KiB, free lists, no headers.
// No walk can read it; its functions have to be named to the hooks.
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name), noinline))
#define CLASSES 8
#define PAGE 4096

struct unused {
  struct unused *next;
};

extern char __heap_base;
static struct unused *lists[CLASSES];
// Size class of each 4 KiB page, which is all that a release has to know.
static uint8_t page_class[4096];
static uintptr_t end;

static uintptr_t new_page(void) {
  if (!end) end = ((uintptr_t)&__heap_base + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
  const uintptr_t page = end;
  end += PAGE;
  if (end > __builtin_wasm_memory_size(0) * 65536 && __builtin_wasm_memory_grow(0, 1) == (size_t)-1) __builtin_trap();
  return page;
}

EXPORT(pages_take) void *pages_take(size_t bytes) {
  int class = 0;
  while (class < CLASSES - 1 && ((size_t)16 << class) < bytes) class++;
  if (!lists[class]) {
    const uintptr_t page = new_page();
    page_class[page / PAGE] = (uint8_t)class;
    for (uintptr_t at = page; at < page + PAGE; at += (uintptr_t)16 << class) {
      struct unused *block = (struct unused *)at;
      block->next = lists[class];
      lists[class] = block;
    }
  }
  struct unused *block = lists[class];
  lists[class] = block->next;
  block->next = 0;
  return block;
}

EXPORT(pages_give) void pages_give(void *pointer) {
  struct unused *block = pointer;
  const int class = page_class[(uintptr_t)pointer / PAGE];
  block->next = lists[class];
  lists[class] = block;
}

struct node {
  struct node *next;
  uint32_t value[5];
};

static struct node *volatile kept;

static struct node *list_of(int length) {
  struct node *head = 0;
  for (int i = 0; i < length; i++) {
    struct node *node = pages_take(sizeof *node);
    node->next = head;
    head = node;
  }
  return head;
}

EXPORT(keep) void keep(void) { kept = list_of(5); }

EXPORT(lose) void lose(void) {
  struct node *volatile head = list_of(10);
  (void)head;
}

EXPORT(healthy) void healthy(void) {
  void *blocks[20];
  for (int i = 0; i < 20; i++) blocks[i] = pages_take((size_t)i * 50 + 1);
  for (int i = 0; i < 20; i++) pages_give(blocks[i]);
}
