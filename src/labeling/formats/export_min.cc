// JSON_MIN: one flat object per annotation, the form of label-studio-converter.
#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "labeling/formats/export_format.h"
#include "labeling/formats/flat_outputs.h"
#include "labeling/json/json_members.h"
#include "labeling/text/json_slices.h"

namespace millrace::labeling {
namespace {

constexpr std::array<std::string_view, 5> kFixed = {"annotator", "annotation_id", "created_at",
                                                    "updated_at", "lead_time"};

bool IsFixed(std::string_view name) { return std::ranges::find(kFixed, name) != kFixed.end(); }

class MinFormat final : public ExportFormat {
 public:
  MinFormat(const LabelConfig& config, bool frames) : reader_(config), frames_(frames) {}

  Result<void> Begin(ExportOutput& out) override {
    out.Write("[\n");
    return {};
  }
  Result<void> Append(ExportOutput& out, const ExportItem& item) override {
    for (const Annotation* annotation : FlatRows(item.annotations)) {
      if (any_) out.Write(",\n");
      any_ = true;
      out.Write(Record(item, annotation));
    }
    return {};
  }
  Result<void> End(ExportOutput& out) override {
    out.Write("\n]");
    return {};
  }

 private:
  // Of two members of one name the later one counts: data, id, outputs, what is fixed.
  std::string Record(const ExportItem& item, const Annotation* annotation) const {
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
      if (item.authors.empty())
        json.Member("annotator", annotation->completed_by);
      else
        json.Member("annotator", AnnotatorOf(item, annotation));
      json.Member("annotation_id", annotation->id);
      json.Member("created_at", FormatIso(annotation->created_at));
      json.Member("updated_at", FormatIso(annotation->updated_at));
      AppendReal(json, "lead_time", annotation->lead_time);
    }
    json.EndObject();
    return std::move(json).Take();
  }

  const FlatOutputReader reader_;
  const bool frames_;
  bool any_ = false;
};

}  // namespace

MadeFormat MakeJsonMin(const ExportSetup& setup) {
  return std::make_unique<MinFormat>(setup.config, setup.frames);
}

}  // namespace millrace::labeling
