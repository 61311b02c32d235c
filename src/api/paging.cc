#include "api/paging.h"

#include <algorithm>

#include "base/text.h"
#include "net/url.h"

namespace millrace::api {
namespace {

// The address of another page of the list that was asked for.
std::string PageLink(std::string_view public_url, const Call& call, int64_t page) {
  net::Query query;
  for (auto& [name, value] : net::ParseQuery(call.request.query)) {
    if (name != "page") query.emplace_back(name, value);
  }
  if (page > 1) query.emplace_back("page", std::to_string(page));
  std::string base(public_url);
  if (base.empty()) {
    const std::string_view host = call.request.headers.Get("Host");
    if (!host.empty()) base = (call.request.over_tls ? "https://" : "http://") + std::string(host);
  }
  if (base.ends_with('/')) base.pop_back();
  return base + call.request.path + (query.empty() ? "" : "?" + net::EncodeQuery(query));
}

}  // namespace

void AppendPageMembers(JsonWriter& json, std::string_view public_url, const Call& call,
                       const PageRequest& page, int64_t total) {
  json.Member("count", total);
  json.Key("next");
  page.page* page.size < total ? json.String(PageLink(public_url, call, page.page + 1))
                               : json.Null();
  json.Key("previous");
  page.page > 1 ? json.String(PageLink(public_url, call, page.page - 1)) : json.Null();
}

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
