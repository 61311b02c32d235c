// What a client may write into a project's settings. Defaults and output are
// labeling/json/rest_json.h's.
#pragma once

#include <string>

#include "api/body.h"

namespace millrace::api {

// `stored` (JSON object) with what the form gives; the form was checked by kProjectInput. What no
// shape can say is noted in the form.
std::string MergeSettings(const std::string& stored, Form& form);

}  // namespace millrace::api
