// GET /api/schema and /docs/api: the API described to programs and to people.
#pragma once

#include <mutex>
#include <string>

#include "api/router.h"

namespace millrace::api {

// A text that is the same as long as the server runs: made when it is asked for first, and not sent
// again to who has it. Thread-safe.
class ConstantText {
 public:
  // 200, or 304 for an If-None-Match that knows it. `make` gives the text, the first time.
  template <class Make>
  net::Response Answer(const net::Request& request, net::Response frame, Make make) {
    std::call_once(once_, [&] { Set(make()); });
    return Fill(request, std::move(frame));
  }

 private:
  void Set(std::string text);
  net::Response Fill(const net::Request& request, net::Response frame) const;

  std::once_flag once_;
  std::string text_, etag_;
};

struct Description {
  ConstantText document, page;
};

Outcome GetSchema(Service& service, Call& call);
Outcome ShowDocs(Service& service, Call& call);
Outcome RedirectToDocs(Service& service, Call& call);
Outcome RedirectToSchema(Service& service, Call& call);

}  // namespace millrace::api
