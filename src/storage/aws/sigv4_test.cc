#include "storage/aws/sigv4.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/digest.h"
#include "storage/aws/endpoint.h"
#include "storage/aws/test_vectors.h"

namespace millrace::storage::aws {
namespace {

namespace json = boost::json;

// One request.txt of the suite: a request line, headers (folded lines continue them), a body.
SigningRequest ParseHttp(std::string text, std::string* body, bool keep_dates) {
  text = ReplaceAll(text, "\r\n", "\n");
  SigningRequest out;
  const size_t blank = text.find("\n\n");
  *body = blank == std::string::npos ? "" : text.substr(blank + 2);
  std::vector<std::string> lines = Split(text.substr(0, blank), '\n');
  const size_t method_end = lines[0].find(' ');
  size_t target_end = lines[0].rfind(" HTTP/");
  if (target_end == std::string::npos) target_end = lines[0].size();
  out.method = lines[0].substr(0, method_end);
  const std::string target = lines[0].substr(method_end + 1, target_end - method_end - 1);
  const size_t query = target.find('?');
  out.path = target.substr(0, query);
  if (query != std::string::npos) out.query = net::ParseQuery(target.substr(query + 1));
  std::vector<std::pair<std::string, std::string>> headers;
  for (size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    if (lines[i][0] == ' ') {
      headers.back().second += "\n" + lines[i];
      continue;
    }
    const size_t colon = lines[i].find(':');
    headers.emplace_back(lines[i].substr(0, colon), lines[i].substr(colon + 1));
  }
  for (auto& [name, value] : headers) {
    if (EqualsIgnoreCase(name, "host")) {
      out.host = value;
    } else if (keep_dates || !EqualsIgnoreCase(name, "x-amz-date")) {
      out.headers.Add(name, value);
    }
  }
  return out;
}

std::string Trimmed(const std::filesystem::path& path) {
  return std::string(Trim(ReadVectorFile(path)));
}

// awslabs/aws-c-auth, service "service": the rules of services other than S3.
TEST(SigV4, PassesTheSuiteOfAwsCAuth) {
  VECTORS_OR_SKIP(folder, "aws-c-auth/tests/aws-signing-test-suite/v4");
  int cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().filename().string());
    const json::object context = ReadVectorJson(entry.path() / "context.json").as_object();
    const json::object& keys = context.at("credentials").as_object();
    const bool token_after = Flag(context, "omit_session_token");
    Credentials credentials{Text(keys, "access_key_id"), Secret(Text(keys, "secret_access_key")),
                            Secret(token_after ? "" : Text(keys, "token"))};
    const Time now = *ParseIso(Text(context, "timestamp"));
    const bool normalize = Flag(context, "normalize"), sign_body = Flag(context, "sign_body");
    const Signer signer({.service = Text(context, "service"),
                         .double_encode = true,
                         .normalize_path = normalize,
                         .content_sha256 = sign_body});
    std::string body;
    SigningRequest request = ParseHttp(ReadVectorFile(entry.path() / "request.txt"), &body, false);
    request.payload_sha256 = HexEncode(crypto::Sha256(body));

    SignatureSteps query;
    const Signer query_signer({.service = Text(context, "service"),
                               .double_encode = true,
                               .normalize_path = normalize,
                               .content_sha256 = false});
    query_signer.SignQuery(credentials, Text(context, "region"), now,
                           std::chrono::seconds(context.at("expiration_in_seconds").as_int64()),
                           request, &query);
    EXPECT_EQ(query.canonical_request, Trimmed(entry.path() / "query-canonical-request.txt"));
    EXPECT_EQ(query.string_to_sign, Trimmed(entry.path() / "query-string-to-sign.txt"));
    EXPECT_EQ(query.signature, Trimmed(entry.path() / "query-signature.txt"));

    SignatureSteps header;
    signer.SignHeaders(credentials, Text(context, "region"), now, request, &header);
    EXPECT_EQ(header.canonical_request, Trimmed(entry.path() / "header-canonical-request.txt"));
    EXPECT_EQ(header.string_to_sign, Trimmed(entry.path() / "header-string-to-sign.txt"));
    EXPECT_EQ(header.signature, Trimmed(entry.path() / "header-signature.txt"));
    EXPECT_NE(ReadVectorFile(entry.path() / "header-signed-request.txt")
                  .find("Authorization:" + std::string(request.headers.Get("Authorization"))),
              std::string::npos);
    ++cases;
  }
  EXPECT_EQ(cases, 38);
}

