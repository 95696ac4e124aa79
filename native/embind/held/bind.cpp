// A class over raw memory, and JavaScript values that the module keeps: what `count_emval_handles` counts.
#include <emscripten/bind.h>
#include <emscripten/val.h>
#include <memory>
#include <vector>

namespace {

class Item {
public:
  explicit Item(int size) : bytes_(size) {}
  int size() const { return static_cast<int>(bytes_.size()); }

private:
  std::vector<char> bytes_;
};

std::vector<emscripten::val> kept;

void keep(emscripten::val value) { kept.push_back(value); }
void dropLast() { kept.pop_back(); }

} // namespace

EMSCRIPTEN_BINDINGS(held) {
  emscripten::class_<Item>("Item")
      .smart_ptr_constructor("Item", &std::make_shared<Item, int>)
      .function("size", &Item::size);
  emscripten::function("keep", &keep);
  emscripten::function("dropLast", &dropLast);
}
