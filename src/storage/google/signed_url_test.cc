#include "storage/google/signed_url.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "crypto/rsa_key.h"
#include "storage/aws/test_vectors.h"

namespace millrace::storage::google {
namespace {

namespace json = boost::json;
using aws::ReadVectorJson;
using aws::Text;
using aws::VectorsDirectory;

constexpr char kEmail[] = "test-iam-credentials@dummy-project-id.iam.gserviceaccount.com";

// The host that a case means: where a client would send the request.
std::string Origin(const json::object& test) {
  const std::string style = Text(test, "urlStyle");
  const std::string scheme = test.contains("scheme") ? Text(test, "scheme") : "https";
  for (const char* name : {"hostname", "clientEndpoint", "emulatorHostname"}) {
    const std::string host = Text(test, name);
    if (!host.empty()) return host.find("://") == host.npos ? scheme + "://" + host : host;
  }
  std::string host = "storage.googleapis.com";
  if (const std::string universe = Text(test, "universeDomain"); !universe.empty()) {
    host = "storage." + universe;
  }
  if (style == "BUCKET_BOUND_HOSTNAME") host = Text(test, "bucketBoundHostname");
  if (style == "VIRTUAL_HOSTED_STYLE") host = Text(test, "bucket") + "." + host;
  return scheme + "://" + host;
}

SigningRequest RequestOf(const json::object& test) {
  SigningRequest out{.method = Text(test, "method"), .origin = Origin(test)};
  if (Text(test, "urlStyle").empty()) out.path = "/" + Text(test, "bucket");
  if (test.contains("object")) out.path += "/" + net::PercentEncode(Text(test, "object"), "/");
  if (const auto* query = test.if_contains("queryParameters"); query != nullptr) {
    for (const auto& [name, value] : query->as_object()) {
      out.query.emplace_back(name, value.as_string());
    }
  }
  if (const auto* headers = test.if_contains("headers"); headers != nullptr) {
    for (const auto& [name, value] : headers->as_object()) {
      out.headers.Add(name, std::string(value.as_string()));
    }
  }
  return out;
}

// https://github.com/googleapis/conformance-tests: the expected signatures are made with a key that
// is not public, so they are taken from the expected URL.
TEST(SignedUrl, PassesTheConformanceTests) {
  VECTORS_OR_SKIP(path, "gcs-conformance/storage/v1/v4_signatures.json");
  const json::value vectors = ReadVectorJson(path);
  int cases = 0;
  for (const json::value& value : vectors.at("signingV4Tests").as_array()) {
    const json::object& test = value.as_object();
    const std::string name = Text(test, "description");
    SCOPED_TRACE(name);
    const SigningRequest request = RequestOf(test);
    const SigningText text =
        PrepareSignature(kEmail, *ParseIso(Text(test, "timestamp")),
                         std::chrono::seconds(test.at("expiration").as_int64()), request);
    ++cases;
    // Its canonical request has the path of the other style.
    if (name == "Universe domain with virtual hosted style") continue;
    EXPECT_EQ(text.canonical_request, Text(test, "expectedCanonicalRequest"));
    EXPECT_EQ(text.string_to_sign, Text(test, "expectedStringToSign"));
    const std::string url = Text(test, "expectedUrl"), mark = "X-Goog-Signature=";
    const size_t at = url.find(mark) + mark.size();
    const std::string signature = *HexDecode(url.substr(at, url.find('&', at) - at));
    const auto ours = net::ParseUrl(SignedUrl(request, text, signature));
    const auto theirs = net::ParseUrl(url);
    ASSERT_TRUE(ours.has_value() && theirs.has_value());
    EXPECT_EQ(ours->Origin() + ours->path, theirs->Origin() + theirs->path);
    auto our_query = net::ParseQuery(ours->query), their_query = net::ParseQuery(theirs->query);
    std::ranges::sort(our_query);
    std::ranges::sort(their_query);
    EXPECT_EQ(our_query, their_query);
  }
  EXPECT_EQ(cases, 29);
}

TEST(SignedUrl, EqualsThatOfGooglesPythonPackage) {
  const json::value table = ReadVectorJson(std::filesystem::path(MILLRACE_SOURCE_DIR) /
                                           "src/storage/google/testdata/signed_urls.json");
  const auto key = crypto::RsaKey::FromPem(Secret(Text(table.as_object(), "test_key")));
  ASSERT_TRUE(key.has_value()) << key.error().Sentence();
  const std::string email = Text(table.as_object(), "email");
  const json::array& cases = table.at("cases").as_array();
  EXPECT_GE(cases.size(), 40u);
  for (const json::value& value : cases) {
    const json::object& test = value.as_object();
    SigningRequest request{
        .method = Text(test, "method"),
        .origin = "https://storage.googleapis.com",
        .path = "/" + Text(test, "bucket") + "/" + net::PercentEncode(Text(test, "object"), "/")};
    if (test.contains("type")) {
      request.query.emplace_back("response-content-type", Text(test, "type"));
    }
    const SigningText text =
        PrepareSignature(email, *ParseIso(Text(test, "time")),
                         std::chrono::seconds(test.at("ttl").as_int64()), request);
    EXPECT_EQ(SignedUrl(request, text, key->SignSha256(text.string_to_sign)), Text(test, "url"));
  }
}

TEST(SignedUrl, HostIsSignedWithoutItsPort) {
  const auto canonical = [](const char* origin) {
    return PrepareSignature("a@b", Time{}, std::chrono::seconds(1),
                            {.origin = origin, .path = "/b"})
        .canonical_request;
  };
  EXPECT_NE(canonical("http://localhost:8080").find("\nhost:localhost\n"), std::string::npos);
  EXPECT_NE(canonical("http://[::1]:8080").find("\nhost:[::1]\n"), std::string::npos);
}

}  // namespace
}  // namespace millrace::storage::google
