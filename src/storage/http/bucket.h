// A bucket behind HTTP: what a provider says of its protocol, so that sending, sending once more
// and keeping many transfers in flight are written once.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_client.h"
#include "net/url.h"
#include "storage/object_store.h"

namespace millrace::storage::http {

enum class Operation { kList, kGet, kHead, kPut, kDelete, kCheck };

// "list", "get", …
std::string_view OperationName(Operation operation);

// Listing and checking concern the bucket itself, all else one object.
bool OnBucket(Operation operation);

// One request in the bucket's terms.
struct Call {
  Operation operation = Operation::kGet;
  std::string method = "GET";
  std::string key;    // "" = the bucket itself
  std::string about;  // the key or prefix that an Error names
  net::Query query;
  net::Headers headers;
  std::string body;
  Precondition precondition = Precondition::kNone;
};

// A call made ready to be sent once: addressed, signed, and what it was signed with.
class Attempt {
 public:
  virtual ~Attempt() = default;

  // The answer to it is not 2xx. True: the bucket learned something by which the same call,
  // prepared anew, may succeed (another region, a token that ended). Must not block.
  virtual bool Learn(int status, const net::Headers& headers, std::string_view body) = 0;
  // Such an answer as a sentence: operation, key, status, and kind × temporary set.
  virtual Error Refused(int status, const net::Headers& headers, std::string_view body) const = 0;

  net::HttpRequest request;  // moved out when it is sent
};

// Thread-safe.
class Bucket {
 public:
  virtual ~Bucket() = default;

  // May wait for credentials.
  virtual Result<std::unique_ptr<Attempt>> Prepare(Call call) = 0;
  virtual net::HttpClient& client() const = 0;

  // How an object is read: with its range and condition.
  virtual Call GetCall(const GetRequest& request) const = 0;
  // What the headers of a GET or HEAD answer say of the object (SizeAndDate does a part).
  virtual ObjectInfo InfoOf(std::string_view key, const net::Headers& headers) const = 0;

  // How it is written, and what a 2xx answer says of it.
  virtual Call PutCall(const PutRequest& request) const = 0;
  virtual Result<ObjectInfo> PutInfo(const PutRequest& request,
                                     const net::HttpResponse& answer) const = 0;
};

// The answer if its status is 2xx, else the Error; sent once more after Attempt::Learn. `answer`
// gets the last answer whatever its status.
Result<net::HttpResponse> Send(Bucket& bucket, const Call& call,
                               net::HttpResponse* answer = nullptr);

// ObjectStore::GetMany and PutMany: `concurrency` transfers run at a time. The calling thread
// prepares the requests; the client's thread starts the next one when one ends.
void GetObjects(Bucket& bucket, std::span<const GetRequest> requests, GetSink& sink,
                size_t concurrency);
void PutObjects(Bucket& bucket, std::span<const PutRequest> requests, PutSink& sink,
                size_t concurrency);

// The request of a call: `url` with the call's query, and the patience that every store gets.
net::HttpRequest Compose(Call call, std::string url, net::AddressPolicy addresses, size_t max_body);
// Who answers at this URL.
Peer PeerAt(const std::string& url, net::AddressPolicy addresses);
// "bytes=0-9" (RFC 9110 §14.1.2); "" for the whole object.
std::string RangeHeader(const GetRequest& request);
// Reading and deleting where the condition is If-Match; the range goes into the named header.
Call ReadCall(const GetRequest& request, std::string range_header);
Call DeleteCall(std::string_view key, std::string_view version);
// What a presigned URL says besides its object, to services that have S3's parameters.
net::Query PresignQuery(const PresignRequest& request);
// Key, whole size (Content-Range, else Content-Length) and Last-Modified.
ObjectInfo SizeAndDate(std::string_view key, const net::Headers& headers);

}  // namespace millrace::storage::http
