// ASR manifest: a line of JSON per recording, as NVIDIA NeMo reads them.
#include <optional>

#include "base/spool_file.h"
#include "labeling/formats/label_schema.h"
#include "labeling/formats/python_cells.h"
#include "labeling/formats/rows.h"
#include "labeling/formats/wave.h"

namespace millrace::labeling {
namespace {

std::optional<std::string> Transcript(const ExportRow& row) {
  for (const RegionGroup& group : row.groups) {
    const auto texts = group.regions.front().Texts("text");
    if (texts.has_value() && !texts->empty()) return texts->front();
  }
  return std::nullopt;
}

// What the editor noted of the recording.
std::optional<double> NotedSeconds(const ExportRow& row) {
  for (const Region* region : row.regions()) {
    const Region whole{.value = region->whole};
    if (const auto length = whole.Number("original_length")) return length;
  }
  return std::nullopt;
}

class AsrFormat final : public ExportFormat {
 public:
  AsrFormat(const ExportSetup& setup, std::string data_key, std::unique_ptr<SpoolFile> lines)
      : data_key_(std::move(data_key)),
        reader_(setup.config),
        media_("audio", setup.media),
        lines_(std::move(lines)) {}

  Result<void> Begin(ExportOutput& out) override { return out.AddFolder("audio"); }

  Result<void> Append(ExportOutput& out, const ExportItem& item) override {
    const std::string uri = DataText(item.data, data_key_);
    ASSIGN_OR_RETURN(const MediaFolder::Entry audio, media_.Add(out, item.task.id, uri, faults_));
    std::optional<double> seconds;
    if (audio.bytes != nullptr) seconds = WaveSeconds(*audio.bytes);
    return ForEachRow(reader_, item, [&](const ExportRow& row) -> Result<void> {
      const auto transcript = Transcript(row);
      if (!transcript.has_value()) return {};
      const auto length = seconds.has_value() ? seconds : NotedSeconds(row);
      JsonWriter json;
      json.BeginObject();
      json.Member("audio_filepath", audio.missing ? uri : audio.name);
      json.Key("duration");
      if (length.has_value())
        json.Raw(PythonNumber(*length));
      else
        json.Null();
      json.Member("text", *transcript);
      json.Member("annotator", AnnotatorOf(row.item, row.annotation));
      json.EndObject();
      return lines_->Append(json.text() + "\n");
    });
  }

  Result<void> End(ExportOutput& out) override {
    RETURN_IF_ERROR(out.AddText("manifest.json", lines_->Finish()));
    return faults_.Write(out);
  }

 private:
  const std::string data_key_;
  const RegionReader reader_;
  MediaFolder media_;
  ExportFaults faults_;
  const std::unique_ptr<SpoolFile> lines_;
};

}  // namespace

MadeFormat MakeAsr(const ExportSetup& setup) {
  ASSIGN_OR_RETURN(std::string key,
                   LabeledDataKey(setup.config, {"Audio", "AudioPlus"}, "ASR_MANIFEST"));
  ASSIGN_OR_RETURN(auto lines, SpoolFile::Make(setup.spool_dir));
  return std::make_unique<AsrFormat>(setup, std::move(key), std::move(lines));
}

}  // namespace millrace::labeling
