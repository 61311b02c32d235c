#include "api/multipart.h"

#include "base/text.h"

namespace millrace::api {
namespace {

constexpr size_t kMaxParts = 10'000;

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

}  // namespace

Result<std::vector<Part>> ParseMultipart(std::string_view content_type, std::string_view body) {
  const auto boundary = Parameter(content_type, "boundary");
  if (!boundary.has_value() || boundary->empty() || boundary->size() > 200) {
    return Broken("its Content-Type names no boundary.");
  }
  const std::string delimiter = "--" + *boundary;
  std::vector<Part> parts;
  size_t at = body.find(delimiter);
  if (at == std::string_view::npos)
    return Broken("the boundary of its Content-Type does not occur.");
  while (true) {
    at += delimiter.size();
    if (body.substr(at).starts_with("--")) return parts;
    at = body.find("\r\n", at);
    if (at == std::string_view::npos) return Broken("it ends inside a part.");
    const size_t head_end =
        body.substr(at).starts_with("\r\n\r\n") ? at : body.find("\r\n\r\n", at + 2);
    if (head_end == std::string_view::npos) return Broken("a part has no end of its headers.");
    const size_t start = head_end + 4;
    const size_t end = body.find("\r\n" + delimiter, start);
    if (end == std::string_view::npos) return Broken("it ends inside a part.");
    if (parts.size() >= kMaxParts) {
      return Fail(ErrorKind::kTooLarge,
                  "The form has more than " + WithThousands(kMaxParts) + " parts.");
    }
    Part part{.bytes = body.substr(start, end - start)};
    bool named = false;
    for (const std::string& line : Split(body.substr(at, head_end - at), '\n')) {
      const size_t colon = line.find(':');
      if (colon == std::string::npos ||
          !EqualsIgnoreCase(Trim(line.substr(0, colon)), "Content-Disposition"))
        continue;
      const std::string_view value = std::string_view(line).substr(colon + 1);
      if (auto name = Parameter(value, "name")) part.name = *std::move(name), named = true;
      part.file_name = Parameter(value, "filename");
    }
    if (!named) return Broken("a part has no name.");
    parts.push_back(std::move(part));
    at = end + 2;
  }
}

}  // namespace millrace::api
