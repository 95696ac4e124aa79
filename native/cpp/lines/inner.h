#pragma once
#include <cstdlib>

__attribute__((noinline)) inline void *inner(unsigned size) {
  void *result = malloc(size + 8); // inner allocates here
  static_cast<char *>(result)[0] = 3;
  return result;
}
