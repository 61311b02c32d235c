// S3's XML answers come from whatever server a user names.
#include "storage/aws/list_xml.h"
#include "tests/fuzz/fuzzing.h"

using millrace::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace aws = millrace::storage::aws;
  const std::string_view text = millrace::fuzz::Text(data, size);

  if (const auto page = aws::ParseListXml(text); page.has_value()) {
    if (!page->next.empty())
      Require(aws::ParsePosition(page->next).has_value(),
              "a page's next position can be asked for");
    for (const auto& object : page->objects) {
      Require(!object.key.empty(), "an object has a key");
      Require(aws::NormalizeEtag(object.token) == object.token, "a change token is in normal form");
    }
  } else {
    Require(!page.error().message.empty(), "a page that cannot be read says why");
  }

  aws::ParseErrorXml(text);
  if (const auto position = aws::ParsePosition(text); position.has_value())
    Require(position->continuation_token.empty() || position->start_after.empty(),
            "a position is a token or a key");
  const std::string etag = aws::NormalizeEtag(text);
  Require(aws::NormalizeEtag(etag) == etag, "an ETag in normal form stays as it is");
  return 0;
}
