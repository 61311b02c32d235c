// Azure's XML answers: a page of List Blobs, a user delegation key, and the document of an error.
// https://learn.microsoft.com/en-us/rest/api/storageservices/list-blobs and
// …/status-and-error-codes2
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "storage/azure/sas.h"
#include "storage/object_store.h"

namespace millrace::storage::azure {

// One page. ListPage::next is the marker. Directories of a hierarchical namespace and their
// stand-ins (hdi_isfolder) are counted, not given. kCorrupt and temporary, with a sentence, for
// anything that is not a whole page.
Result<ListPage> ParseListXml(std::string_view xml);

// The answer to Get User Delegation Key; kCorrupt if it is none.
Result<UserDelegationKey> ParseDelegationKey(std::string_view xml);

// An error document; members that are missing are empty.
struct ErrorDocument {
  std::string code;     // "ContainerNotFound"
  std::string message;  // its first line
  // What AuthenticationFailed says more. It may hold a signature: for comparing, never to be shown.
  std::string detail;
  std::string header;  // InvalidHeaderValue: the header's name
};
// Nothing if `xml` is not an error document.
std::optional<ErrorDocument> ParseErrorXml(std::string_view xml);

// The change token of a blob: its Content-MD5 with its size, else its ETag. A copy of the same
// bytes over themselves is no change, nor is new metadata.
std::string ChangeToken(std::string_view md5, uint64_t size, const std::string& etag);
// An ETag as headers have it, quoted; listings write it without quotes.
std::string QuotedEtag(std::string_view etag);

}  // namespace millrace::storage::azure
