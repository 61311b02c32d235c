#include "labeling/formats/mask_files.h"

#include <png.h>

namespace millrace::labeling {
namespace {

void WriteTo(png_structp png, png_bytep bytes, size_t count) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<char*>(bytes), count);
}
void Flush(png_structp) {}

// No object with a destructor lives where libpng may jump over it.
bool Encode(png_structp png, png_infop info, std::string* out, const Mask& mask) {
  if (setjmp(png_jmpbuf(png))) return false;
  png_set_write_fn(png, out, WriteTo, Flush);
  png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
  png_set_IHDR(png, info, static_cast<png_uint_32>(mask.width),
               static_cast<png_uint_32>(mask.height), 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  // Masks are runs of one value: no filter makes them smaller.
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_set_compression_level(png, 3);
  png_write_info(png, info);
  for (int64_t row = 0; row < mask.height; ++row)
    png_write_row(png, reinterpret_cast<png_const_bytep>(mask.alpha.data() + row * mask.width));
  png_write_end(png, info);
  return true;
}

}  // namespace

Result<std::string> PngOf(const Mask& mask) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  std::string out;
  const bool good = info != nullptr && Encode(png, info, &out, mask);
  png_destroy_write_struct(&png, &info);
  if (good) return out;
  return Fail(ErrorKind::kInternal, "The mask cannot be written as PNG.");
}

std::string NumpyOf(const Mask& mask) {
  std::string head = "{'descr': '|u1', 'fortran_order': False, 'shape': (" +
                     std::to_string(mask.height) + ", " + std::to_string(mask.width) + "), }";
  constexpr size_t kMagic = 10, kAlign = 64;
  head.append((kAlign - (kMagic + head.size() + 1) % kAlign) % kAlign, ' ');
  head += '\n';
  std::string out("\x93NUMPY\x01\x00", 8);
  out += static_cast<char>(head.size() & 0xFF);
  out += static_cast<char>(head.size() >> 8);
  return out + head + mask.alpha;
}

}  // namespace millrace::labeling
