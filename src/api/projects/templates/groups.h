// The templates of each group. Configs use only tags that the labeling editor knows; `sample` is a
// task's data that fits, with media of the web app's own samples.
#pragma once

#include "api/projects/templates.h"

namespace millrace::api {

std::span<const Template> ImageTemplates();
std::span<const Template> TextTemplates();
std::span<const Template> DialogueTemplates();
std::span<const Template> MediaTemplates();  // sound, video, time series
std::span<const Template> DocumentTemplates();

}  // namespace millrace::api
