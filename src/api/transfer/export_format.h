// The formats of an export: how one task with what hangs on it is written.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "labeling/config/label_config.h"
#include "labeling/tasks/annotations.h"
#include "labeling/tasks/predictions.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {

struct ExportItem {
  const labeling::Task& task;
  std::string_view data;                              // `$undefined$` named, URIs as they are
  std::span<const labeling::Annotation> annotations;  // in order of id
  std::span<const labeling::Prediction> predictions;
  std::string_view drafts;  // JSON list; only where WantsDrafts
};

// One export. Used by one thread at a time: Survey for all items where NeedsSurvey, then Begin,
// Append for all items, End.
class ExportFormat {
 public:
  virtual ~ExportFormat() = default;

  // Must it see all items before it can write the first? (The columns of a table.) Items that come
  // between the two rounds lose what has no column.
  virtual bool NeedsSurvey() const { return false; }
  virtual void Survey(const ExportItem&) {}

  virtual bool WantsDrafts() const { return false; }

  virtual void Begin(std::string& out) = 0;
  virtual void Append(std::string& out, const ExportItem& item) = 0;
  virtual void End(std::string& out) = 0;
};

struct ExportKind {
  std::string_view name, title, about;  // "JSON_MIN", "JSON-MIN", one sentence
  std::string_view extension, media;    // ".json", "application/json"
  // `frames`: key frames of videos are filled up (label_studio's interpolate_key_frames).
  std::unique_ptr<ExportFormat> (*make)(const labeling::LabelConfig& config, bool frames);
};
std::span<const ExportKind> ExportKinds();
const ExportKind* FindExportKind(std::string_view name);  // nullptr if unknown

// export_json.cc, export_min.cc, export_table.cc
std::unique_ptr<ExportFormat> MakeJson(const labeling::LabelConfig& config, bool frames);
std::unique_ptr<ExportFormat> MakeJsonMin(const labeling::LabelConfig& config, bool frames);
std::unique_ptr<ExportFormat> MakeCsv(const labeling::LabelConfig& config, bool frames);
std::unique_ptr<ExportFormat> MakeTsv(const labeling::LabelConfig& config, bool frames);

// What the flat formats have rows of: annotations that are not cancelled, the newest first; nothing
// at all, as null, for a task without annotations.
std::vector<const labeling::Annotation*> FlatRows(
    std::span<const labeling::Annotation> annotations);
// The annotation's result, with its key frames filled up where `frames`.
std::string ExportedResult(const labeling::Annotation& annotation, bool frames);

}  // namespace millrace::api
