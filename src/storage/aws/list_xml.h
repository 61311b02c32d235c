// S3's XML answers: a page of ListObjectsV2, and the document of an error.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html and …/ErrorResponses.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "storage/object_store.h"

namespace millrace::storage::aws {

// One page. Keys are decoded if the answer says EncodingType url. ListPage::next is a position that
// ParsePosition understands: the server's continuation token, or the last key where a server gives
// none. kCorrupt and temporary, with a sentence, for anything that is not a whole page.
Result<ListPage> ParseListXml(std::string_view xml);

// How the next page is asked for.
struct ListPosition {
  std::string continuation_token;  // one of the two is empty
  std::string start_after;
};
// kInvalid for text that is no position of ours.
Result<ListPosition> ParsePosition(std::string_view position);

// An error document; members that are missing are empty.
struct ErrorDocument {
  std::string code;  // "NoSuchBucket"
  std::string message;
  std::string region;    // AuthorizationHeaderMalformed: the region that the server expects
  std::string endpoint;  // PermanentRedirect: the host to talk to
  std::string header;    // NotImplemented: the header that the server does not know
  std::string actual_object_size;  // InvalidRange
};
// Nothing if `xml` is not an error document.
std::optional<ErrorDocument> ParseErrorXml(std::string_view xml);

// An ETag as change token: quoted, whatever the server's habit in this place.
std::string NormalizeEtag(std::string_view etag);

}  // namespace millrace::storage::aws
