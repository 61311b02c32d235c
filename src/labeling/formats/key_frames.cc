#include "labeling/formats/key_frames.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "base/text.h"

namespace millrace::labeling {
namespace {

namespace json = boost::json;

constexpr int64_t kMostFrames = 200'000;

double Number(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

int64_t Frame(const json::object& object) { return std::llround(Number(object, "frame")); }

bool Enabled(const json::object& frame) {
  const json::value* value = frame.if_contains("enabled");
  return value != nullptr && value->is_bool() && value->get_bool();
}

// Whole numbers stay whole.
json::value Between(const json::object& from, const json::object* to, std::string_view name,
                    double part) {
  const json::value* start = from.if_contains(name);
  const double first = Number(from, name);
  const double last = to == nullptr ? first : Number(*to, name);
  if (first == last) return start == nullptr ? json::value(0) : *start;
  return first + (last - first) * part;
}

double Cents(double value) { return std::nearbyint(value * 100) / 100; }

void FillBetween(const json::object& from, const json::object* to, int64_t frames, double duration,
                 json::array& out) {
  const int64_t first = Frame(from);
  const int64_t last = to != nullptr ? Frame(*to) : frames;
  const int64_t count = std::min(last - first, kMostFrames);
  for (int64_t i = 1; i <= count; ++i) {
    if (to != nullptr && first + i == last) break;
    const double part =
        static_cast<double>(i) / static_cast<double>(std::max<int64_t>(1, last - first));
    json::object frame = from;
    for (const char* name : {"x", "y", "width", "height", "rotation"})
      frame[name] = Between(from, to, name, part);
    const double start = Number(from, "time");
    const double end = to == nullptr ? start : Number(*to, "time");
    double time = start + (end - start) * part;
    if (start == end && duration > 0) time = start + part * (duration - start);
    frame["frame"] = first + i;
    frame["time"] = Cents(time);
    frame["auto"] = true;
    out.push_back(std::move(frame));
  }
}

void FillRegion(json::object& region) {
  json::value* value = region.if_contains("value");
  if (value == nullptr || !value->is_object()) return;
  json::value* sequence = value->get_object().if_contains("sequence");
  if (sequence == nullptr || !sequence->is_array()) return;
  json::array& frames = sequence->get_array();
  if (!std::ranges::all_of(frames, [](const json::value& frame) { return frame.is_object(); }))
    return;
  const auto by_frame = [](const json::value& frame) { return Frame(frame.get_object()); };
  std::ranges::stable_sort(frames, {}, by_frame);
  const int64_t total = std::llround(Number(value->get_object(), "framesCount"));
  const double duration = Number(value->get_object(), "duration");
  json::array added;
  for (size_t i = 0; i < frames.size(); ++i) {
    const json::object& from = frames[i].get_object();
    if (!Enabled(from)) continue;
    const json::object* to = i + 1 < frames.size() ? &frames[i + 1].get_object() : nullptr;
    FillBetween(from, to, total, duration, added);
    if (std::ssize(added) >= kMostFrames) break;
  }
  for (json::value& frame : added) frames.push_back(std::move(frame));
  std::ranges::stable_sort(frames, {}, by_frame);
}

}  // namespace

std::string FillKeyFrames(std::string_view result) {
  boost::system::error_code ec;
  json::parse_options options;
  options.max_depth = 512;
  json::value parsed = json::parse(result, ec, {}, options);
  if (ec || !parsed.is_array()) return std::string(result);
  bool any = false;
  for (json::value& region : parsed.get_array()) {
    if (!region.is_object()) continue;
    const json::value* type = region.get_object().if_contains("type");
    if (type == nullptr || !type->is_string() ||
        !EqualsIgnoreCase(std::string_view(type->get_string()), "videorectangle"))
      continue;
    FillRegion(region.get_object());
    any = true;
  }
  return any ? json::serialize(parsed) : std::string(result);
}

}  // namespace millrace::labeling
