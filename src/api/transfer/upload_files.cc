#include "api/transfer/upload_files.h"

#include <ctype.h>
#include <string.h>

#include <algorithm>

#include "base/ids.h"
#include "base/text.h"
#include "net/url.h"

namespace millrace::api {
namespace {

constexpr size_t kMaxName = 120;  // bytes; file systems allow 255
constexpr size_t kMaxExtension = 12;

}  // namespace

std::string ExtensionOf(std::string_view name) {
  name = name.substr(name.find_last_of("/\\") + 1);  // npos + 1 = 0
  const size_t dot = name.rfind('.');
  return dot == name.npos || dot == 0 ? "" : ToLower(name.substr(dot));
}

std::string SafeFileName(std::string_view given) {
  given = given.substr(given.find_last_of("/\\") + 1);
  std::string name;
  while (!given.empty()) {
    const size_t length = Utf8Length(given);
    const char c = given.front();
    if (length > 1) {
      name += given.substr(0, length);
    } else if (length == 1 && (isalnum(static_cast<unsigned char>(c)) || strchr("-_.", c))) {
      name += c;
    } else if (c == ' ') {
      name += '_';
    }
    given.remove_prefix(std::max<size_t>(length, 1));
  }
  if (name.find_first_not_of('.') == name.npos) return "file";
  if (name.size() <= kMaxName) return name;
  std::string extension = ExtensionOf(name);
  if (extension.size() > kMaxExtension) extension.clear();
  size_t kept = kMaxName - extension.size();
  while (kept > 0 && (name[kept] & 0xC0) == 0x80) --kept;
  return name.substr(0, kept) + extension;
}

std::string UploadFiles::NewFile(int64_t project_id, std::string_view given_name) {
  return "upload/" + std::to_string(project_id) + "/" + RandomHex(4) + "-" +
         SafeFileName(given_name);
}

std::string UploadFiles::UrlOf(std::string_view file) {
  return "/data/" + net::PercentEncode(file, "/");
}

}  // namespace millrace::api
