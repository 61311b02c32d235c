#include "api/multipart.h"

#include <string.h>

#include "base/text.h"
#include "net/url.h"

namespace millrace::api {
namespace {

constexpr size_t kMaxParts = 10'000;
constexpr size_t kMaxHead = 16u << 10;  // of one part
constexpr size_t kPiece = 1u << 20;

// Value of `name` in `text` ("form-data; name=\"a\"; filename=\"b.json\"").
std::optional<std::string> Parameter(std::string_view text, std::string_view name) {
  size_t at = text.find(';');
  while (at != std::string_view::npos) {
    size_t start = text.find_first_not_of(" \t;", at);
    if (start == std::string_view::npos) return std::nullopt;
    const size_t equals = text.find('=', start);
    if (equals == std::string_view::npos) return std::nullopt;
    const bool wanted = EqualsIgnoreCase(Trim(text.substr(start, equals - start)), name);
    std::string value;
    size_t i = equals + 1;
    if (i < text.size() && text[i] == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\'))
          ++i;
        value += text[i];
      }
      if (i >= text.size()) return std::nullopt;
      at = text.find(';', i + 1);
    } else {
      at = text.find(';', i);
      value = Trim(text.substr(i, at == std::string_view::npos ? at : at - i));
    }
    if (wanted) return value;
  }
  return std::nullopt;
}

std::unexpected<Error> Broken(std::string sentence) {
  return Fail(ErrorKind::kInvalid, "The multipart body cannot be read: " + std::move(sentence));
}

// Where `needle` next begins, from `from` on; nothing if it does not.
Result<std::optional<uint64_t>> FindIn(const ByteSource& body, std::string_view needle,
                                       uint64_t from, std::string& buffer) {
  while (from + needle.size() <= body.size()) {
    ASSIGN_OR_RETURN(const std::string_view piece, body.Read(from, kPiece, buffer));
    const void* found = memmem(piece.data(), piece.size(), needle.data(), needle.size());
    if (found != nullptr) {
      return std::optional(from +
                           static_cast<uint64_t>(static_cast<const char*>(found) - piece.data()));
    }
    from += piece.size() - needle.size() + 1;
  }
  return std::optional<uint64_t>();
}

// "utf-8''na%C3%AFve.csv" (RFC 8187).
std::optional<std::string> ExtendedValue(std::string_view value) {
  const size_t first = value.find('\'');
  const size_t second = value.find('\'', first == value.npos ? first : first + 1);
  if (second == value.npos || !EqualsIgnoreCase(value.substr(0, first), "utf-8")) {
    return std::nullopt;
  }
  return net::PercentDecode(value.substr(second + 1));
}

// Name and file name, by the part's header lines.
Result<Part> ReadHead(std::string_view head) {
  Part part;
  bool named = false;
  for (const std::string& line : Split(head, '\n')) {
    const size_t colon = line.find(':');
    if (colon == std::string::npos ||
        !EqualsIgnoreCase(Trim(line.substr(0, colon)), "Content-Disposition"))
      continue;
    const std::string_view value = std::string_view(line).substr(colon + 1);
    if (auto name = Parameter(value, "name")) part.name = *std::move(name), named = true;
    part.file_name = Parameter(value, "filename");
    if (const auto extended = Parameter(value, "filename*"); extended.has_value()) {
      if (auto decoded = ExtendedValue(*extended)) part.file_name = std::move(decoded);
    }
  }
  if (!named) return Broken("a part has no name.");
  return part;
}

}  // namespace

Result<std::vector<Part>> ParseMultipart(std::string_view content_type,
                                         const std::shared_ptr<const ByteSource>& body) {
  const auto boundary = Parameter(content_type, "boundary");
  if (!boundary.has_value() || boundary->empty() || boundary->size() > 200) {
    return Broken("its Content-Type names no boundary.");
  }
  const std::string delimiter = "--" + *boundary;
  const std::string end_of_part = "\r\n" + delimiter;
  std::vector<Part> parts;
  std::string buffer;
  ASSIGN_OR_RETURN(std::optional<uint64_t> at, FindIn(*body, delimiter, 0, buffer));
  if (!at.has_value()) return Broken("the boundary of its Content-Type does not occur.");
  while (true) {
    *at += delimiter.size();
    ASSIGN_OR_RETURN(const std::string_view begin, body->Read(*at, kMaxHead, buffer));
    if (begin.starts_with("--")) return parts;
    const size_t line = begin.find("\r\n");
    if (line == begin.npos) return Broken("it ends inside a part.");
    const size_t head_end =
        begin.substr(line).starts_with("\r\n\r\n") ? line : begin.find("\r\n\r\n", line + 2);
    if (head_end == begin.npos) return Broken("a part has no end of its headers.");
    if (parts.size() >= kMaxParts) {
      return Fail(ErrorKind::kTooLarge,
                  "The form has more than " + WithThousands(kMaxParts) + " parts.");
    }
    ASSIGN_OR_RETURN(Part part, ReadHead(begin.substr(line, head_end - line)));
    const uint64_t start = *at + head_end + 4;
    ASSIGN_OR_RETURN(at, FindIn(*body, end_of_part, start, buffer));
    if (!at.has_value()) return Broken("it ends inside a part.");
    part.bytes = SliceOf(body, start, *at - start);
    parts.push_back(std::move(part));
    *at += 2;
  }
}

}  // namespace millrace::api
