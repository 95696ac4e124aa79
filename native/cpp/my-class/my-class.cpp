// Two native classes behind C exports: the pointer that a constructor returns is owned by JavaScript until the
// destructor gets it back. `live_objects` counts what is between the two, so that a test can ask the module itself.
#include <cstdint>
#include <cstdlib>
#include <new>

#define EXPORT(name) extern "C" __attribute__((export_name(name)))

namespace {

int live = 0;

class MyClass {
 public:
  explicit MyClass(int seed) : value_(seed) { ++live; }
  ~MyClass() { --live; }
  int my_method(int by) { return value_ += by; }

 private:
  int value_;
};

class Image {
 public:
  Image(uint32_t width, uint32_t height)
      : byte_length_(uint64_t(width) * height * 4 > UINT32_MAX ? 0 : width * height * 4),
        pixels_(byte_length_ ? static_cast<uint8_t *>(calloc(byte_length_, 1)) : nullptr) {
    ++live;
  }
  ~Image() {
    free(pixels_);
    --live;
  }
  Image(const Image &) = delete;
  Image &operator=(const Image &) = delete;

  bool valid() const { return pixels_ != nullptr; }
  uint32_t byte_length() const { return byte_length_; }
  uint8_t *data() { return pixels_; }
  void fill(uint32_t rgba) {
    for (uint32_t i = 0; i < byte_length_; ++i) pixels_[i] = uint8_t(rgba >> (8 * (i % 4)));
  }

 private:
  uint32_t byte_length_;
  uint8_t *pixels_;
};

template <class T, class... Arguments>
T *make(Arguments... arguments) {
  void *place = malloc(sizeof(T));
  return place ? new (place) T(arguments...) : nullptr;
}

template <class T>
void destroy(T *object) {
  if (!object) return;
  object->~T();
  free(object);
}

}  // namespace

EXPORT("_MyClass__constructor") MyClass *my_class_constructor(int seed) { return make<MyClass>(seed); }
EXPORT("_MyClass__destructor") void my_class_destructor(MyClass *self) { destroy(self); }
EXPORT("_MyClass__my_method") int my_class_my_method(MyClass *self, int by) { return self->my_method(by); }

EXPORT("_Image__constructor") Image *image_constructor(uint32_t width, uint32_t height) {
  Image *image = make<Image>(width, height);
  if (image && !image->valid()) {
    destroy(image);
    return nullptr;
  }
  return image;
}
EXPORT("_Image__destructor") void image_destructor(Image *self) { destroy(self); }
EXPORT("_Image__data") uint8_t *image_data(Image *self) { return self->data(); }
EXPORT("_Image__byte_length") uint32_t image_byte_length(Image *self) { return self->byte_length(); }
EXPORT("_Image__fill") void image_fill(Image *self, uint32_t rgba) { self->fill(rgba); }

EXPORT("live_objects") int live_objects() { return live; }
EXPORT("_malloc") void *export_malloc(size_t size) { return malloc(size); }
EXPORT("_free") void export_free(void *block) { free(block); }
