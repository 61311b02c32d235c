#include "labeling/formats/media.h"

#include "base/text.h"
#include "crypto/digest.h"
#include "labeling/formats/export_format.h"
#include "net/url.h"

namespace millrace::labeling {
namespace {

// Without query and fragment, as Python's urlparse has the path.
std::string_view PathOf(std::string_view uri) { return uri.substr(0, uri.find_first_of("?#")); }

bool IsCloud(std::string_view uri) {
  return uri.starts_with("s3:") || uri.starts_with("gs:") || uri.starts_with("azure-blob:");
}

}  // namespace

std::string_view BaseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view StemOf(std::string_view name) {
  const size_t first = name.find_first_not_of('.');
  const size_t dot = name.rfind('.');
  return dot == name.npos || first == name.npos || dot < first ? name : name.substr(0, dot);
}

std::string MediaName(std::string_view uri) {
  constexpr size_t kMost = 240;  // bytes; file systems allow 255
  std::string name;
  if (uri.starts_with("/data/upload/") || uri.starts_with("data/upload/") ||
      uri.starts_with("upload/") || uri.starts_with("/upload/")) {
    name = net::PercentDecode(BaseName(PathOf(uri)));
  } else {
    std::string_view base = IsCloud(uri) ? BaseName(uri) : BaseName(PathOf(uri));
    if (const size_t at = uri.find("?d="); uri.starts_with("/data/") && at != uri.npos)
      base = BaseName(uri.substr(at + 3));
    name = HexEncode(crypto::Md5(uri)).substr(0, 8) + "__" + std::string(base);
  }
  for (char& c : name) {
    if (c == '/' || c == '\\' || c == '\0') c = '-';
  }
  if (name == "." || name == ".." || name.empty()) name = HexEncode(crypto::Md5(uri)).substr(0, 8);
  if (name.size() <= kMost) return name;
  std::string end(name.substr(StemOf(name).size()));
  if (end.size() > 12) end.clear();
  size_t kept = kMost - end.size();
  while (kept > 0 && (name[kept] & 0xC0) == 0x80) --kept;
  return name.substr(0, kept) + end;
}

std::string FreeNames::Take(std::string name, int64_t task_id) {
  const std::hash<std::string_view> hash;
  if (stems_.insert(hash(StemOf(name))).second) return name;
  name.insert(StemOf(name).size(), "-" + std::to_string(task_id));
  stems_.insert(hash(StemOf(name)));
  return name;
}

void ExportFaults::Add(int64_t task_id, std::string_view what, const std::string& sentence) {
  if (count_++ >= kMost) return;
  list_.BeginObject();
  list_.Member("task", task_id);
  list_.Member("what", what);
  list_.Member("error", sentence);
  list_.EndObject();
}

Result<void> ExportFaults::Write(ExportOutput& out) const {
  if (count_ == 0) return {};
  return out.AddFile("errors.json", "{\"count\":" + std::to_string(count_) + ",\"errors\":[" +
                                        list_.text() + "]}\n");
}

Result<MediaFolder::Entry> MediaFolder::Add(ExportOutput& out, int64_t task_id,
                                            const std::string& uri, ExportFaults& faults) {
  return AddAs(out, task_id, uri, MediaName(uri), faults);
}

Result<MediaFolder::Entry> MediaFolder::AddAs(ExportOutput& out, int64_t task_id,
                                              const std::string& uri, const std::string& name,
                                              ExportFaults& faults) {
  Entry entry{.name = folder_ + "/" + name};
  if (source_ == nullptr) return entry;
  const size_t hash = std::hash<std::string>()(name);
  if (missing_.contains(hash)) {
    entry.missing = true;
    return entry;
  }
  if (!seen_.insert(hash).second) {
    if (name == last_name_) entry.bytes = last_;
    return entry;
  }
  auto bytes = source_->Fetch(uri);
  if (!bytes.has_value()) {
    missing_.insert(hash);
    faults.Add(task_id, uri, bytes.error().Sentence());
    entry.missing = true;
    return entry;
  }
  RETURN_IF_ERROR(out.AddMedia(entry.name, *bytes));
  last_name_ = name;
  last_ = *bytes;
  entry.bytes = *std::move(bytes);
  return entry;
}

}  // namespace millrace::labeling
