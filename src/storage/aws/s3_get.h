// Many GETs at once: keeps a number of transfers in flight on the HTTP client.
#pragma once

#include <span>

#include "storage/aws/s3_connection.h"
#include "storage/object_store.h"

namespace millrace::storage::aws {

// ObjectStore::GetMany of a bucket. `concurrency` transfers run at a time. The calling thread signs
// the requests; the client's thread starts the next one when one ends.
void GetObjects(Connection& connection, std::span<const GetRequest> requests, GetSink& sink,
                size_t concurrency);

// "bytes=0-9" (RFC 9110 §14.1.2); "" for the whole object.
std::string RangeHeader(const GetRequest& request);

// What the headers of a GET, HEAD or PUT answer say about the object.
ObjectInfo InfoFromHeaders(std::string_view key, const net::Headers& headers);

}  // namespace millrace::storage::aws
