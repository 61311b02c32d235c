// The length of a recording.
#pragma once

#include <optional>

#include "base/byte_source.h"

namespace millrace::labeling {

// Seconds of a WAV file with PCM samples; nothing for anything else.
std::optional<double> WaveSeconds(const ByteSource& file);

}  // namespace millrace::labeling
