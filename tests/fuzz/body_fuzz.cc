// Request bodies. The first line of an input is the content type, the rest the body.
#include <boost/json.hpp>

#include "api/body.h"
#include "api/multipart.h"
#include "base/text.h"
#include "net/url.h"
#include "tests/fuzz/fuzzing.h"

namespace millrace::api {
namespace {

using fuzz::Require;

void ReadAsForm(const Body& body) {
  Form form(body);
  for (const std::string_view name : {"title", "data", "result", "id", "ids", "score", "flag"}) {
    form.Has(name);
    form.Null(name);
    form.Require(name);
    const auto text = form.Text(name, {.min = 1, .max = 8, .blank = false});
    Require(!text.has_value() || !Trim(*text).empty(), "a text that may not be blank is not");
    form.Bool(name);
    const auto number = form.Int(name, -5, 5);
    Require(!number.has_value() || (*number >= -5 && *number <= 5), "numbers keep their bounds");
    form.Number(name);
    for (const auto& raw : {form.List(name), form.Object(name), body.Raw(name)})
      Require(!raw.has_value() || ParseJson(*raw).has_value(), "a member's text is JSON");
  }
  if (const auto done = form.Done(); !done.has_value())
    Require(!body.is_object() || !done.error().fields.empty(),
            "a form that is wrong names its fields");
}

}  // namespace
}  // namespace millrace::api

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace millrace;
  using fuzz::Require;
  const std::string_view text = fuzz::Text(data, size);
  const size_t line = std::min(text.find('\n'), text.size());
  net::Request request;
  request.method = "POST";
  request.headers.Add("Content-Type", std::string(text.substr(0, line)));
  request.body = text.substr(std::min(line + 1, text.size()));

  if (const auto body = api::ReadBody(request); body.has_value()) {
    api::ReadAsForm(*body);
    for (const api::UploadedFile& file : body->files())
      Require(request.body.find(file.bytes) != std::string::npos,
              "a file's bytes come from the body");
  } else {
    Require(!body.error().message.empty(), "a body that cannot be read says why");
  }

  if (const auto parts = api::ParseMultipart(request.headers.Get("Content-Type"),
                                             MemoryBytes(request.body));
      parts.has_value())
    for (const api::Part& part : *parts) {
      std::string buffer;
      const auto bytes = part.bytes->Read(0, request.body.size(), buffer);
      Require(bytes.has_value() && bytes->data() >= request.body.data() &&
                  bytes->data() + bytes->size() <= request.body.data() + request.body.size(),
              "a part lies inside the body");
    }
  (void)api::ParseJson(request.body);
  return 0;
}
