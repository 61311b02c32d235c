// Masks as files.
#pragma once

#include <string>

#include "labeling/formats/brush_rle.h"

namespace millrace::labeling {

Result<std::string> PngOf(const Mask& mask);  // gray, 8 bits
std::string NumpyOf(const Mask& mask);        // .npy, uint8, (height, width)

}  // namespace millrace::labeling
