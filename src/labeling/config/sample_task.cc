#include "labeling/config/sample_task.h"

#include <algorithm>

#include "base/ids.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace millrace::labeling {
namespace {

// JSON text of an example for what a tag shows. The media are files of the web app
// (web/public/samples), so that an example asks no other host.
std::string_view Example(std::string_view type, bool is_url) {
  struct Sample {
    std::string_view type, value, url;
  };
  static constexpr Sample kSamples[] = {
      {"image", {}, R"("/samples/harbour.svg")"},
      {"audio", {}, R"("/samples/bell.wav")"},
      {"audioplus", {}, R"("/samples/bell.wav")"},
      {"video", {}, R"("/samples/street.webm")"},
      {"timeseries", {}, R"("/samples/tide.csv")"},
      {"text", R"("The mill at the river was rebuilt in 1874 by Ada Moreau.")",
       R"("/samples/mill.txt")"},
      {"hypertext", R"("<h1>The mill</h1><p>It was rebuilt in <b>1874</b>.</p>")",
       R"("/samples/mill.html")"},
      {"header", R"("What is this about?")", {}},
      {"paragraphs",
       R"([{"author":"Ada","text":"Is the mill open?"},{"author":"Ben","text":"On Sundays."}])",
       R"("/samples/talk.json")"},
      {"table", R"({"Built":1874,"River":"Aare"})", {}},
      {"list",
       R"([{"id":"1","title":"The mill","body":"Rebuilt in 1874."},)"
       R"({"id":"2","title":"The bridge","body":"Opened in 1902."}])",
       {}},
      {"chat", R"([{"role":"user","content":"Is the mill open?"}])", {}},
      {"choices", R"([{"value":"First"},{"value":"Second"}])", {}},
      {"taxonomy", R"([{"value":"First","children":[{"value":"Inner"}]}])", {}},
  };
  const std::string lower = ToLower(type);
  if (lower.ends_with("labels")) return R"([{"value":"First"},{"value":"Second"}])";
  for (const Sample& sample : kSamples) {
    if (sample.type != lower) continue;
    return sample.value.empty() || (is_url && !sample.url.empty()) ? sample.url : sample.value;
  }
  return R"("Something")";
}

// What stands behind the data key in "images[{{idx}}].url": elements of a list, members.
std::string Nested(std::string_view path, const std::string& example) {
  if (path.starts_with('[')) {
    const size_t end = path.find(']');
    const std::string inner =
        Nested(end == path.npos ? std::string_view() : path.substr(end + 1), example);
    return "[" + inner + "," + inner + "]";
  }
  if (path.starts_with('.') && path.size() > 1) {
    const size_t end = std::min(path.find_first_of(".[", 1), path.size());
    JsonWriter json;
    json.BeginObject();
    json.RawMember(path.substr(1, end - 1), Nested(path.substr(end), example));
    json.EndObject();
    return std::move(json).Take();
  }
  return example;
}

void AppendValue(JsonWriter& json, const ControlTag& control, std::string_view type) {
  const auto list = [&](std::string_view name, std::string_view value) {
    json.Key(name);
    json.BeginArray();
    json.String(value);
    json.EndArray();
  };
  const std::string_view label =
      control.labels.empty() ? std::string_view() : std::string_view(control.labels.front().name);
  json.BeginObject();
  if (type == "rating") {
    json.Member("rating", 3);
  } else if (type == "number") {
    json.Member("number", 7);
  } else if (type == "textarea") {
    list("text", "A sample text");
  } else if (type == "choices") {
    list("choices", label);
  } else if (type == "taxonomy") {
    json.Key("taxonomy");
    json.BeginArray();
    json.BeginArray();
    json.String(label);
    json.EndArray();
    json.EndArray();
  } else if (type == "labels") {
    json.Member("start", 4);
    json.Member("end", 8);
    json.Member("text", "mill");
    list("labels", label);
  } else {
    for (const auto& [name, value] : {std::pair("x", 10.0), std::pair("y", 20.0),
                                      std::pair("width", 30.0), std::pair("height", 25.0)}) {
      json.Member(name, value);
    }
    json.Member("rotation", 0);
    if (type == "rectanglelabels") list("rectanglelabels", label);
  }
  json.EndObject();
}

bool HasPlainForm(const ControlTag& control, std::string_view type) {
  if (type == "rating" || type == "number" || type == "textarea" || type == "rectangle")
    return true;
  return !control.labels.empty() &&
         (type == "choices" || type == "taxonomy" || type == "labels" || type == "rectanglelabels");
}

std::string Results(const LabelConfig& config) {
  JsonWriter json;
  json.BeginArray();
  for (const ControlTag& control : config.controls) {
    const std::string type = ToLower(control.type);
    if (!HasPlainForm(control, type)) continue;
    json.BeginObject();
    json.Member("id", RandomUuid());
    json.Member("from_name", control.name);
    json.Member("to_name", control.to_name.front());
    json.Member("type", type);
    json.Key("value");
    AppendValue(json, control, type);
    json.EndObject();
  }
  json.EndArray();
  return std::move(json).Take();
}

}  // namespace

std::string SampleTaskData(const LabelConfig& config) {
  JsonWriter json;
  json.BeginObject();
  for (const std::string& key : config.DataKeys()) {
    const auto object = std::ranges::find(config.objects, key, &ObjectTag::data_key);
    json.Key(key);
    if (object == config.objects.end()) {
      const auto control = std::ranges::find(config.controls, key, &ControlTag::data_key);
      json.Raw(Example(control->type, false));
      continue;
    }
    std::string example(Example(object->type, object->value_type == "url"));
    if (object->is_list) example = "[" + example + "]";
    const std::string_view path = object->value.starts_with(key)
                                      ? std::string_view(object->value).substr(key.size())
                                      : std::string_view();
    json.Raw(Nested(path, example));
  }
  json.EndObject();
  return std::move(json).Take();
}

std::string CompleteSampleTask(const LabelConfig& config, std::optional<int64_t> author) {
  JsonWriter json;
  json.BeginObject();
  json.RawMember("data", SampleTaskData(config));
  json.Key("annotations");
  json.BeginArray();
  json.BeginObject();
  json.Member("was_cancelled", false);
  json.Member("ground_truth", false);
  json.RawMember("lead_time", "0.0");
  json.Member("result_count", 0);
  json.Member("completed_by", author);
  json.RawMember("result", Results(config));
  json.EndObject();
  json.EndArray();
  json.Key("predictions");
  json.BeginArray();
  json.BeginObject();
  json.Member("model_version", "sample model version");
  json.RawMember("score", "0.0");
  json.RawMember("result", Results(config));
  json.EndObject();
  json.EndArray();
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace millrace::labeling
