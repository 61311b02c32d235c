// Request bodies: JSON, urlencoded or multipart on every route, one way to read them.
#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/shape.h"
#include "base/result.h"
#include "net/http_server.h"

namespace millrace::api {

struct UploadedFile {
  std::string field, name, bytes;
};

// A body that was read. An empty one is an empty object. Form fields are members with text values;
// the last one of a name wins.
class Body {
 public:
  Body();
  Body(Body&&) noexcept;
  Body& operator=(Body&&) noexcept;
  ~Body();

  bool is_object() const;
  // The members; an empty object if the body is none.
  const boost::json::object& object() const;
  const boost::json::value& value() const { return *value_; }

  // JSON text of a member, byte for byte as it came (numbers keep their digits); nothing if absent
  // or if a form field holds no JSON.
  std::optional<std::string> Raw(std::string_view name) const;
  // The whole text of a JSON body; "" for forms. Borrowed from the request.
  std::string_view text() const { return text_; }
  const std::vector<UploadedFile>& files() const { return files_; }
  bool empty() const { return empty_; }

 private:
  friend Result<Body> ReadBody(const net::Request& request);
  std::unique_ptr<boost::json::value> value_;
  std::string_view text_;
  std::vector<UploadedFile> files_;
  bool empty_ = true;
};

// kInvalid with operation kParseFailed ("JSON parse error - …: line 1 column 6 (char 5)"),
// kUnsupported with operation kMediaType for a content type it cannot read. The request must
// outlive the body.
Result<Body> ReadBody(const net::Request& request);

// Would ReadBody take it for JSON? For routes that read large bodies as a stream instead.
bool IsJson(const net::Request& request);

inline constexpr std::string_view kParseFailed = "parse body";
inline constexpr std::string_view kMediaType = "read media type";

// Parses JSON text strictly (RFC 8259, nesting up to 512); the error is as for ReadBody.
Result<boost::json::value> ParseJson(std::string_view text);

// Reads members of a body and collects what is wrong with them, in Label Studio's words.
class Form {
 public:
  explicit Form(const Body& body) : body_(body) {}
  // Checks all that `shape` declares: type, bounds, choices, and, unless the body gives only some
  // (PATCH), that what is required is there. The getters below then only fetch.
  enum class Given { kAll, kSome };
  Form(const Body& body, const Shape& shape, Given given = Given::kAll);

  struct TextRule {
    size_t min = 0, max = 1u << 20;  // characters
    bool blank = true;
  };
  bool Has(std::string_view name) const;   // given, also as null
  bool Null(std::string_view name) const;  // given as null
  // Nothing if absent, null or wrong. Numbers are accepted as text.
  std::optional<std::string> Text(std::string_view name) { return Text(name, TextRule{}); }
  std::optional<std::string> Text(std::string_view name, TextRule rule);
  std::optional<bool> Bool(std::string_view name);
  std::optional<int64_t> Int(std::string_view name, int64_t min = INT64_MIN,
                             int64_t max = INT64_MAX);
  std::optional<double> Number(std::string_view name);
  // JSON text of a member that must be a list ('[') or an object ('{').
  std::optional<std::string> List(std::string_view name);
  std::optional<std::string> Object(std::string_view name);

  // Any value but null as JSON text; a field of a form that holds no JSON is a JSON string.
  std::optional<std::string> Json(std::string_view name) const;

  void Require(std::string_view name);  // "This field is required."
  // A sentence is kept once for each name.
  void Wrong(std::string_view name, std::string sentence);
  // All that was wrong in one Error.
  Result<void> Done() const;

 private:
  const boost::json::value* Find(std::string_view name) const;
  void Check(const Member& member, Given given);
  // Wrong, but where the shape has words of its own for a wrong value, those.
  void Fault(std::string_view name, std::string sentence);
  std::optional<std::string> Container(std::string_view name, char opening, const char* sentence);

  const Body& body_;
  std::vector<std::pair<std::string, std::string>> wrong_;
  std::vector<std::pair<std::string, std::string>> own_words_;  // Member::wrong of what was checked
};

}  // namespace millrace::api
