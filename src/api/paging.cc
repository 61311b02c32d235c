#include "api/paging.h"

#include <algorithm>

#include "base/text.h"

namespace millrace::api {

Result<PageRequest> ReadPage(Call& call, int64_t default_size, int64_t max_size) {
  PageRequest request{.size = default_size};
  if (const auto size = call.Query("page_size"); size.has_value()) {
    const int64_t given = ParseInt(*size).value_or(0);
    if (given > 0) request.size = std::min(given, max_size);
  }
  if (const auto page = call.Query("page"); page.has_value()) {
    request.last = *page == "last";
    const auto given = ParseInt(*page);
    // The bound keeps page × size a number.
    if (!request.last && (!given.has_value() || *given < 1 || *given > (int64_t{1} << 40))) {
      return Fail(ErrorKind::kNotFound, "Invalid page.");
    }
    request.page = given.value_or(1);
  }
  return request;
}

Result<void> FitPage(PageRequest& page, int64_t total) {
  const int64_t pages = std::max<int64_t>(1, (total + page.size - 1) / page.size);
  if (page.last) page.page = pages;
  if (page.page > pages) return Fail(ErrorKind::kNotFound, "Invalid page.");
  return {};
}

}  // namespace millrace::api
