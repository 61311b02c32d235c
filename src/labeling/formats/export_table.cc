// CSV and TSV: one row per annotation, the form of label-studio-converter. The columns are all
// names that occur, in order of their bytes; a data key that is a control's name too is written as
// _data_KEY.
#include <algorithm>
#include <set>

#include "base/clock.h"
#include "labeling/formats/export_format.h"
#include "labeling/formats/flat_outputs.h"
#include "labeling/formats/python_cells.h"
#include "labeling/text/json_slices.h"

namespace millrace::labeling {
namespace {

constexpr std::string_view kFixed[] = {"annotator", "annotation_id", "created_at", "updated_at",
                                       "lead_time"};

class TableFormat final : public ExportFormat {
 public:
  TableFormat(const LabelConfig& config, bool frames, char separator)
      : reader_(config), frames_(frames), separator_(separator) {}

  bool NeedsSurvey() const override { return true; }

  void Survey(const ExportItem& item) override {
    const auto rows = FlatRows(item.annotations);
    if (rows.empty()) return;
    any_ = true;
    ForEachMember(item.data, [&](std::string_view name, std::string_view) {
      if (!inputs_.contains(name)) inputs_.emplace(name);
      return true;
    });
    for (const Annotation* annotation : rows) {
      if (annotation == nullptr) continue;
      for (FlatOutputReader::Name& output : reader_.ReadNames(annotation->result)) {
        if (output.chat) columns_.insert(output.name + "_transcript");
        if (!outputs_.contains(output.name)) outputs_.insert(std::move(output.name));
      }
    }
  }

  Result<void> Begin(ExportOutput& out) override {
    std::string line;
    for (const std::string& name : inputs_) columns_.insert(ColumnOf(name));
    columns_.insert(outputs_.begin(), outputs_.end());
    for (const std::string_view name : kFixed) columns_.emplace(name);
    if (any_) columns_.insert("id");
    names_.assign(columns_.begin(), columns_.end());
    for (size_t i = 0; i < names_.size(); ++i) {
      if (i > 0) line += separator_;
      AppendTextCell(line, names_[i]);
    }
    out.Write(line + "\r\n");
    return {};
  }

  Result<void> Append(ExportOutput& out, const ExportItem& item) override {
    for (const Annotation* annotation : FlatRows(item.annotations))
      out.Write(Row(item, annotation));
    return {};
  }

  Result<void> End(ExportOutput&) override { return {}; }

 private:
  std::string ColumnOf(std::string_view data_key) const {
    return (outputs_.contains(data_key) ? "_data_" : "") + std::string(data_key);
  }

  // The cell of a column, emptied; one that nobody reads if there is no such column.
  std::string& Cell(std::string_view name) {
    const auto found = std::ranges::lower_bound(names_, name);
    if (found == names_.end() || *found != name) {
      spare_.clear();
      return spare_;
    }
    std::string& cell = cells_[found - names_.begin()];
    cell.clear();
    return cell;
  }

  std::string Row(const ExportItem& item, const Annotation* annotation) {
    cells_.assign(names_.size(), "\"\"");
    Cell("id") = std::to_string(item.task.id);
    if (annotation != nullptr) {
      for (const FlatOutput& output : reader_.Read(ExportedResult(*annotation, frames_))) {
        AppendOutput(Cell(output.name), output.value);
        if (output.chat)
          AppendTextCell(Cell(output.name + "_transcript"), Transcript(output.value));
      }
    }
    ForEachMember(item.data, [&](std::string_view name, std::string_view value) {
      AppendCell(Cell(ColumnOf(name)), value);
      return true;
    });
    if (annotation != nullptr) {
      if (const std::string annotator = AnnotatorOf(item, annotation); !annotator.empty())
        AppendTextCell(Cell("annotator"), annotator);
      Cell("annotation_id") = std::to_string(annotation->id);
      AppendTextCell(Cell("created_at"), FormatIso(annotation->created_at));
      AppendTextCell(Cell("updated_at"), FormatIso(annotation->updated_at));
      if (annotation->lead_time.has_value())
        Cell("lead_time") = PythonNumber(*annotation->lead_time);
    }
    std::string line;
    for (size_t i = 0; i < cells_.size(); ++i) {
      if (i > 0) line += separator_;
      line += cells_[i];
    }
    return line + "\r\n";
  }

  // Anything but a text is a text that holds JSON.
  static void AppendOutput(std::string& cell, std::string_view value) {
    if (value.starts_with('"')) {
      AppendTextCell(cell, DecodeJsonString(value));
      return;
    }
    std::string json;
    AppendCompactJson(json, value);
    AppendTextCell(cell, json);
  }

  // "role: content" for each message.
  static std::string Transcript(std::string_view messages) {
    std::string out;
    bool any = false;
    const auto text = [](std::string_view message, std::string_view name) {
      const auto value = FindMember(message, name);
      if (!value.has_value()) return std::string();
      return value->starts_with('"') ? DecodeJsonString(*value) : std::string(*value);
    };
    ForEachMember(messages, [&](std::string_view, std::string_view message) {
      if (!message.starts_with('{')) return true;
      const std::string role = text(message, "role"), content = text(message, "content");
      if (any) out += '\n';
      any = true;
      if (role.empty())
        out += content;
      else
        out += content.empty() ? role + ":" : role + ": " + content;
      return true;
    });
    return out;
  }

  const FlatOutputReader reader_;
  const bool frames_;
  const char separator_;
  bool any_ = false;
  std::set<std::string, std::less<>> inputs_, outputs_, columns_;
  std::vector<std::string> names_, cells_;
  std::string spare_;
};

}  // namespace

MadeFormat MakeCsv(const ExportSetup& setup) {
  return std::make_unique<TableFormat>(setup.config, setup.frames, ',');
}

MadeFormat MakeTsv(const ExportSetup& setup) {
  return std::make_unique<TableFormat>(setup.config, setup.frames, '\t');
}

}  // namespace millrace::labeling
