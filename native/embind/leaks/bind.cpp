// Embind classes over the leak cases: what JavaScript owns is owned through Embind's own handles.
#include <emscripten/bind.h>
#include <memory>
#include <string>
#include <vector>

namespace {

class Document {
public:
  explicit Document(int pages) {
    for (int i = 0; i < pages; i++) pages_.push_back(std::make_unique<std::string>(64, 'p'));
  }
  int pages() const { return static_cast<int>(pages_.size()); }

private:
  std::vector<std::unique_ptr<std::string>> pages_;
};

class Shape {
public:
  void link(const std::shared_ptr<Shape> &peer) { peer_ = peer; }

private:
  std::shared_ptr<Shape> peer_;
};

} // namespace

EMSCRIPTEN_BINDINGS(leaks) {
  emscripten::class_<Document>("Document").constructor<int>().function("pages", &Document::pages);
  emscripten::class_<Shape>("Shape")
      .smart_ptr_constructor("Shape", &std::make_shared<Shape>)
      .function("link", &Shape::link);
}
