// Videos are annotated at key frames; some readers want every frame.
#pragma once

#include <string>
#include <string_view>

namespace millrace::labeling {

// `result` (a valid JSON list) with the frames between the key frames of each VideoRectangle filled
// in by straight lines, marked "auto", as label-studio-sdk's extract_key_frames does: from each
// enabled key frame to the next one, and from the last enabled one to the end of the video. At most
// 200,000 frames are added to a region.
std::string FillKeyFrames(std::string_view result);

}  // namespace millrace::labeling
