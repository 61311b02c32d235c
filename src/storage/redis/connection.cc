#include "storage/redis/connection.h"

#include <algorithm>

#include "base/ids.h"
#include "base/text.h"

namespace millrace::storage::redis {
namespace {

constexpr size_t kReceive = 64 << 10;
constexpr size_t kSendAhead = 256 << 10;      // bytes of questions written at once
constexpr size_t kMostQuestions = 1024;       // under way
constexpr size_t kBytesUnderWay = 8 << 20;    // of answers, as far as their size can be guessed
constexpr size_t kLargestReply = 768u << 20;  // a Redis string has 512 MB at most
constexpr size_t kIdleConnections = 8;

size_t SizeOf(const Reply& reply) {
  size_t size = reply.text.size();
  for (const Reply& item : reply.items) size += SizeOf(item);
  return size;
}

}  // namespace

Place ConnectionOptions::place() const {
  const bool v6 = stream.host.find(':') != std::string::npos && !stream.host.starts_with('[');
  return {.peer = (v6 ? "[" + stream.host + "]" : stream.host) + ":" + std::to_string(stream.port),
          .db = db,
          .username = username,
          .has_password = !password.empty(),
          .tls = stream.tls};
}

Connection::Connection(std::unique_ptr<net::Stream> stream, const ConnectionOptions& options)
    : stream_(std::move(stream)),
      options_(options),
      place_(options.place()),
      reader_(kLargestReply),
      received_(kReceive) {}

Result<std::unique_ptr<Connection>> Connection::Open(const ConnectionOptions& options) {
  ASSIGN_OR_RETURN(std::unique_ptr<net::Stream> stream, net::Connect(options.stream));
  return SignIn(std::move(stream), options);
}

Result<std::unique_ptr<Connection>> Connection::SignIn(std::unique_ptr<net::Stream> stream,
                                                       const ConnectionOptions& options) {
  std::unique_ptr<Connection> connection(new Connection(std::move(stream), options));
  RETURN_IF_ERROR(connection->Begin());
  return connection;
}

Result<void> Connection::Begin() {
  enum class Step { kAuth, kSelect, kInfo };
  std::vector<Step> steps;
  if (!options_.username.empty()) {
    commands_.Add({"AUTH", options_.username, options_.password.Reveal()});
    steps.push_back(Step::kAuth);
  } else if (!options_.password.empty()) {
    commands_.Add({"AUTH", options_.password.Reveal()});
    steps.push_back(Step::kAuth);
  }
  if (options_.db != 0) {  // a cluster does not allow SELECT at all
    commands_.Add({"SELECT", std::to_string(options_.db)});
    steps.push_back(Step::kSelect);
  }
  commands_.Add({"INFO", "server"});
  steps.push_back(Step::kInfo);
  const Result<void> sent = Send();
  commands_.Wipe();
  RETURN_IF_ERROR(sent);
  std::optional<Error> refused;
  for (const Step step : steps) {
    std::optional<Reply> reply;
    for (;;) {
      auto next = reader_.Next();
      if (!next.has_value()) return Broken(std::move(next).error());
      if (next->has_value()) {
        reply = *std::move(next);
        break;
      }
      RETURN_IF_ERROR(Receive());
    }
    answered_ = true;
    // The first refusal explains the ones behind it. INFO may be forbidden.
    if (reply->error() && !refused.has_value() &&
        (step != Step::kInfo || !IsCode(*reply, "NOPERM")))
      refused = ErrorOf(*reply, place_, "", "");
    if (step == Step::kInfo && reply->string()) run_id_ = InfoValue(reply->text, "run_id");
  }
  if (refused.has_value()) return std::unexpected(*std::move(refused));
  return {};
}

std::unexpected<Error> Connection::Broken(Error error) {
  broken_ = true;
  if (error.kind == ErrorKind::kCorrupt) {
    error.message = place_.peer + " answered with something that is not the protocol of Redis.";
    error.advice = place_.tls ? "Check host and port."
                              : "Check host and port; if it demands TLS, turn TLS on.";
  } else if (error.kind == ErrorKind::kTooLarge) {
    error.message = place_.Name() + " sent too much: " + error.message;
  } else if (!answered_ && error.kind == ErrorKind::kUnavailable) {
    error.message = place_.peer + " closed the connection without an answer.";
    error.advice = place_.tls ? "Check that the Redis is running."
                              : "Check that the Redis is running; if it demands TLS, turn TLS on.";
  }
  return std::unexpected(std::move(error));
}

Result<void> Connection::Send() {
  auto sent = stream_->Write(commands_.bytes(), options_.patience);
  if (!sent.has_value()) return Broken(std::move(sent).error());
  return {};
}

Result<void> Connection::Receive() {
  auto count = stream_->Read(received_.data(), received_.size(), options_.patience);
  if (!count.has_value()) return Broken(std::move(count).error());
  if (*count == 0)
    return Broken({.kind = ErrorKind::kUnavailable,
                   .temporary = true,
                   .message = place_.peer + " closed the connection.",
                   .advice = "Try again; if it stays so, look into the log of that server."});
  reader_.Feed({received_.data(), *count});
  return {};
}

Result<void> Connection::Pipeline(size_t count, const Ask& ask, const Answer& answer) {
  size_t asked = 0, answered = 0, received = 0;
  while (answered < count) {
    const size_t average = answered == 0 ? 0 : received / answered;
    // Before anything is known of the sizes, few.
    const size_t window =
        answered == 0 ? 16 : std::clamp<size_t>(kBytesUnderWay / (average + 1), 1, kMostQuestions);
    // In large portions: each one costs a system call on both sides.
    if (asked < count && asked - answered <= window / 2) {
      commands_.Clear();
      while (asked < count && asked - answered < window && commands_.bytes().size() < kSendAhead)
        ask(asked++, commands_);
      RETURN_IF_ERROR(Send());
    }
    for (;;) {
      auto reply = reader_.Next();
      if (!reply.has_value()) return Broken(std::move(reply).error());
      if (!reply->has_value()) break;
      if (answered == asked) return Broken(UnexpectedReply(place_, "", ""));
      received += SizeOf(**reply);
      answer(answered++, **std::move(reply));
    }
    if (answered == asked) continue;
    RETURN_IF_ERROR(Receive());
  }
  return {};
}

Result<Reply> Connection::One(std::initializer_list<std::string_view> words) {
  Reply out;
  RETURN_IF_ERROR(Pipeline(
      1, [&](size_t, Commands& commands) { commands.Add(words); },
      [&](size_t, Reply reply) { out = std::move(reply); }));
  return out;
}

Pool::Pool(ConnectionOptions options) : options_(std::move(options)), place_(options_.place()) {
  NewEpoch();
}

Result<Pool::Lease> Pool::Take(std::string_view operation, std::string_view key) {
  for (;;) {
    std::unique_lock lock(mutex_);
    if (idle_.empty()) break;
    std::unique_ptr<Connection> kept = std::move(idle_.back());
    idle_.pop_back();
    lock.unlock();
    if (kept->Quiet()) return Lease(*this, std::move(kept));
    lock.lock();
    NewEpoch();
  }
  auto opened = Connection::Open(options_);
  if (!opened.has_value()) {
    opened.error().operation = operation;
    opened.error().key = key;
    return std::unexpected(std::move(opened).error());
  }
  return Lease(*this, *std::move(opened));
}

std::string Pool::RunId(const Connection& connection) {
  if (!connection.run_id().empty()) return connection.run_id();
  std::lock_guard lock(mutex_);
  return epoch_;
}

void Pool::GiveBack(std::unique_ptr<Connection> connection) {
  std::lock_guard lock(mutex_);
  if (connection->broken()) {
    NewEpoch();
    return;
  }
  if (idle_.size() < kIdleConnections) idle_.push_back(std::move(connection));
}

void Pool::NewEpoch() { epoch_ = "pool-" + RandomHex(16); }

Pool::Lease::~Lease() {
  if (connection_ != nullptr) pool_->GiveBack(std::move(connection_));
}

}  // namespace millrace::storage::redis
