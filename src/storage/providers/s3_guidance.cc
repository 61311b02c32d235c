#include "storage/providers/s3_guidance.h"

#include "base/json_writer.h"
#include "base/text.h"
#include "storage/aws/endpoint.h"
#include "storage/bucket_uri.h"
#include "storage/providers/s3.h"
#include "storage/settings.h"

namespace millrace::storage {
namespace {

std::string BucketName(const Values& values) {
  const std::string name = GivenText(values, kS3Bucket);
  return name.empty() ? "BUCKET" : Printable(name);
}

std::string Json(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}

// As an argument of a shell.
std::string Quoted(std::string_view text) { return "'" + ReplaceAll(text, "'", "'\\''") + "'"; }

std::string Statement(std::string_view actions, const std::string& resource,
                      const std::string& condition = "") {
  return "    {\"Effect\": \"Allow\",\n     \"Action\": [" + std::string(actions) +
         "],\n     \"Resource\": " + Json(resource) +
         (condition.empty() ? "" : ",\n     \"Condition\": " + condition) + "}";
}

// Signs that mean something in a policy's resource stand for themselves.
std::string Literal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '*' || c == '?' || c == '$')
      out.append("${").append(1, c).append("}");
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string S3Rights(const Values& values, bool target) {
  const std::string region = GivenText(values, kS3Region);
  const std::string partition(aws::PartitionName(region.empty() ? "us-east-1" : region));
  const std::string arn = "arn:" + partition + ":s3:::" + BucketName(values);
  const std::string prefix = Literal(FolderPrefix(values));
  const std::string key = GivenText(values, kS3KmsKeyId);
  std::string out = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n";
  out += Statement(
      "\"s3:ListBucket\"", arn,
      prefix.empty() ? "" : "{\"StringLike\": {\"s3:prefix\": " + Json(prefix + "*") + "}}");
  out += ",\n" + Statement(target ? "\"s3:GetObject\", \"s3:PutObject\", \"s3:DeleteObject\""
                                  : "\"s3:GetObject\"",
                           arn + "/" + prefix + "*");
  if (!key.empty()) {
    const std::string resource =
        key.starts_with("arn:") ? key
                                : "arn:" + partition + ":kms:" + (region.empty() ? "*" : region) +
                                      ":*:" + (key.starts_with("alias/") ? key : "key/" + key);
    out +=
        ",\n" + Statement(target ? "\"kms:GenerateDataKey\", \"kms:Decrypt\"" : "\"kms:Decrypt\"",
                          resource);
  }
  return out + "\n  ]\n}\n";
}

std::string S3Cors(const Values& values, std::string_view origin) {
  const std::string endpoint = GivenText(values, kS3Endpoint);
  std::string command = "aws s3api put-bucket-cors --bucket " + Quoted(BucketName(values)) +
                        " --cors-configuration file://cors.json";
  if (!endpoint.empty()) command += " --endpoint-url " + Quoted(endpoint);
  return "cat > cors.json <<'EOF'\n"
         "{\"CORSRules\": [{\n"
         "  \"AllowedOrigins\": [" +
         Json(origin) +
         "],\n"
         "  \"AllowedMethods\": [\"GET\", \"HEAD\"],\n"
         "  \"AllowedHeaders\": [\"*\"],\n"
         "  \"ExposeHeaders\": [\"Content-Length\", \"Content-Range\", \"Accept-Ranges\", "
         "\"ETag\"],\n"
         "  \"MaxAgeSeconds\": 3600}]}\n"
         "EOF\n" +
         command + "\n";
}

}  // namespace millrace::storage
