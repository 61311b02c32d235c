#include "api/transfer/download.h"

#include <condition_variable>
#include <mutex>

#include "api/transfer/upload_files.h"
#include "base/spool_file.h"
#include "base/text.h"
#include "net/http_client.h"
#include "net/url.h"

namespace millrace::api {
namespace {

constexpr int kMaxRedirects = 5;
constexpr size_t kMaxWaiting = 64u << 20;  // bytes that came and are not written yet

std::unexpected<Error> Refused(std::string sentence) {
  return FailField("non_field_errors", std::move(sentence));
}

// Takes the response on the client's thread, which must not wait for a disk; the handler writes.
class Arrival final : public net::HttpSink {
 public:
  explicit Arrival(uint64_t limit) : limit_(limit) {}

  bool OnHead(int status, const net::Headers& headers) override {
    std::lock_guard lock(mutex_);
    status_ = status;
    headers_ = headers;
    const auto length = ParseInt(headers.Get("Content-Length"));
    too_long_ = length.has_value() && static_cast<uint64_t>(*length) > limit_;
    return status == 200 && !too_long_;
  }
  bool OnData(std::string_view bytes) override {
    std::lock_guard lock(mutex_);
    received_ += bytes.size();
    too_long_ = received_ > limit_;
    waiting_ += bytes;
    too_slow_ = waiting_.size() > kMaxWaiting;
    wake_.notify_one();
    return !too_long_ && !too_slow_ && !given_up_;
  }
  void OnDone(Result<void> outcome) override {
    std::lock_guard lock(mutex_);
    outcome_ = std::move(outcome);
    wake_.notify_one();
  }

  // Writes until the response has ended.
  Result<void> WriteTo(SpoolFile& file) {
    std::string piece;
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [&] { return !waiting_.empty() || outcome_.has_value(); });
      if (waiting_.empty()) break;
      piece.swap(waiting_);
      lock.unlock();
      Result<void> written = file.Append(piece);
      piece.clear();
      lock.lock();
      if (!written.has_value()) {
        given_up_ = true;
        return written;
      }
    }
    if (too_long_) {
      return Refused("The file at that address is larger than " + HumanBytes(limit_) +
                     ". Split it, or raise --max-upload.");
    }
    if (too_slow_) return Refused("The file comes faster than the disk takes it. Try again.");
    if (status_ != 0 && status_ != 200) return {};
    if (!outcome_->has_value()) return Refused(outcome_->error().Sentence());
    return {};
  }

  int status() const { return status_; }
  const net::Headers& headers() const { return headers_; }

 private:
  const uint64_t limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  int status_ = 0;
  net::Headers headers_;
  std::string waiting_;
  uint64_t received_ = 0;
  bool too_long_ = false, too_slow_ = false, given_up_ = false;
  std::optional<Result<void>> outcome_;
};

std::string_view ExtensionFor(std::string_view media_type) {
  const std::string type = ToLower(Trim(media_type.substr(0, media_type.find(';'))));
  if (type == "application/json") return ".json";
  if (type == "application/x-ndjson" || type == "application/jsonl") return ".jsonl";
  if (type == "text/csv") return ".csv";
  if (type == "text/tab-separated-values") return ".tsv";
  if (type == "text/plain") return ".txt";
  if (type == "text/html") return ".html";
  if (type == "image/png") return ".png";
  if (type == "image/jpeg") return ".jpg";
  return "";
}

std::string NameOf(const net::Url& url, std::string_view media_type) {
  std::string name = net::PercentDecode(url.path.substr(url.path.rfind('/') + 1));
  if (ExtensionOf(name).empty()) {
    if (name.empty()) name = "tasks";
    name += ExtensionFor(media_type);
  }
  return name;
}

// Where a redirect leads (RFC 9110 §10.2.2: relative to the address it came from).
Result<std::string> Target(const net::Url& from, std::string_view location) {
  if (location.starts_with("http://") || location.starts_with("https://")) {
    return std::string(location);
  }
  if (location.starts_with("//")) return from.scheme + ":" + std::string(location);
  if (location.starts_with("/")) return from.Origin() + std::string(location);
  if (location.empty()) return Refused(from.host + " answers with a redirect to nowhere.");
  return from.Origin() + from.path.substr(0, from.path.rfind('/') + 1) + std::string(location);
}

}  // namespace

Result<Downloaded> Download(Service& service, const std::string& address) {
  const sync::Context& context = service.engine.context();
  std::string text = address;
  for (int hop = 0; hop <= kMaxRedirects; ++hop) {
    const auto url = net::ParseUrl(text);
    if (!url.has_value() || (url->scheme != "http" && url->scheme != "https")) {
      return Refused("\"" + Printable(text, 200) +
                     "\" is not an address to import from. Give one that starts with https:// or "
                     "http://.");
    }
    auto spool = SpoolFile::Make(context.environment.data_dir);
    if (!spool.has_value()) return std::unexpected(spool.error());
    const auto arrival = std::make_shared<Arrival>(service.options.max_upload);
    context.environment.http->Start(
        {.url = text, .headers = {{"Accept", "*/*"}}, .addresses = net::AddressPolicy::kUser},
        arrival);
    RETURN_IF_ERROR(arrival->WriteTo(**spool));
    const int status = arrival->status();
    if (status == 200) {
      return Downloaded{NameOf(*url, arrival->headers().Get("Content-Type")), (*spool)->Finish()};
    }
    const bool redirect =
        status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    if (!redirect) {
      return Refused(url->host + " answers with status " + std::to_string(status) +
                     " instead of the file. Open the address in a browser to see why.");
    }
    ASSIGN_OR_RETURN(text, Target(*url, arrival->headers().Get("Location")));
  }
  return Refused("The address redirects more than " + std::to_string(kMaxRedirects) + " times.");
}

}  // namespace millrace::api
