// The marking loop of src/runtime/heap/scan/mark.ts, for bench/scan.ts to compare with. Not used by the checker itself.
#include <stdint.h>

typedef uint32_t u32;

static const u32 *words;
static const u32 *addresses, *ends, *bits, *counts;
static u32 lowest, span, shift;
static uint8_t *codes;
static u32 *stack, height;

// Everything a scan needs, laid out by the caller behind the copy of the memory; `words` is that copy.
__attribute__((export_name("setup"))) void setup(u32 *memory, u32 *a, u32 *e, u32 *b, u32 *c, uint8_t *k, u32 *s, u32 low, u32 sp,
                                                 u32 sh) {
  words = memory, addresses = a, ends = e, bits = b, counts = c, codes = k, stack = s, lowest = low, span = sp, shift = sh;
  height = 0;
}

static inline int find(u32 address) {
  const u32 offset = address - lowest;
  if (offset >= span) return -1;
  const u32 bit = offset >> shift;
  const u32 below = bits[bit >> 5] & (0xffffffffu >> (31 - (bit & 31)));
  int index = (int)(counts[bit >> 5] + (u32)__builtin_popcount(below)) - 1;
  if (index >= 0 && addresses[index] > address) index--;
  return index >= 0 && address < ends[index] ? index : -1;
}

static inline void range(u32 start, u32 end) {
  for (u32 i = (start + 3) >> 2; i < end >> 2; i++) {
    const u32 value = words[i];
    const int block = find(value);
    if (block < 0 || codes[block]) continue;
    const u32 offset = value - addresses[block];
    if (offset > 16 || (offset & 3)) continue;
    codes[block] = 1;
    stack[height++] = (u32)block;
  }
}

__attribute__((export_name("mark"))) void mark(u32 root_start, u32 root_end) {
  range(root_start, root_end);
  while (height) {
    const u32 block = stack[--height];
    range(addresses[block], ends[block]);
  }
}
