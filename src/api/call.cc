#include "api/call.h"

#include <future>

#include "base/text.h"
#include "net/url.h"

namespace millrace::api {

std::optional<std::string> Call::Query(std::string_view name) {
  if (asked != nullptr) asked->query.emplace_back(name);
  if (!query_.has_value()) query_ = net::ParseQuery(request.query);
  std::optional<std::string> found;
  for (const auto& [key, value] : *query_) {
    if (key == name) found = value;
  }
  return found;
}

Result<std::optional<int64_t>> Call::QueryInt(std::string_view name) {
  const auto text = Query(name);
  if (!text.has_value() || text->empty()) return std::optional<int64_t>();
  const auto number = ParseInt(*text);
  if (!number.has_value()) {
    return FailField(std::string(name), "Incorrect value in key \"" + std::string(name) +
                                            "\" = \"" + Printable(*text, 60) +
                                            "\". It should be digit string.");
  }
  return number;
}

bool Call::QueryBool(std::string_view name, bool fallback) {
  const auto text = Query(name);
  return text.has_value() ? ParseBool(*text).value_or(fallback) : fallback;
}

Result<const Body*> Call::ReadBody() {
  if (asked != nullptr) asked->body = true;
  if (!body_.has_value()) {
    ASSIGN_OR_RETURN(Body body, api::ReadBody(request));
    body_ = std::move(body);
  }
  return &*body_;
}

net::Reply Call::Later(const std::function<void(Respond)>& start) const {
  if (wait_) {
    auto promise = std::make_shared<std::promise<net::Response>>();
    std::future<net::Response> answer = promise->get_future();
    start([promise](net::Response response) { promise->set_value(std::move(response)); });
    promise.reset();
    return answer.get();
  }
  std::shared_ptr<net::Pending> pending = net::Pending::Make();
  start([pending](net::Response response) { pending->Complete(std::move(response)); });
  return pending;
}

}  // namespace millrace::api