// smithy-rs adds two cases of a path that is encoded twice. Their canonical requests are dated
// 2021-05-11 whatever the request says.
TEST(SigV4, EncodesThePathTwiceForOtherServices) {
  VECTORS_OR_SKIP(folder, "smithy-rs/aws/rust-runtime/aws-sigv4/aws-signing-test-suite/v4");
  for (const char* name : {"double-encode-path", "double-url-encode"}) {
    SCOPED_TRACE(name);
    std::string body;
    SigningRequest request = ParseHttp(ReadVectorFile(folder / name / "request.txt"), &body, false);
    const Signer signer({.service = "lambda",
                         .double_encode = true,
                         .normalize_path = true,
                         .content_sha256 = false});
    SignatureSteps steps;
    signer.SignHeaders({"AKIDEXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), {}},
                       "us-east-2", *ParseIso("2021-05-11T15:40:45Z"), request, &steps);
    EXPECT_EQ(steps.canonical_request, Trimmed(folder / name / "header-canonical-request.txt"));
    const auto expected = folder / name / "header-string-to-sign.txt";
    if (std::filesystem::exists(expected)) {
      EXPECT_EQ(steps.string_to_sign, Trimmed(expected));
    }
  }
}

// The worked examples of the S3 API reference.
TEST(SigV4, EqualsTheExamplesOfTheS3Reference) {
  VECTORS_OR_SKIP(file, "generated/s3_aws_doc_examples.json");
  const json::array examples = ReadVectorJson(file).as_array();
  EXPECT_EQ(examples.size(), 5u);
  for (const json::value& value : examples) {
    const json::object& example = value.as_object();
    SCOPED_TRACE(Text(example, "name"));
    const Credentials credentials{
        Text(example, "access_key_id"), Secret(Text(example, "secret_access_key")), {}};
    SigningRequest request{.method = Text(example, "method"),
                           .host = Text(example, "host"),
                           .path = Text(example, "path"),
                           .payload_sha256 = Text(example, "payload_hash")};
    const bool presigned = request.payload_sha256 == "UNSIGNED-PAYLOAD";
    int64_t ttl = 0;
    for (const json::value& pair : example.at("query").as_array()) {
      const std::string name(pair.at(0).as_string()), text(pair.at(1).as_string());
      if (name == "X-Amz-Expires") ttl = *ParseInt(text);
      if (!name.starts_with("X-Amz-")) request.query.emplace_back(name, text);
    }
    for (const auto& [name, header] : example.at("headers").as_object()) {
      if (!EqualsIgnoreCase(name, "host") && !name.starts_with("x-amz-date") &&
          !name.starts_with("x-amz-content")) {
        request.headers.Add(std::string(name), std::string(header.as_string()));
      }
    }
    const Signer signer;
    SignatureSteps steps;
    const Time now = *ParseIso("2013-05-24T00:00:00Z");
    if (presigned) {
      signer.SignQuery(credentials, Text(example, "region"), now, std::chrono::seconds(ttl),
                       request, &steps);
    } else {
      signer.SignHeaders(credentials, Text(example, "region"), now, request, &steps);
    }
    EXPECT_EQ(steps.canonical_request, Text(example, "canonical_request"));
    EXPECT_EQ(steps.string_to_sign, Text(example, "string_to_sign"));
    EXPECT_EQ(steps.signature, Text(example, "signature"));
  }
}

EndpointOptions OptionsOf(const json::object& vector) {
  EndpointOptions options{.region = Text(vector, "region")};
  options.style =
      Text(vector, "style") == "path" ? AddressingStyle::kPath : AddressingStyle::kVirtual;
  if (const std::string endpoint = Text(vector, "endpoint"); !endpoint.empty()) {
    options.custom = net::ParseUrl(endpoint).value();
  }
  return options;
}

// URLs made by botocore, compared byte by byte.
TEST(SigV4, PresignsAsBotocoreDoes) {
  VECTORS_OR_SKIP(file, "generated/s3_presign_botocore.json");
  const json::object all = ReadVectorJson(file).as_object();
  const Time now = *ParseIso(Text(all, "time"));
  const Signer signer;
  int cases = 0;
  for (const json::value& value : all.at("vectors").as_array()) {
    const json::object& vector = value.as_object();
    SCOPED_TRACE(Text(vector, "url"));
    const auto endpoint = ResolveBucket(Text(vector, "bucket"), OptionsOf(vector));
    ASSERT_TRUE(endpoint.has_value());
    SigningRequest request{.method = Text(vector, "method"),
                           .host = endpoint->host,
                           .path = endpoint->path + "/" + EncodeKey(Text(vector, "key"))};
    if (const auto* params = vector.if_contains("params")) {
      for (const auto& [name, text] : params->as_object()) {
        request.query.emplace_back(name, text.as_string());
      }
    }
    const Credentials credentials{Text(all, "access_key_id"),
                                  Secret(Text(all, "secret_access_key")),
                                  Secret(Text(vector, "token"))};
    const std::string query =
        signer.SignQuery(credentials, endpoint->region, now,
                         std::chrono::seconds(vector.at("expires").as_int64()), request);
    EXPECT_EQ(endpoint->origin + request.path + "?" + query, Text(vector, "url"));
    ++cases;
  }
  EXPECT_EQ(cases, 318);
}

TEST(SigV4, SignsHeadersAsBotocoreDoes) {
  VECTORS_OR_SKIP(file, "generated/s3_header_signed_botocore.json");
  const json::object all = ReadVectorJson(file).as_object();
  const Time now = *ParseIso(Text(all, "time"));
  const Signer signer;
  int cases = 0;
  for (const json::value& value : all.at("requests").as_array()) {
    const json::object& vector = value.as_object();
    SCOPED_TRACE(Text(vector, "url"));
    const net::Url url = net::ParseUrl(Text(vector, "url")).value();
    SigningRequest request{.method = Text(vector, "method"),
                           .host = url.Authority(),
                           .path = url.path,
                           .query = net::ParseQuery(url.query),
                           .payload_sha256 = HexEncode(crypto::Sha256(Text(vector, "body")))};
    const json::object& headers = vector.at("headers").as_object();
    const std::string expected = Text(headers, "Authorization");
    const std::string signed_names =
        ";" +
        expected.substr(expected.find("SignedHeaders=") + 14,
                        expected.find(", Signature") - expected.find("SignedHeaders=") - 14) +
        ";";
    for (const auto& [name, text] : headers) {
      const std::string lower = ToLower(name);
      const bool ours = lower == "x-amz-date" || lower == "x-amz-content-sha256" ||
                        lower == "x-amz-security-token" || lower == "authorization";
      if (!ours && signed_names.find(";" + lower + ";") != std::string::npos) {
        request.headers.Add(std::string(name), std::string(text.as_string()));
      }
    }
    const Credentials credentials{Text(all, "access_key_id"),
                                  Secret(Text(all, "secret_access_key")),
                                  Secret(Text(vector, "token"))};
    signer.SignHeaders(credentials, Text(vector, "region"), now, request);
    EXPECT_EQ(request.headers.Get("Authorization"), expected);
    ++cases;
  }
  EXPECT_EQ(cases, 186);
}

TEST(SigV4, KeptKeyFollowsDateRegionAndCredentials) {
  const Signer kept;
  const Credentials one{"AKIA1", Secret("secret-1"), {}}, two{"AKIA1", Secret("secret-2"), {}};
  const Time today = *ParseIso("2026-01-02T23:59:59Z"),
             tomorrow = *ParseIso("2026-01-03T00:00:00Z");
  const SigningRequest request{.host = "b.s3.amazonaws.com", .path = "/k"};
  const auto url = [&](const Signer& signer, const Credentials& credentials, const char* region,
                       Time now) {
    return signer.SignQuery(credentials, region, now, std::chrono::seconds(60), request);
  };
  for (const auto& [credentials, region, now] :
       {std::tuple(&one, "us-east-1", today), std::tuple(&one, "us-east-1", tomorrow),
        std::tuple(&one, "eu-west-1", tomorrow), std::tuple(&two, "eu-west-1", tomorrow),
        std::tuple(&one, "us-east-1", today)}) {
    EXPECT_EQ(url(kept, *credentials, region, now), url(Signer(), *credentials, region, now));
  }
  EXPECT_NE(url(kept, one, "us-east-1", today), url(kept, two, "us-east-1", today));
}

}  // namespace
}  // namespace millrace::storage::aws
