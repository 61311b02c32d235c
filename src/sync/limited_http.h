// An HTTP client for a run that must end in time, or when somebody stops it.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/clock.h"
#include "net/http_client.h"

namespace millrace::sync {

// Passes requests on to another client until a stop; those behind it end at once with kCancelled.
// So do those under way: their sinks are told while the other client drops the transfer when it
// next hears of it, so that a write that was stopped may still be applied. With limits each request
// is limited to `request` and to what is left until `deadline`; those behind that end at once.
// Thread-safe; `inner` and `clock` outlive it.
class LimitedHttpClient final : public net::HttpClient {
 public:
  LimitedHttpClient(net::HttpClient& inner, Clock& clock, std::chrono::milliseconds request,
                    std::chrono::steady_clock::time_point deadline, std::stop_token stop);
  LimitedHttpClient(net::HttpClient& inner, std::stop_token stop);

  void Start(net::HttpRequest request, std::shared_ptr<net::HttpSink> sink) override;
  Result<net::HttpResponse> Send(net::HttpRequest request) override;

 private:
  struct Limits {
    Clock& clock;
    std::chrono::milliseconds request;
    std::chrono::steady_clock::time_point deadline;
  };
  // Shortens the limits of `request`; an Error if no time is left.
  Result<void> Limit(net::HttpRequest& request) const;

  net::HttpClient& inner_;
  const std::optional<Limits> limits_;
  const std::stop_token stop_;
};

// The head of the answer to `request`; its body is dropped. Waits for it.
Result<net::HttpResponse> FetchHead(net::HttpClient& client, net::HttpRequest request);

}  // namespace millrace::sync
