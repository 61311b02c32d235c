// JSON that passes through the server as text: slices, replaced strings, comparison, and the URIs
// inside task data.
#include <boost/json.hpp>

#include "api/body.h"
#include "api/json_text.h"
#include "api/media/media_uri.h"
#include "base/text.h"
#include "labeling/json/task_json.h"
#include "tests/fuzz/fuzzing.h"

namespace millrace {
namespace {

using fuzz::Require;

// Of text that is JSON.
void CheckJson(std::string_view text) {
  const std::string_view value = Trim(text);
  Require(api::SkipJsonValue(text, 0) == value.data() + value.size() - text.data(),
          "a value ends where its text ends");
  api::ForEachMember(text, [](std::string_view, std::string_view member) {
    Require(api::ParseJson(member).has_value(), "a member's slice is JSON");
    return true;
  });

  const std::string same = api::ReplaceStrings(text, [](std::string_view) { return std::nullopt; });
  Require(same == text, "replacing nothing changes nothing");
  const std::string replaced = api::ReplaceStrings(
      text, [](std::string_view old) { return std::optional(std::string(old) + "\"\\\n"); });
  Require(api::ParseJson(replaced).has_value(), "replacing strings leaves JSON");
  Require(labeling::SameJson(text, text), "JSON equals itself");
}

}  // namespace
}  // namespace millrace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace millrace;
  const std::string_view text = fuzz::Text(data, size);

  if (api::ParseJson(text).has_value()) CheckJson(text);
  // Whatever the text is: no crash, no endless loop.
  api::SkipJsonValue(text, size / 2);
  api::ForEachMember(text, [](std::string_view, std::string_view) { return true; });
  api::FindMember(text, "data");
  api::DecodeJsonString(text);
  labeling::ForEachString(text, [](std::string_view) {});
  labeling::SameJson(text, text.substr(0, size / 2));

  for (const api::UriPlace& place : api::FindUris(text)) {
    fuzz::Require(place.begin <= place.end && place.end <= size, "a URI lies inside its text");
    fuzz::Require(!place.uri.empty(), "a URI that was found is not empty");
    api::ContainsUri(text, place.uri);
  }
  api::ContainsUri(text, text.substr(size / 3));
  return 0;
}
