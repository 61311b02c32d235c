// The formats of an export: how tasks with what hangs on them are written.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "labeling/config/label_config.h"
#include "labeling/formats/media.h"
#include "labeling/json/task_json.h"

namespace millrace::labeling {

struct ExportItem {
  const Task& task;
  std::string_view data;                    // `$undefined$` named, URIs as they are
  std::span<const Annotation> annotations;  // in order of id
  // Side by side with the annotations, where people are to be shown instead of their numbers.
  std::span<const std::optional<Author>> authors;
  std::span<const Prediction> predictions;
  bool whole_predictions = false;  // else their numbers alone
  std::string_view drafts;         // JSON list; only where WantsDrafts
};

// What a format makes, in order. Formats of one file write, formats of several add files; names
// have "/" between folders.
class ExportOutput {
 public:
  virtual ~ExportOutput() = default;
  virtual void Write(std::string_view bytes) = 0;
  virtual Result<void> AddFolder(const std::string& name) = 0;
  virtual Result<void> AddFile(const std::string& name, std::string_view bytes) = 0;
  // Stored as it is, for what is compressed already. It may be read any time until the export ends.
  virtual Result<void> AddMedia(const std::string& name,
                                std::shared_ptr<const ByteSource> bytes) = 0;
  // The same, to be compressed.
  virtual Result<void> AddText(const std::string& name,
                               std::shared_ptr<const ByteSource> bytes) = 0;
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

  virtual Result<void> Begin(ExportOutput& out) = 0;
  virtual Result<void> Append(ExportOutput& out, const ExportItem& item) = 0;
  virtual Result<void> End(ExportOutput& out) = 0;
};

// What one export is made with. What it points to outlives the format.
struct ExportSetup {
  const LabelConfig& config;
  bool frames = false;           // fill up key frames of videos (interpolate_key_frames)
  MediaSource* media = nullptr;  // where media come from; null = none are put in
  std::string spool_dir;         // for files without a name
  Time now{};
};

struct ExportKind {
  std::string_view name, title, about;  // "JSON_MIN", "JSON-MIN", one sentence
  std::string_view extension, type;     // ".json", "application/json"
  std::string_view tags = {};           // "object detection|keypoints"
  enum Media { kNever, kOnRequest, kAlways } media = kNever;
  // kInvalid where the label config has nothing that the format could be made of.
  Result<std::unique_ptr<ExportFormat>> (*make)(const ExportSetup& setup) = nullptr;

  bool is_archive() const { return extension == ".zip"; }
};
std::span<const ExportKind> ExportKinds();
const ExportKind* FindExportKind(std::string_view name);  // nullptr if unknown
// The names of all, "JSON, JSON_MIN, …"; with another separator for choices.
std::string ExportKindNames(std::string_view separator);

using MadeFormat = Result<std::unique_ptr<ExportFormat>>;
MadeFormat MakeJson(const ExportSetup& setup);
MadeFormat MakeJsonMin(const ExportSetup& setup);
MadeFormat MakeCsv(const ExportSetup& setup);
MadeFormat MakeTsv(const ExportSetup& setup);
MadeFormat MakeConll(const ExportSetup& setup);
MadeFormat MakeSpacy(const ExportSetup& setup);
MadeFormat MakeCoco(const ExportSetup& setup);
MadeFormat MakeYolo(const ExportSetup& setup);
MadeFormat MakeYoloObb(const ExportSetup& setup);
MadeFormat MakeVoc(const ExportSetup& setup);
MadeFormat MakeBrushPng(const ExportSetup& setup);
MadeFormat MakeBrushNumpy(const ExportSetup& setup);
MadeFormat MakeBrushCoco(const ExportSetup& setup);
MadeFormat MakeAsr(const ExportSetup& setup);
MadeFormat MakeDocLang(const ExportSetup& setup);

// What the flat formats have rows of: annotations that are not cancelled, the newest first; nothing
// at all, as null, for a task without annotations.
std::vector<const Annotation*> FlatRows(std::span<const Annotation> annotations);
// Who made it, as these formats name him: the address where people are shown, else the number; ""
// for nobody.
std::string AnnotatorOf(const ExportItem& item, const Annotation* annotation);
// The annotation's result, with its key frames filled up where `frames`.
std::string ExportedResult(const Annotation& annotation, bool frames);

}  // namespace millrace::labeling
