// A recursion whose frames lie above static data: when the shadow stack overflows, nothing traps and the data is overwritten.
#include <cstdint>
#include <cstdlib>

namespace {
volatile std::uint32_t guard[256] = {1, 2, 3, 4};

__attribute__((noinline)) std::uint32_t descend(std::uint32_t depth) {
  volatile std::uint8_t frame[1000];
  for (std::uint32_t i = 0; i < sizeof frame; i++) frame[i] = static_cast<std::uint8_t>(depth);
  const std::uint32_t below = depth == 0 ? 0 : descend(depth - 1);
  return below + frame[depth % sizeof frame];
}
} // namespace

extern "C" __attribute__((used, export_name("recurse"))) std::uint32_t recurse(std::uint32_t depth) {
  return descend(depth);
}

extern "C" __attribute__((used, export_name("intact"))) int intact() {
  return guard[0] == 1 && guard[1] == 2 && guard[2] == 3 && guard[3] == 4 && guard[200] == 0;
}
