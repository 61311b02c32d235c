// An HTTP client that answers from a function, for tests of what stands above it.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "net/http_client.h"

namespace millrace::storage::http {

// Answers at once, on the calling thread: the worst case for code that starts the next transfer
// when one ends.
class FakeHttpClient final : public net::HttpClient {
 public:
  using Answer = std::function<Result<net::HttpResponse>(const net::HttpRequest&)>;
  explicit FakeHttpClient(Answer answer) : answer_(std::move(answer)) {}

  void Start(net::HttpRequest request, std::shared_ptr<net::HttpSink> sink) override {
    auto response = Send(std::move(request));
    if (!response.has_value()) {
      sink->OnDone(std::unexpected(response.error()));
      return;
    }
    bool wanted = sink->OnHead(response->status, response->headers);
    // Bodies come in two pieces.
    const size_t half = response->body.size() / 2;
    for (const std::string& piece : {response->body.substr(0, half), response->body.substr(half)}) {
      if (wanted && !piece.empty()) wanted = sink->OnData(piece);
    }
    sink->OnDone(wanted ? Result<void>()
                        : Fail(ErrorKind::kCancelled, "The transfer was dropped."));
  }

  Result<net::HttpResponse> Send(net::HttpRequest request) override {
    {
      std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    return answer_(request);
  }

  std::vector<net::HttpRequest> requests() const {
    std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  const Answer answer_;
  mutable std::mutex mutex_;
  std::vector<net::HttpRequest> requests_;
};

}  // namespace millrace::storage::http
