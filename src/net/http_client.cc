#include "net/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/log.h"
#include "base/text.h"
#include "net/client/admission.h"
#include "net/client/curl_error.h"
#include "net/client/socket_watch.h"
#include "net/client/transfer.h"

namespace millrace::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Collects a response for Send(), which waits for it on another thread.
class Collector final : public HttpSink {
 public:
  Collector(size_t max_body, bool has_body, std::string peer)
      : max_body_(max_body), has_body_(has_body), peer_(std::move(peer)) {}

  bool OnHead(int status, const Headers& headers) override {
    response_.status = status;
    response_.headers = headers;
    const auto length = ParseInt(headers.Get("Content-Length"));
    if (!has_body_ || !length || *length <= 0) return true;
    if (static_cast<uint64_t>(*length) > max_body_) return Refuse();
    // What a peer claims is not yet worth memory.
    response_.body.reserve(std::min<size_t>(*length, kReserve));
    return true;
  }

  bool OnData(std::string_view bytes) override {
    if (bytes.size() > max_body_ - response_.body.size()) return Refuse();
    response_.body += bytes;
    return true;
  }

  void OnDone(Result<void> outcome) override {
    std::lock_guard lock(mutex_);
    if (too_large_) {
      result_ = Fail(ErrorKind::kTooLarge,
                     "The answer of " + peer_ + " is longer than " + HumanBytes(max_body_) + ".",
                     "Raise that limit if such an answer is expected.");
    } else if (!outcome) {
      result_ = std::unexpected(std::move(outcome).error());
    } else {
      result_ = std::move(response_);
    }
    done_ = true;
    finished_.notify_one();
  }

  Result<HttpResponse> Wait() {
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [&] { return done_; });
    return std::move(result_);
  }

 private:
  static constexpr size_t kReserve = 8u << 20;

  bool Refuse() {
    too_large_ = true;
    return false;
  }

  const size_t max_body_;
  const bool has_body_;
  const std::string peer_;
  HttpResponse response_;
  bool too_large_ = false;
  std::mutex mutex_;
  std::condition_variable finished_;
  bool done_ = false;
  Result<HttpResponse> result_;
};

struct Job {
  HttpRequest request;
  std::shared_ptr<HttpSink> sink;
};

// Where a request goes, as far as the limit of connections is concerned: scheme, host and port, or
// the socket.
std::string_view Destination(const HttpRequest& request) {
  if (!request.unix_socket.empty()) return request.unix_socket;
  const std::string_view url = request.url;
  const size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  return url.substr(0, url.find_first_of("/?#", scheme + 3));
}

