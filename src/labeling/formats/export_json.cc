// JSON: tasks with all that hangs on them.
#include <algorithm>

#include "labeling/config/label_config.h"
#include "labeling/formats/export_format.h"
#include "labeling/json/task_json.h"

namespace millrace::labeling {
namespace {

class JsonFormat final : public ExportFormat {
 public:
  explicit JsonFormat(bool frames) : frames_(frames) {}

  bool WantsDrafts() const override { return true; }

  Result<void> Begin(ExportOutput& out) override {
    out.Write("[");
    return {};
  }
  Result<void> Append(ExportOutput& out, const ExportItem& item) override {
    results_.clear();
    if (frames_) {
      for (const Annotation& annotation : item.annotations)
        results_.push_back(ExportedResult(annotation, true));
    }
    if (any_) out.Write(",\n");
    any_ = true;
    JsonWriter json;
    AppendExportedTask(json, {.task = &item.task,
                              .data = item.data,
                              .annotations = item.annotations,
                              .authors = item.authors,
                              .results = results_,
                              .predictions = item.predictions,
                              .whole_predictions = item.whole_predictions,
                              .drafts = item.drafts});
    out.Write(json.text());
    return {};
  }
  Result<void> End(ExportOutput& out) override {
    out.Write("]");
    return {};
  }

 private:
  const bool frames_;
  bool any_ = false;
  std::vector<std::string> results_;
};

}  // namespace

MadeFormat MakeJson(const ExportSetup& setup) {
  const bool video = std::ranges::any_of(setup.config.controls, [](const ControlTag& control) {
    return control.type == "VideoRectangle";
  });
  return std::make_unique<JsonFormat>(setup.frames && video);
}

}  // namespace millrace::labeling
