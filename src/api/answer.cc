#include "api/answer.h"

#include "api/web/csp.h"

namespace millrace::api {

net::Response JsonAnswer(int status, std::string json) {
  net::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"}};
  response.body = std::move(json);
  return response;
}

net::Response EmptyAnswer(int status) {
  net::Response response;
  response.status = status;
  response.headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}};
  return response;
}

net::Response Redirect(int status, std::string location) {
  net::Response response = EmptyAnswer(status);
  response.headers.Add("Location", std::move(location));
  return response;
}

net::Response EventAnswer(std::shared_ptr<net::BodySource> events) {
  net::Response response = EmptyAnswer(200);
  response.headers.Add("Content-Type", std::string(kEventStream));
  // Proxies that collect answers would hold the events back.
  response.headers.Add("X-Accel-Buffering", "no");
  response.source = std::move(events);
  return response;
}

net::Response HtmlAnswer(int status, std::string html) {
  net::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-store"}};
  ProtectPage(response, PlainPagePolicy());
  response.body = std::move(html);
  return response;
}

}  // namespace millrace::api
