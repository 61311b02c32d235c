// The stub's answers, whole and broken.
#pragma once

#include <string>
#include <string_view>

#include "net/http_server.h"
#include "tests/stub/buckets.h"
#include "tests/stub/faults.h"

namespace millrace::stub {

net::Response ErrorAnswer(int status, std::string_view code, std::string_view message);
net::Response PreconditionFailed();
net::Response FaultAnswer(const FaultRule& fault);
net::Response ListAnswer(const std::string& bucket, const ListQuery& query, const Listing& listing,
                         bool url_encoded);
// 200, 206 or 416. `range` is the header's value, "" = none; one range only, others are ignored.
net::Response ObjectAnswer(const StoredObject& object, std::string_view range,
                           std::string_view content_type);
// The connection ends before the body.
net::Response Broken();
// The connection ends after half of the body.
net::Response Half(net::Response response);

}  // namespace millrace::stub
