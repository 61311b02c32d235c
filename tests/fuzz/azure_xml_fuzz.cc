// Azure's XML answers and the texts that people paste come from anywhere.
#include "net/url.h"
#include "storage/azure/connection_string.h"
#include "storage/azure/endpoint.h"
#include "storage/azure/list_xml.h"
#include "storage/azure/sas.h"
#include "tests/fuzz/fuzzing.h"

using millrace::Secret;
using millrace::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace azure = millrace::storage::azure;
  const std::string_view text = millrace::fuzz::Text(data, size);

  if (const auto page = azure::ParseListXml(text); page.has_value()) {
    for (const auto& object : page->objects) {
      Require(!object.key.empty(), "an object has a key");
      Require(!object.token.empty(), "an object has a change token");
      Require(azure::QuotedEtag(object.version) == object.version, "a version is a quoted ETag");
    }
  } else {
    Require(!page.error().message.empty(), "a page that cannot be read says why");
  }
  azure::ParseErrorXml(text);
  if (const auto key = azure::ParseDelegationKey(text); key.has_value())
    Require(!key->value.empty(), "a delegation key has its value");

  const Secret pasted{std::string(text)};
  if (const auto token = azure::ParseSasToken(pasted); token.has_value()) {
    millrace::net::Query query = token->query;
    query.emplace_back("sig", token->signature.Reveal());
    const auto again = azure::ParseSasToken(Secret(millrace::net::EncodeQuery(query)));
    Require(again.has_value() && again->query == token->query, "a token stays what it was");
  }
  azure::ParseConnectionString(pasted);
  azure::ParseKeyField(pasted);
  if (azure::CheckBlobName(text).has_value())
    Require(text.find('\\') == text.npos && !text.ends_with('.'), "a name leads to one blob");
  return 0;
}
