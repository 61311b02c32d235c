// Answers of Cloud Storage come from whatever endpoint a user names, and credential files from
// users.
#include "storage/google/credential_file.h"
#include "storage/google/gcs_error.h"
#include "storage/google/objects_json.h"
#include "tests/fuzz/fuzzing.h"

using millrace::Secret;
using millrace::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace google = millrace::storage::google;
  const std::string_view text = millrace::fuzz::Text(data, size);

  if (const auto page = google::ParseObjects(text); page.has_value()) {
    for (const auto& object : page->objects) {
      Require(!object.key.empty(), "an object has a key");
      Require(!object.token.empty(), "an object has a change token");
    }
  } else {
    Require(!page.error().message.empty(), "a page that cannot be read says why");
  }
  if (const auto object = google::ParseObjectResource(text); object.has_value())
    Require(!object->key.empty() && !object->token.empty(), "an object has key and token");

  const google::ErrorContext context{.bucket = "cats", .host = "host", .key = "k", .who = "user"};
  for (const int status : {400, 401, 403, 404, 412, 500}) {
    const auto error = google::GcsError(context, status, {}, text);
    Require(!error.message.empty() && error.status == status, "a refusal is a sentence");
  }

  const auto file = google::ParseCredentialFile(Secret(std::string(text)), "a file", false);
  if (file.has_value()) {
    if (const auto* account = std::get_if<google::ExternalAccount>(&file->account))
      Require(account->source.kind == google::SubjectTokenSource::Kind::kUrl,
              "a user's file does not point into the server");
    Require(file->universe.find_first_of("/:?#@") == std::string::npos,
            "a universe is a part of a host name");
  } else {
    Require(!file.error().message.empty(), "a file that cannot be read says why");
  }
  return 0;
}
