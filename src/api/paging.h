// Pages of lists, as Django REST framework numbers them.
#pragma once

#include "api/call.h"

namespace millrace::api {

struct PageRequest {
  int64_t page = 1;  // from 1
  int64_t size = 100;
  bool last = false;  // page=last

  int64_t offset() const { return (page - 1) * size; }
};
// kNotFound "Invalid page." for a page that is no number; a wrong size is the default, one above
// `max_size` is `max_size`.
Result<PageRequest> ReadPage(Call& call, int64_t default_size, int64_t max_size);
// Settles page=last. kNotFound for a page behind the end; page 1 of nothing is a page.
Result<void> FitPage(PageRequest& page, int64_t total);

// `count`, `next` and `previous` of such a list, into an object that is open. The links are
// absolute: `public_url`, or the request's Host where that is empty.
void AppendPageMembers(JsonWriter& json, std::string_view public_url, const Call& call,
                       const PageRequest& page, int64_t total);

}  // namespace millrace::api
