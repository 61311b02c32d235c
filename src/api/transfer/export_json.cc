// JSON: tasks with all that hangs on them.
#include <algorithm>

#include "api/transfer/export_format.h"
#include "labeling/config/label_config.h"
#include "labeling/json/task_json.h"

namespace millrace::api {
namespace {

class JsonFormat final : public ExportFormat {
 public:
  explicit JsonFormat(bool frames) : frames_(frames) {}

  bool WantsDrafts() const override { return true; }

  void Begin(std::string& out) override { out += '['; }
  void Append(std::string& out, const ExportItem& item) override {
    results_.clear();
    if (frames_) {
      for (const labeling::Annotation& annotation : item.annotations)
        results_.push_back(ExportedResult(annotation, true));
    }
    if (any_) out += ",\n";
    any_ = true;
    JsonWriter json;
    labeling::AppendExportedTask(json, {.task = &item.task,
                                        .data = item.data,
                                        .annotations = item.annotations,
                                        .results = results_,
                                        .predictions = item.predictions,
                                        .drafts = item.drafts});
    out += json.text();
  }
  void End(std::string& out) override { out += ']'; }

 private:
  const bool frames_;
  bool any_ = false;
  std::vector<std::string> results_;
};

}  // namespace

std::unique_ptr<ExportFormat> MakeJson(const labeling::LabelConfig& config, bool frames) {
  const bool video = std::ranges::any_of(config.controls, [](const labeling::ControlTag& control) {
    return control.type == "VideoRectangle";
  });
  return std::make_unique<JsonFormat>(frames && video);
}

}  // namespace millrace::api
