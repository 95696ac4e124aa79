// Functions in two files that allocate, for tests that look up where code comes from.
#include "inner.h"

#include <cstdlib>

extern "C" __attribute__((used, noinline, export_name("direct"))) void *direct(unsigned size) {
  void *result = malloc(size); // direct allocates here
  static_cast<char *>(result)[0] = 1;
  return result;
}

extern "C" __attribute__((used, noinline, export_name("nested"))) void *nested(unsigned size) {
  char *result = static_cast<char *>(inner(size)); // nested calls here
  result[1] = 2;
  return result;
}
