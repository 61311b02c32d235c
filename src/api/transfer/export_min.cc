// JSON_MIN: one flat object per annotation, the form of label-studio-converter.
#include <algorithm>
#include <array>

#include "api/json_text.h"
#include "api/transfer/export_format.h"
#include "api/transfer/flat_outputs.h"
#include "base/json_writer.h"
#include "labeling/json/json_members.h"

namespace millrace::api {
namespace {

constexpr std::array<std::string_view, 5> kFixed = {"annotator", "annotation_id", "created_at",
                                                    "updated_at", "lead_time"};

bool IsFixed(std::string_view name) { return std::ranges::find(kFixed, name) != kFixed.end(); }

class MinFormat final : public ExportFormat {
 public:
  MinFormat(const labeling::LabelConfig& config, bool frames) : reader_(config), frames_(frames) {}

  void Begin(std::string& out) override { out += "[\n"; }
  void Append(std::string& out, const ExportItem& item) override {
    for (const labeling::Annotation* annotation : FlatRows(item.annotations)) {
      if (any_) out += ",\n";
      any_ = true;
      AppendRecord(out, item, annotation);
    }
  }
  void End(std::string& out) override { out += "\n]"; }

 private:
  // Of two members of one name the later one counts: data, id, outputs, what is fixed.
  void AppendRecord(std::string& out, const ExportItem& item,
                    const labeling::Annotation* annotation) const {
    const std::vector<FlatOutput> outputs =
        annotation == nullptr ? std::vector<FlatOutput>()
                              : reader_.Read(ExportedResult(*annotation, frames_));
    const auto is_output = [&](std::string_view name) {
      return std::ranges::find(outputs, name, &FlatOutput::name) != outputs.end();
    };
    JsonWriter json;
    json.BeginObject();
    ForEachMember(item.data, [&](std::string_view name, std::string_view value) {
      if (name != "id" && !IsFixed(name) && !is_output(name)) json.RawMember(name, value);
      return true;
    });
    if (!is_output("id")) json.Member("id", item.task.id);
    for (const FlatOutput& output : outputs) {
      if (!IsFixed(output.name)) json.RawMember(output.name, output.value);
    }
    if (annotation == nullptr) {
      for (const std::string_view name : kFixed) json.Member(name, nullptr);
    } else {
      json.Member("annotator", annotation->completed_by);
      json.Member("annotation_id", annotation->id);
      json.Member("created_at", FormatIso(annotation->created_at));
      json.Member("updated_at", FormatIso(annotation->updated_at));
      labeling::AppendReal(json, "lead_time", annotation->lead_time);
    }
    json.EndObject();
    out += json.text();
  }

  const FlatOutputReader reader_;
  const bool frames_;
  bool any_ = false;
};

}  // namespace

std::unique_ptr<ExportFormat> MakeJsonMin(const labeling::LabelConfig& config, bool frames) {
  return std::make_unique<MinFormat>(config, frames);
}

}  // namespace millrace::api
