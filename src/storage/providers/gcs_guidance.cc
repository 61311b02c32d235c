#include "storage/providers/gcs_guidance.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/text.h"
#include "storage/google/json.h"
#include "storage/providers/gcs.h"

namespace millrace::storage {
namespace {

// What goes into a command as it is; `fallback` for what no such name consists of.
std::string Word(std::string_view name, const char* fallback) {
  const bool plain = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '@';
  });
  return plain ? std::string(name) : fallback;
}

std::string BucketName(const Values& values) {
  return Word(Trim(values.String(kGcsBucket)), "BUCKET");
}

// The account's name is no secret, and a command with it can be pasted.
std::string Email(const Values& values) {
  const Secret given = values.SecretValue(kGcsCredentials);
  const auto file = google::ParseObject(given.Reveal());
  return Word(file.has_value() ? google::TextOf(*file, "client_email") : "",
              "NAME@PROJECT.iam.gserviceaccount.com");
}

}  // namespace

std::string GcsRights(const Values& values, bool target) {
  const std::string email = Email(values);
  std::string out =
      target ? "# Write annotations: storage.objects.create, .delete (to overwrite), .get, .list\n"
             : "# Read a source: storage.objects.get, storage.objects.list\n";
  out += "gcloud storage buckets add-iam-policy-binding gs://" + BucketName(values) +
         " \\\n  --member=serviceAccount:" + email + " \\\n  --role=roles/storage." +
         (target ? "objectUser" : "objectViewer") + "\n";
  if (!target) {
    out +=
        "# Presigned URLs without a key file (machine, federation, impersonation):\n"
        "gcloud iam service-accounts add-iam-policy-binding " +
        email + " \\\n  --member=serviceAccount:" + email +
        " \\\n  --role=roles/iam.serviceAccountTokenCreator\n";
  }
  return out;
}

std::string GcsCors(const Values& values, std::string_view origin) {
  std::string quoted;
  AppendJsonString(quoted, origin);
  return "cat > cors.json <<'EOF'\n"
         "[{\"origin\": [" +
         quoted +
         "],\n"
         "  \"method\": [\"GET\", \"HEAD\"],\n"
         "  \"responseHeader\": [\"Content-Type\", \"Content-Length\", \"Content-Range\", "
         "\"Accept-Ranges\", \"ETag\"],\n"
         "  \"maxAgeSeconds\": 3600}]\n"
         "EOF\n"
         "gcloud storage buckets update gs://" +
         BucketName(values) + " --cors-file=cors.json\n";
}

}  // namespace millrace::storage
