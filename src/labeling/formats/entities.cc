// Entities marked in texts: CONLL2003 (a word per line with its tag) and spaCy (JSON lines).
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "labeling/formats/label_schema.h"
#include "labeling/formats/rows.h"
#include "labeling/formats/treebank.h"

namespace millrace::labeling {
namespace {

struct Span {
  double start = 0, end = 0;  // code points of the text
  std::string label;          // "" for none
};

// Nothing where a mark of the group does not say where it is.
std::optional<std::vector<Span>> SpansOf(const RegionGroup& group) {
  std::vector<Span> spans;
  for (const Region& region : group.regions) {
    const auto start = region.Number("start"), end = region.Number("end");
    if (!start.has_value() || !end.has_value()) return std::nullopt;
    spans.push_back({*start, *end, FirstLabel(region, {"labels"})});
  }
  std::ranges::stable_sort(spans, {}, &Span::start);
  return spans;
}

bool IsLabels(const RegionGroup& group) { return ToLower(group.regions.front().type) == "labels"; }

// The tag of each word, in the order of the words.
std::vector<std::string> TagsOf(const std::vector<Word>& words, const std::vector<Span>& spans) {
  std::vector<std::string> tags;
  size_t next = 0;
  bool begun = false;
  for (const Word& word : words) {
    const auto first = static_cast<double>(word.start), last = static_cast<double>(word.end) - 1;
    // The first span that the word is not behind; of spans that lie within one word the last.
    while (next + 1 < spans.size() && first > spans[next].end - 1) {
      ++next;
      begun = false;
    }
    const bool inside = next < spans.size() && !spans[next].label.empty() &&
                        spans[next].start <= last && spans[next].end - 1 >= first;
    tags.push_back(inside ? (begun ? "I-" : "B-") + spans[next].label : "O");
    begun = begun || inside;
  }
  return tags;
}

class ConllFormat final : public ExportFormat {
 public:
  ConllFormat(const ExportSetup& setup, std::string data_key)
      : data_key_(std::move(data_key)), reader_(setup.config) {}

  Result<void> Begin(ExportOutput& out) override {
    out.Write("-DOCSTART- -X- O\n");
    return {};
  }

  Result<void> Append(ExportOutput& out, const ExportItem& item) override {
    const std::string text = DataText(item.data, data_key_);
    const std::vector<Word> words = TreebankWords(text);
    return ForEachRow(reader_, item, [&](const ExportRow& row) -> Result<void> {
      // The first control of labels counts, as in label-studio-sdk.
      const auto group = std::ranges::find_if(row.groups, IsLabels);
      std::optional<std::vector<Span>> spans;
      if (group != row.groups.end()) spans = SpansOf(*group);
      const auto tags = TagsOf(words, spans.value_or(std::vector<Span>()));
      std::string lines;
      for (size_t i = 0; i < words.size(); ++i)
        lines.append(words[i].text).append(" -X- _ ").append(tags[i]).append("\n");
      out.Write(lines + "\n");
      return {};
    });
  }

  Result<void> End(ExportOutput&) override { return {}; }

 private:
  const std::string data_key_;
  const RegionReader reader_;
};

class SpacyFormat final : public ExportFormat {
 public:
  SpacyFormat(const ExportSetup& setup, std::string data_key)
      : data_key_(std::move(data_key)), reader_(setup.config) {}

  Result<void> Begin(ExportOutput&) override { return {}; }

  Result<void> Append(ExportOutput& out, const ExportItem& item) override {
    const std::string text = DataText(item.data, data_key_);
    return ForEachRow(reader_, item, [&](const ExportRow& row) -> Result<void> {
      JsonWriter json;
      json.BeginObject();
      json.Member("text", text);
      json.Key("entities");
      json.BeginArray();
      for (const RegionGroup& group : row.groups) {
        if (!IsLabels(group)) continue;
        for (const Span& span : SpansOf(group).value_or(std::vector<Span>())) {
          if (span.label.empty() || span.end <= span.start) continue;
          json.BeginArray();
          json.Int(static_cast<int64_t>(std::clamp(span.start, 0.0, 1e15)));
          json.Int(static_cast<int64_t>(std::clamp(span.end, 0.0, 1e15)));
          json.String(span.label);
          json.EndArray();
        }
      }
      json.EndArray();
      json.Member("task", item.task.id);
      json.Key("annotation");
      if (row.annotation == nullptr)
        json.Null();
      else
        json.Int(row.annotation->id);
      json.EndObject();
      out.Write(json.text() + "\n");
      return {};
    });
  }

  Result<void> End(ExportOutput&) override { return {}; }

 private:
  const std::string data_key_;
  const RegionReader reader_;
};

}  // namespace

MadeFormat MakeConll(const ExportSetup& setup) {
  ASSIGN_OR_RETURN(std::string key,
                   LabeledDataKey(setup.config, {"Text", "HyperText"}, "CONLL2003"));
  return std::make_unique<ConllFormat>(setup, std::move(key));
}

MadeFormat MakeSpacy(const ExportSetup& setup) {
  ASSIGN_OR_RETURN(std::string key, LabeledDataKey(setup.config, {"Text", "HyperText"}, "SPACY"));
  return std::make_unique<SpacyFormat>(setup, std::move(key));
}

}  // namespace millrace::labeling
