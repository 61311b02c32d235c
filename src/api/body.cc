#include "api/body.h"

#include <boost/json.hpp>

#include "api/json_text.h"
#include "api/multipart.h"
#include "base/text.h"
#include "net/url.h"

namespace millrace::api {
namespace {

namespace json = boost::json;

constexpr size_t kMaxDepth = 512;
constexpr size_t kMaxFields = 10'000;

std::string Place(std::string_view text, size_t at) {
  size_t line = 1, column = 1;
  for (size_t i = 0; i < at && i < text.size(); ++i) {
    if (text[i] == '\n')
      ++line, column = 1;
    else
      ++column;
  }
  return "line " + std::to_string(line) + " column " + std::to_string(column) + " (char " +
         std::to_string(at) + ")";
}

std::string Reason(const boost::system::error_code& ec, std::string_view text, size_t at) {
  if (ec == json::error::too_deep)
    return "nested deeper than " + std::to_string(kMaxDepth) + " levels";
  if (ec == json::error::extra_data) return "Extra data";
  if (ec == json::error::incomplete || at >= text.size()) return "the text ends too early";
  if (ec == json::error::illegal_leading_surrogate ||
      ec == json::error::illegal_trailing_surrogate || ec == json::error::expected_utf16_escape) {
    return "half of a surrogate pair";
  }
  return "unexpected " + (text[at] == '"' ? "'\"'" : "\"" + Printable(text.substr(at, 1)) + "\"");
}

std::unexpected<Error> ParseError(std::string reason) {
  Error error{.kind = ErrorKind::kInvalid, .message = "JSON parse error - " + std::move(reason)};
  error.operation = kParseFailed;
  return std::unexpected(std::move(error));
}

std::string_view MediaType(std::string_view content_type) {
  return Trim(content_type.substr(0, content_type.find(';')));
}

bool LooksLikeJson(std::string_view text) {
  const std::string_view trimmed = Trim(text);
  return !trimmed.empty() && (trimmed.front() == '{' || trimmed.front() == '[');
}

}  // namespace

Result<json::value> ParseJson(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  try {
    json::stream_parser parser({}, options);
    boost::system::error_code ec;
    const size_t used = parser.write_some(text.data(), text.size(), ec);
    if (ec) return ParseError(Reason(ec, text, used) + ": " + Place(text, used));
    const size_t extra = text.find_first_not_of(" \t\r\n", used);
    if (extra != std::string_view::npos) return ParseError("Extra data: " + Place(text, extra));
    if (!parser.done()) {
      parser.finish(ec);
      if (ec) return ParseError("the text ends too early: " + Place(text, text.size()));
    }
    return parser.release();
  } catch (const std::exception&) {  // allocation, or a limit of the library
    return Fail(ErrorKind::kTooLarge, "The JSON body is too large to be read at once.");
  }
}

Body::Body() : value_(std::make_unique<json::value>(json::object())) {}
Body::Body(Body&&) noexcept = default;
Body& Body::operator=(Body&&) noexcept = default;
Body::~Body() = default;

bool Body::is_object() const { return value_->is_object(); }

const json::object& Body::object() const {
  static const json::object kNone;
  return value_->is_object() ? value_->get_object() : kNone;
}

std::optional<std::string> Body::Raw(std::string_view name) const {
  if (!text_.empty()) {
    const auto found = FindMember(text_, name);
    return found.has_value() ? std::optional<std::string>(*found) : std::nullopt;
  }
  const json::value* member = object().if_contains(name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  const std::string_view text = member->get_string();
  if (!ParseJson(text).has_value()) return std::nullopt;
  return std::string(Trim(text));
}

bool IsJson(const net::Request& request) {
  const std::string type = ToLower(MediaType(request.headers.Get("Content-Type")));
  return type == "application/json" || type.ends_with("+json") ||
         (type.empty() && LooksLikeJson(request.body));
}

Result<Body> ReadBody(const net::Request& request) {
  Body body;
  if (Trim(request.body).empty()) return body;
  body.empty_ = false;
  const std::string type = ToLower(MediaType(request.headers.Get("Content-Type")));
  if (type == "application/x-www-form-urlencoded") {
    const net::Query fields = net::ParseQuery(request.body);
    if (fields.size() > kMaxFields) {
      return Fail(ErrorKind::kTooLarge,
                  "The form has more than " + WithThousands(kMaxFields) + " fields.");
    }
    json::object& object = body.value_->get_object();
    for (const auto& [name, value] : fields) object[name] = value;
    return body;
  }
  if (type == "multipart/form-data") {
    ASSIGN_OR_RETURN(std::vector<Part> parts,
                     ParseMultipart(request.headers.Get("Content-Type"),
                                    MemoryBytes(request.body)));
    json::object& object = body.value_->get_object();
    std::string buffer;
    for (Part& part : parts) {
      ASSIGN_OR_RETURN(const std::string_view bytes,
                       part.bytes->Read(0, request.body.size(), buffer));
      if (part.file_name.has_value()) {
        body.files_.push_back(
            {std::move(part.name), std::move(*part.file_name), std::string(bytes)});
      } else {
        object[part.name] = bytes;
      }
    }
    return body;
  }
  if (!IsJson(request)) {
    Error error{
        .kind = ErrorKind::kUnsupported,
        .message = "Unsupported media type \"" + Printable(type.empty() ? "none" : type) +
                   "\" in request.",
        .advice =
            "Send application/json, application/x-www-form-urlencoded or multipart/form-data."};
    error.operation = kMediaType;
    return std::unexpected(std::move(error));
  }
  ASSIGN_OR_RETURN(json::value value, ParseJson(request.body));
  *body.value_ = std::move(value);
  body.text_ = request.body;
  return body;
}

}  // namespace millrace::api
