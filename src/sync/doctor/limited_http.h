// An HTTP client for a run that must end in time.
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>

#include "base/clock.h"
#include "net/http_client.h"

namespace millrace::sync {

// Passes requests on to another client, each limited to `request` and to what is left until
// `deadline`; requests behind it, or after a stop, end at once. A stop ends those under way too:
// their sinks get kCancelled while the other client drops the transfer when it next hears of it.
// Thread-safe; `inner` and `clock` outlive it.
class LimitedHttpClient final : public net::HttpClient {
 public:
  LimitedHttpClient(net::HttpClient& inner, Clock& clock, std::chrono::milliseconds request,
                    std::chrono::steady_clock::time_point deadline, std::stop_token stop);

  void Start(net::HttpRequest request, std::shared_ptr<net::HttpSink> sink) override;
  Result<net::HttpResponse> Send(net::HttpRequest request) override;

 private:
  // Shortens the limits of `request`; an Error if no time is left.
  Result<void> Limit(net::HttpRequest& request) const;

  net::HttpClient& inner_;
  Clock& clock_;
  const std::chrono::milliseconds request_;
  const std::chrono::steady_clock::time_point deadline_;
  const std::stop_token stop_;
};

// The head of the answer to `request`; its body is dropped. Waits for it.
Result<net::HttpResponse> FetchHead(net::HttpClient& client, net::HttpRequest request);

}  // namespace millrace::sync