class CurlClient final : public HttpClient {
 public:
  explicit CurlClient(Options options)
      : admission_(std::max<size_t>(options.max_connections, 1),
                   std::max<size_t>(options.max_connections_per_host, 1)) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    context_.proxies = ProxySettings::From([](const char* name) { return std::getenv(name); });
    context_.socket_opened = [this](int fd) { watch_.Opened(fd); };
    context_.socket_closed = [this](int fd) { watch_.Closed(fd); };
    context_.share = curl_share_init();
    // Used on one thread, so it needs no locks. The multi shares connections and names by itself.
    curl_share_setopt(context_.share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
    multi_ = curl_multi_init();
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options.max_connections));
    context_.options = std::move(options);
    if (!watch_.ok() || multi_ == nullptr || context_.share == nullptr) {
      stopping_ = true;
      return;
    }
    watch_.Attach(multi_);
    try {
      thread_ = std::thread([this] { Loop(); });
    } catch (const std::system_error&) {
      stopping_ = true;
    }
  }

  ~CurlClient() override {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    watch_.Wake();
    if (thread_.joinable()) thread_.join();
    idle_.clear();
    curl_multi_cleanup(multi_);
    curl_share_cleanup(context_.share);
  }

  void Start(HttpRequest request, std::shared_ptr<HttpSink> sink) override {
    bool wake = false, accepted = false;
    {
      std::lock_guard lock(mutex_);
      if (!stopping_) {
        accepted = true;
        wake = inbox_.empty();
        inbox_.push_back({std::move(request), std::move(sink)});
      }
    }
    if (wake) watch_.Wake();
    if (!accepted) sink->OnDone(Stopped());
  }

  Result<HttpResponse> Send(HttpRequest request) override {
    const auto sink = std::make_shared<Collector>(request.max_body, request.method != "HEAD",
                                                  std::string(Destination(request)));
    Start(std::move(request), sink);
    return sink->Wait();
  }

 private:
  using Jobs = Admission<Job>;
  struct Running {
    std::unique_ptr<Transfer> transfer;
    Jobs::Host* host;
  };

  void Loop() {
    while (TakeInbox()) {
      StartNext();
      watch_.Run(running_.empty() ? milliseconds(60'000) : sweep_);
      FinishDone();
      SweepStalled();
    }
    Abandon();
  }

  // False once the client is being destroyed.
  bool TakeInbox() {
    {
      std::lock_guard lock(mutex_);
      if (stopping_) return false;
      taken_.swap(inbox_);
    }
    for (Job& job : taken_) {
      const std::string destination(Destination(job.request));
      admission_.Add(destination, std::move(job));
    }
    taken_.clear();
    return true;
  }

  void StartNext() {
    while (auto next = admission_.Next()) {
      auto& [job, host] = *next;
      std::unique_ptr<Transfer> transfer;
      if (!idle_.empty()) {
        transfer = std::move(idle_.back());
        idle_.pop_back();
      } else {
        transfer = Transfer::Make(context_);
      }
      if (transfer == nullptr) {
        admission_.Done(host);
        job.sink->OnDone(Fail(ErrorKind::kInternal, "No HTTP transfer could be set up.",
                              "Check that libcurl is version 7.85 or newer."));
        continue;
      }
      if (auto begun = transfer->Begin(std::move(job.request), std::move(job.sink)); !begun) {
        admission_.Done(host);
        Conclude(std::move(transfer), std::move(begun));
        continue;
      }
      const auto stall = transfer->request().stall_timeout;
      if (stall.count() > 0) sweep_ = std::clamp(stall / 4, milliseconds(10), sweep_);
      curl_multi_add_handle(multi_, transfer->easy());
      CURL* easy = transfer->easy();
      running_.emplace(easy, Running{std::move(transfer), host});
    }
  }

  void FinishDone() {
    int left;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;
      Running running = Remove(running_.find(easy));
      Result<void> outcome = running.transfer->Outcome(code);
      Conclude(std::move(running.transfer), std::move(outcome));
    }
  }

  void SweepStalled() {
    const auto now = steady_clock::now();
    if (now < next_sweep_) return;
    next_sweep_ = now + sweep_;
    if (running_.empty()) {
      sweep_ = kSweep;
      return;
    }
    for (auto it = running_.begin(); it != running_.end();) {
      const auto current = it++;
      if (!current->second.transfer->Stalled(now)) continue;
      Error error = StallError(current->second.transfer->request());
      Running running = Remove(current);
      Conclude(std::move(running.transfer), std::unexpected(std::move(error)));
    }
  }

  Running Remove(std::unordered_map<CURL*, Running>::iterator position) {
    Running running = std::move(position->second);
    curl_multi_remove_handle(multi_, position->first);
    running_.erase(position);
    admission_.Done(running.host);
    return running;
  }

  void Conclude(std::unique_ptr<Transfer> transfer, Result<void> outcome) {
    const auto sink = transfer->Release();
    idle_.push_back(std::move(transfer));
    sink->OnDone(std::move(outcome));
  }

  void Abandon() {
    while (!running_.empty()) Conclude(Remove(running_.begin()).transfer, Stopped());
    while (auto next = admission_.Next()) {
      admission_.Done(next->second);
      next->first.sink->OnDone(Stopped());
    }
    {
      std::lock_guard lock(mutex_);
      taken_.swap(inbox_);
    }
    for (Job& job : taken_) job.sink->OnDone(Stopped());
    taken_.clear();
  }

  // The client ends, or never began because the process had no descriptors or threads left.
  static std::unexpected<Error> Stopped() {
    return Fail(
        ErrorKind::kCancelled, "The server's HTTP client has stopped.",
        "Restart the server; if it stays so, raise its limits of open files and processes.");
  }

  static constexpr milliseconds kSweep{250};

  TransferContext context_;
  SocketWatch watch_;
  CURLM* multi_ = nullptr;

  std::mutex mutex_;  // guards these two
  std::vector<Job> inbox_;
  bool stopping_ = false;

  // On the client's thread only.
  std::vector<Job> taken_;
  Jobs admission_;
  std::unordered_map<CURL*, Running> running_;
  std::vector<std::unique_ptr<Transfer>> idle_;
  milliseconds sweep_ = kSweep;
  steady_clock::time_point next_sweep_;

  std::thread thread_;
};

}  // namespace

std::unique_ptr<HttpClient> HttpClient::Make(Options options) {
  return std::make_unique<CurlClient>(std::move(options));
}

}  // namespace millrace::net
