// Every case is one export that plants at most one kind of leak; tests/agreement/native states what each must be called.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <vector>

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#define EXPORT(name) extern "C" EMSCRIPTEN_KEEPALIVE __attribute__((noinline))
#else
#define EXPORT(name) extern "C" __attribute__((used, noinline, export_name(#name)))
#endif

namespace {

struct Node {
  Node *next = nullptr;
  std::uint32_t value[5] = {1, 2, 3, 4, 5};
};

struct Owner {
  Node *left = new Node;
  Node *right = new Node;
  std::uint32_t tag[2] = {7, 7};
  ~Owner() {
    delete left;
    delete right;
  }
};

struct Shared {
  std::shared_ptr<Shared> peer;
  int *payload = nullptr;
  ~Shared() { delete[] payload; }
};

struct Arena {
  char *memory = static_cast<char *>(std::malloc(4096));
  std::size_t used = 0;
  void *take(std::size_t bytes) {
    void *result = memory + used;
    used += (bytes + 7) & ~std::size_t{7};
    return result;
  }
};

Node *list_of(int length) {
  Node *head = nullptr;
  for (int i = 0; i < length; i++) {
    Node *node = new Node;
    node->next = head;
    head = node;
  }
  return head;
}

// Read by `sum_of_globals`: a store to a static nobody reads vanishes in optimised builds, and with it the root.
std::vector<Node *> *global_vector;
Node *global_list;
Arena *global_arena;
std::uintptr_t global_hidden;

// Keeps the optimiser from seeing that an allocation is unused.
template <class T> T *opaque(T *pointer) {
  asm volatile("" : "+r"(pointer) : : "memory");
  return pointer;
}

} // namespace

EXPORT(missing_delete) void missing_delete() { opaque(new Node)->value[0] = 9; }

EXPORT(owner_missing_delete) void owner_missing_delete() { opaque(new Owner)->tag[0] = 1; }

EXPORT(shared_cycle) void shared_cycle() {
  auto first = std::make_shared<Shared>();
  auto second = std::make_shared<Shared>();
  first->peer = second;
  second->peer = first;
}

EXPORT(shared_cycle_payload) void shared_cycle_payload() {
  auto first = std::make_shared<Shared>();
  auto second = std::make_shared<Shared>();
  first->payload = opaque(new int[10]());
  second->payload = opaque(new int[20]());
  first->peer = second;
  second->peer = first;
}

EXPORT(self_cycle) void self_cycle() {
  auto only = std::make_shared<Shared>();
  only->peer = only;
}

EXPORT(lost_list) void lost_list() { opaque(list_of(10)); }

EXPORT(lost_string_vector) void lost_string_vector() {
  auto *strings = opaque(new std::vector<std::string>);
  strings->reserve(3);
  for (int i = 0; i < 3; i++) strings->emplace_back(40 + i, 'x');
}

EXPORT(lost_arena) void lost_arena() {
  Arena arena;
  std::memset(arena.take(100), 1, 100);
  opaque(arena.memory);
}

EXPORT(hidden_pointer) void hidden_pointer() {
  global_hidden = reinterpret_cast<std::uintptr_t>(new Node) ^ 0x55555555u;
}

EXPORT(vector_behind_global) void vector_behind_global() {
  if (!global_vector) global_vector = new std::vector<Node *>;
  global_vector->reserve(16);
  for (int i = 0; i < 8; i++) global_vector->push_back(new Node);
}

EXPORT(list_behind_global) void list_behind_global() { global_list = list_of(10); }

EXPORT(arena_behind_global) void arena_behind_global() {
  if (!global_arena) global_arena = new Arena;
  for (int i = 0; i < 8; i++) std::memset(global_arena->take(40), i, 40);
}

EXPORT(healthy_delete) void healthy_delete() {
  delete opaque(new Owner);
  delete[] opaque(new int[100]);
}

EXPORT(healthy_pointers) void healthy_pointers() {
  auto unique = std::make_unique<Owner>();
  auto shared = std::make_shared<Shared>();
  shared->payload = new int[5];
  std::weak_ptr<Shared> weak = shared;
  opaque(unique.get());
}

EXPORT(healthy_containers) void healthy_containers() {
  std::map<int, std::string> map;
  for (int i = 0; i < 50; i++) map[i] = std::string(static_cast<std::size_t>(i), 'm');
  opaque(&map);
}

EXPORT(make_owner) Owner *make_owner() { return opaque(new Owner); }
EXPORT(delete_owner) void delete_owner(Owner *owner) { delete owner; }
EXPORT(make_interior) char *make_interior() { return opaque(static_cast<char *>(std::malloc(400))) + 100; }

EXPORT(sum_of_globals) std::uintptr_t sum_of_globals() {
  std::uintptr_t sum = global_hidden;
  if (global_vector) sum += global_vector->size();
  if (global_list) sum += global_list->value[0];
  if (global_arena) sum += global_arena->used;
  return sum;
}

namespace {
std::vector<Node *> *noise_objects;
std::map<int, std::string> *noise_map;
std::uint32_t noise_state = 1;
std::uint32_t next_random() { return noise_state = noise_state * 1664525u + 1013904223u; }
} // namespace

// Live objects and random work, so that planted leaks lie among reused memory full of stale pointers.
EXPORT(noise_start) void noise_start(std::uint32_t seed, int objects) {
  noise_state = seed;
  noise_objects = new std::vector<Node *>;
  noise_map = new std::map<int, std::string>;
  for (int i = 0; i < objects; i++) noise_objects->push_back(new Node);
}

EXPORT(noise_work) std::uint32_t noise_work(int steps) {
  std::uint32_t sum = 0;
  for (int i = 0; i < steps; i++) {
    const std::uint32_t random = next_random() >> 8;
    const std::size_t index = random % noise_objects->size();
    if (random % 3 == 0) {
      delete (*noise_objects)[index];
      (*noise_objects)[index] = new Node;
    } else if (random % 3 == 1) {
      (*noise_map)[static_cast<int>(random % 97)] = std::string(random % 200, 'w');
    } else {
      noise_map->erase(static_cast<int>(random % 97));
      (*noise_objects)[index]->value[1] = random & 0xff;
    }
    sum += (*noise_objects)[index]->value[0];
  }
  return sum;
}

EXPORT(noise_leak) void noise_leak(int kind) {
  if (kind == 0) missing_delete();
  else if (kind == 1) owner_missing_delete();
  else if (kind == 2) shared_cycle_payload();
  else if (kind == 3) lost_list();
  else lost_string_vector();
}
