// DocLang: documents as XML that regions, predictions or the data hold, each packed with the images
// of its pages as an OPC archive (.dclx), https://github.com/doclang-project/doclang.
#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "base/spool_file.h"
#include "base/text.h"
#include "labeling/config/xml_tree.h"
#include "labeling/formats/rows.h"
#include "labeling/formats/zip_writer.h"
#include "labeling/text/json_slices.h"

namespace millrace::labeling {
namespace {

// The parts that every OPC archive has (ECMA-376 part 2).
constexpr std::string_view kTypes =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
  <Default Extension="png" ContentType="image/png"/>
  <Default Extension="jpg" ContentType="image/jpeg"/>
  <Default Extension="jpeg" ContentType="image/jpeg"/>
  <Default Extension="webp" ContentType="image/webp"/>
  <Override PartName="/document.xml" ContentType="application/vnd.doclang.document+xml"/>
</Types>
)";
constexpr std::string_view kRelations =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Id="rId1" Type="http://doclang.ai/ns/package/2026/relationships/document"
    Target="document.xml"/>
</Relationships>
)";

bool IsNamespace(std::string_view text) {
  constexpr std::string_view kStart = "https://www.doclang.ai/ns/v";
  if (text.empty()) return true;
  if (!text.starts_with(kStart) || text.size() == kStart.size()) return false;
  return std::ranges::all_of(text.substr(kStart.size()),
                             [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool IsDocument(std::string_view text) {
  if (text.find("doclang") == text.npos) return false;
  const auto root = ParseXml(text);
  if (!root.has_value()) return false;
  const std::string_view name = root->name;  // "NAMESPACE}doclang"
  const size_t at = name.rfind('}');
  return name.substr(at + 1) == "doclang" &&  // npos + 1 = 0
         IsNamespace(at == name.npos ? std::string_view() : name.substr(0, at));
}

// The types of regions whose values are known to hold something else.
bool HoldsNoDocument(std::string_view type) {
  constexpr std::array kTypesOfRegions = {
      "bitmask",          "bitmasklabels",   "brush",          "brushlabels",
      "chatmessage",      "choices",         "datetime",       "ellipse",
      "ellipselabels",    "hypertextlabels", "keypoint",       "keypointlabels",
      "labels",           "magicwand",       "number",         "ocrlabels",
      "pairwise",         "paragraphlabels", "polygon",        "polygonlabels",
      "ranker",           "rating",          "rectangle",      "rectanglelabels",
      "relation",         "taxonomy",        "timelinelabels", "timeserieslabels",
      "vector",           "vectorlabels",    "videorectangle", "videovector",
      "videovectorlabels"};
  return std::ranges::find(kTypesOfRegions, type) != kTypesOfRegions.end();
}

std::string TextOf(std::string_view object, std::string_view name) {
  const auto found = FindMember(object, name);
  return found.has_value() && found->starts_with('"') ? DecodeJsonString(*found) : "";
}

// The first document in a result.
std::optional<std::string> DocumentIn(std::string_view result) {
  std::optional<std::string> found;
  if (!result.starts_with('[')) return found;
  ForEachMember(result, [&](std::string_view, std::string_view region) {
    if (!region.starts_with('{')) return true;
    const std::string type = TextOf(region, "type");
    std::string_view value = FindMember(region, "value").value_or("null");
    if (HoldsNoDocument(type)) return true;
    if (type == "textarea" || type == "reactcode")
      value = FindMember(value, type == "textarea" ? "text" : "reactcode").value_or("null");
    ForEachString(value, [&](std::string_view text) {
      if (!found.has_value() && IsDocument(text)) found = text;
    });
    return !found.has_value();
  });
  return found;
}

// Documents under the data's keys "doclang" and "document", each once.
void CollectDocuments(std::string_view json, bool under, int depth,
                      std::vector<std::string>& documents) {
  constexpr int kMostLevels = 32;
  if (json.starts_with('"')) {
    std::string text = under ? DecodeJsonString(json) : "";
    if (IsDocument(text) && std::ranges::find(documents, text) == documents.end())
      documents.push_back(std::move(text));
    return;
  }
  if (depth == kMostLevels || !(json.starts_with('{') || json.starts_with('['))) return;
  ForEachMember(json, [&](std::string_view name, std::string_view value) {
    CollectDocuments(value, under || name == "doclang" || name == "document", depth + 1, documents);
    return true;
  });
}

// What a page's image is called: its extension if it is one that such archives hold.
std::string PageExtension(std::string_view uri) {
  const std::string_view name = BaseName(uri.substr(0, uri.find_first_of("?#")));
  const std::string extension = ToLower(name.substr(StemOf(name).size()));
  constexpr std::array<std::string_view, 4> kKnown = {".png", ".jpg", ".jpeg", ".webp"};
  return std::ranges::find(kKnown, extension) == kKnown.end() ? ".png" : extension;
}

class DocLangFormat final : public ExportFormat {
 public:
  explicit DocLangFormat(const ExportSetup& setup)
      : media_(setup.media), spool_dir_(setup.spool_dir), now_(setup.now) {
    for (const ObjectTag& object : setup.config.objects) {
      if (object.type == "Image" && !object.data_key.empty()) image_key_ = object.data_key;
    }
  }

  bool WantsDrafts() const override { return true; }
  Result<void> Begin(ExportOutput&) override { return {}; }

  Result<void> Append(ExportOutput& out, const ExportItem& item) override {
    struct Source {
      std::string name, document;
    };
    std::vector<Source> sources;
    std::vector<int64_t> done;  // annotations whose drafts say nothing new
    for (const Annotation& annotation : item.annotations) {
      if (annotation.was_cancelled) continue;
      if (auto document = DocumentIn(annotation.result)) {
        sources.push_back({"-annotation-" + std::to_string(annotation.id), *std::move(document)});
        done.push_back(annotation.id);
      }
    }
    ForEachMember(item.drafts, [&](std::string_view, std::string_view draft) {
      if (!draft.starts_with('{')) return true;
      const auto of = ParseInt(FindMember(draft, "annotation").value_or(""));
      if (of.has_value() && std::ranges::find(done, *of) != done.end()) return true;
      if (auto document = DocumentIn(FindMember(draft, "result").value_or("")))
        sources.push_back(
            {"-draft-" + std::string(FindMember(draft, "id").value_or("")), *std::move(document)});
      return true;
    });
    for (const Prediction& prediction : item.predictions) {
      if (auto document = DocumentIn(prediction.result))
        sources.push_back({"-prediction-" + std::to_string(prediction.id), *std::move(document)});
    }
    if (sources.empty()) {
      std::vector<std::string> documents;
      CollectDocuments(item.data, false, 0, documents);
      for (size_t i = 0; i < documents.size(); ++i)
        sources.push_back({documents.size() == 1 ? "-data" : "-data-" + std::to_string(i + 1),
                           std::move(documents[i])});
    }
    if (sources.empty()) return {};
    const Pages pages = FetchPages(item);
    for (const Source& source : sources) {
      ASSIGN_OR_RETURN(auto packed, Pack(source.document, pages));
      RETURN_IF_ERROR(out.AddMedia("task-" + std::to_string(item.task.id) + source.name + ".dclx",
                                   std::move(packed)));
    }
    return {};
  }

  Result<void> End(ExportOutput& out) override { return faults_.Write(out); }

 private:
  using Pages = std::vector<std::pair<std::string, std::shared_ptr<const ByteSource>>>;

  std::vector<std::string> PageUris(std::string_view data) const {
    std::vector<std::string> uris;
    const auto value = FindMember(data, image_key_);
    if (!value.has_value()) return uris;
    const auto add = [&](std::string_view page) {
      if (page.starts_with('"')) uris.push_back(DecodeJsonString(page));
      if (page.starts_with('{')) uris.push_back(TextOf(page, "url"));
    };
    if (value->starts_with('[')) {
      ForEachMember(*value, [&](std::string_view, std::string_view page) {
        add(page);
        return true;
      });
    } else {
      add(*value);
    }
    std::erase(uris, "");
    return uris;
  }

  Pages FetchPages(const ExportItem& item) {
    Pages pages;
    if (media_ == nullptr) return pages;
    int64_t number = 0;
    for (const std::string& uri : PageUris(item.data)) {
      ++number;
      auto bytes = media_->Fetch(uri);
      if (bytes.has_value())
        pages.emplace_back("pages/" + std::to_string(number) + PageExtension(uri),
                           *std::move(bytes));
      else
        faults_.Add(item.task.id, uri, bytes.error().Sentence());
    }
    return pages;
  }

  Result<std::shared_ptr<const ByteSource>> Pack(const std::string& document,
                                                 const Pages& pages) const {
    ASSIGN_OR_RETURN(auto spool, SpoolFile::Make(spool_dir_));
    ASSIGN_OR_RETURN(ZipWriter zip, ZipWriter::Make(now_));
    for (const auto& [name, text] :
         {std::pair<const char*, std::string_view>{"[Content_Types].xml", kTypes},
          {"_rels/.rels", kRelations},
          {"document.xml", document}}) {
      RETURN_IF_ERROR(zip.File(name, true));
      RETURN_IF_ERROR(zip.Data(text));
    }
    for (const auto& [name, bytes] : pages) {
      RETURN_IF_ERROR(zip.File(name, false));
      RETURN_IF_ERROR(bytes->ForEachPiece([&](std::string_view piece) -> Result<void> {
        RETURN_IF_ERROR(zip.Data(piece));
        return spool->Append(zip.Take());
      }));
    }
    RETURN_IF_ERROR(zip.Finish());
    RETURN_IF_ERROR(spool->Append(zip.Take()));
    return spool->Finish();
  }

  MediaSource* const media_;
  const std::string spool_dir_;
  const Time now_;
  std::string image_key_ = "image";
  ExportFaults faults_;
};

}  // namespace

MadeFormat MakeDocLang(const ExportSetup& setup) { return std::make_unique<DocLangFormat>(setup); }

}  // namespace millrace::labeling
