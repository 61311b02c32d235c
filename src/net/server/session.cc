#include "net/server/session.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <exception>
#include <utility>

#include "base/log.h"
#include "net/server/pending.h"

namespace millrace::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr size_t kFirstRead = 8u << 10;
constexpr size_t kBodyRead = 128u << 10;
constexpr size_t kSpoolPiece = 1u << 20;
constexpr milliseconds kLinger{2'000};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// Passes on what a BodySource says, once. A source that drops its `done` unused has failed.
class Piece {
 public:
  Piece(std::weak_ptr<Core> core, std::weak_ptr<Session> session)
      : core_(std::move(core)), session_(std::move(session)) {}
  ~Piece() { Give(Fail(ErrorKind::kInternal, "The source of the body gave no answer.")); }

  void Give(Result<std::string> piece) {
    if (given_.exchange(true)) return;
    if (const auto core = core_.lock()) core->Deliver(session_, std::move(piece));
  }

 private:
  const std::weak_ptr<Core> core_;
  const std::weak_ptr<Session> session_;
  std::atomic<bool> given_ = false;
};

}  // namespace

Session::Session(Core& core, std::unique_ptr<Transport> transport, Peer peer)
    : core_(core),
      transport_(std::move(transport)),
      peer_(std::move(peer)),
      parser_({core.options.max_header, core.options.admit ? UINT64_MAX : core.options.max_body}) {}

void Session::SetDeadline(milliseconds from_now) { deadline_ = steady_clock::now() + from_now; }

void Session::Start() {
  SetDeadline(core_.options.io_timeout);
  transport_->Open(shared_from_this());
}

void Session::Close() {
  if (state_ == State::kClosed) return;
  state_ = State::kClosed;
  NoDeadline();
  transport_->Close();
  outgoing_.DropSource();
  core_.Remove(shared_from_this());
}

void Session::OnReady(bool ok) {
  if (state_ == State::kClosed) return;
  if (!ok || core_.stopping()) return Close();
  state_ = State::kIdle;
  SetDeadline(core_.options.idle_timeout);
  ReadMore();
}

void Session::ReadMore() {
  if (input_begin_ == input_end_) {
    input_begin_ = input_end_ = 0;
  } else if (input_begin_ > 0) {
    std::memmove(input_.data(), input_.data() + input_begin_, input_end_ - input_begin_);
    input_end_ -= input_begin_;
    input_begin_ = 0;
  }
  const bool body = parser_.state() == RequestParser::State::kBody;
  if (body && input_.size() < kBodyRead) input_.resize(kBodyRead);
  if (input_end_ == input_.size()) input_.resize(std::max(kFirstRead, input_.size() * 2));
  transport_->Read(input_.data() + input_end_, input_.size() - input_end_, shared_from_this());
}

void Session::OnRead(size_t count) {
  if (state_ != State::kIdle && state_ != State::kReading) return;
  if (count == 0) return Close();
  input_end_ += count;
  ProcessInput();
}

void Session::ProcessInput() {
  input_begin_ += parser_.Feed({input_.data() + input_begin_, input_end_ - input_begin_});
  switch (parser_.state()) {
    case RequestParser::State::kNothing: break;
    case RequestParser::State::kHead:
      // Not moved by later bytes: a head must come in one such time, however slowly it drips.
      if (state_ == State::kIdle) SetDeadline(core_.options.io_timeout);
      state_ = State::kReading;
      break;
    case RequestParser::State::kBody:
      state_ = State::kReading;
      SetDeadline(core_.options.io_timeout);
      if (AskAdmission() || SpoolBody()) return;
      if (parser_.expects_continue() && !continued_) {
        continued_ = true;
        outgoing_.BeginInterim(kContinue);
        return BeginWrite(After::kReadOn);
      }
      break;
    case RequestParser::State::kDone:
      if (AskAdmission() || SpoolBody()) return;
      return BeginHandling();
    case RequestParser::State::kFailed: return Refuse(parser_.status(), parser_.sentence());
  }
  ReadMore();
}

bool Session::AskAdmission() {
  if (admitted_ || !core_.options.admit) return false;
  const uint64_t length = std::max(parser_.body_received(), parser_.body_announced().value_or(0));
  if (length <= core_.options.spool_above) return false;
  state_ = State::kAdmitting;
  NoDeadline();
  // Nothing else touches the request until the answer is there.
  Request& head = parser_.request();
  head.peer = peer_.address;
  head.over_unix_socket = peer_.over_unix_socket;
  head.over_tls = peer_.over_tls;
  core_.RunOnWorker([self = shared_from_this(), core = core_.weak_from_this(), &head] {
    Admission admission{.refusal = Response{.status = 500}};
    try {
      admission = self->core_.options.admit(head);
    } catch (const std::exception& error) {
      LogError("The admission of a request threw", {{"path", head.path}, {"what", error.what()}});
    }
    if (const auto alive = core.lock()) alive->Deliver(self, std::move(admission));
  });
  return true;
}

void Session::OnAdmission(Admission admission) {
  if (state_ != State::kAdmitting) return;
  admitted_ = true;
  if (admission.refusal.has_value()) {
    keep_alive_ = head_only_ = false;
    http11_ = true;
    state_ = State::kHandling;
    return OnResponse(*std::move(admission.refusal));
  }
  if (!parser_.LimitBody(admission.max_body, admission.advice)) {
    return Refuse(parser_.status(), parser_.sentence());
  }
  if (admission.into_file) {
    auto spool = SpoolFile::Make(core_.options.spool_dir);
    if (!spool.has_value()) return Refuse(507, spool.error().Sentence());
    spool_ = *std::move(spool);
  }
  state_ = State::kReading;
  ProcessInput();
}

bool Session::SpoolBody() {
  if (spool_ == nullptr) return false;
  std::string& body = parser_.request().body;
  const bool done = parser_.state() == RequestParser::State::kDone;
  if (body.empty() || (!done && body.size() < kSpoolPiece)) return false;
  state_ = State::kSpooling;
  NoDeadline();
  core_.RunOnWorker([self = shared_from_this(), core = core_.weak_from_this(), spool = spool_,
                     piece = std::exchange(body, {})] {
    auto outcome = spool->Append(piece);
    if (const auto alive = core.lock()) alive->Deliver(self, Core::Spooled{std::move(outcome)});
  });
  return true;
}

void Session::OnSpooled(Result<void> outcome) {
  if (state_ != State::kSpooling) return;
  if (!outcome.has_value()) return Refuse(507, outcome.error().Sentence());
  state_ = State::kReading;
  ProcessInput();
}

void Session::BeginHandling() {
  request_ = std::move(parser_.request());
  if (spool_ != nullptr) request_.spooled = std::exchange(spool_, nullptr)->Finish();
  admitted_ = false;
  request_.peer = peer_.address;
  request_.over_unix_socket = peer_.over_unix_socket;
  request_.over_tls = peer_.over_tls;
  keep_alive_ = parser_.keep_alive();
  http11_ = parser_.http11();
  head_only_ = request_.method == "HEAD";
  parser_.Reset();
  continued_ = false;
  // A connection that has carried a long body gives its memory back.
  if (input_begin_ == input_end_ && input_.size() > kFirstRead) {
    input_ = {};
    input_begin_ = input_end_ = 0;
  }
  state_ = State::kHandling;
  NoDeadline();
  core_.RunOnWorker([self = shared_from_this()] { self->RunHandler(); });
}

void Session::RunHandler() {
  const auto deliver = [core = core_.weak_from_this(), self = weak_from_this()](Response response) {
    if (const auto alive = core.lock()) alive->Deliver(self, std::move(response));
  };
  Reply reply = Response{.status = 500};
  try {
    reply = core_.handler(request_);
  } catch (const std::exception& error) {
    LogError("A request handler threw",
             {{"method", request_.method}, {"path", request_.path}, {"what", error.what()}});
  } catch (...) {
    LogError("A request handler threw", {{"method", request_.method}, {"path", request_.path}});
  }
  if (auto* response = std::get_if<Response>(&reply)) return deliver(std::move(*response));
  const auto pending =
      std::dynamic_pointer_cast<PendingAnswer>(std::get<std::shared_ptr<Pending>>(reply));
  if (pending == nullptr) return deliver({.status = 500});
  pending->OnComplete(deliver);
}

Response Session::ServersOwn(int status, std::string_view sentence) const {
  Response response{.status = status};
  if (core_.options.error_body) {
    response.headers.Add("Content-Type", "application/json");
    response.body = core_.options.error_body(status, sentence);
  } else {
    response.headers.Add("Content-Type", "text/plain; charset=utf-8");
    response.body = std::string(sentence) + "\n";
  }
  return response;
}

void Session::Refuse(int status, std::string_view sentence) {
  keep_alive_ = false;
  head_only_ = false;
  http11_ = true;
  WriteResponse(ServersOwn(status, sentence));
}

void Session::OnResponse(Response response) {
  if (state_ != State::kHandling) return;
  request_ = {};
  if (response.status < 200 || response.status > 999 ||
      (response.status == 500 && response.body.empty() && !response.source)) {
    response = ServersOwn(500, "The server failed to answer this request. Its log says why.");
  }
  WriteResponse(std::move(response));
}

void Session::WriteResponse(Response response) {
  if (core_.stopping()) keep_alive_ = false;
  keep_alive_ = outgoing_.Begin(
      std::move(response), {.keep_alive = keep_alive_, .http11 = http11_, .head_only = head_only_});
  BeginWrite(outgoing_.source() ? After::kNextPiece : After::kEndResponse);
}

void Session::BeginWrite(After after) {
  state_ = State::kWriting;
  after_ = after;
  SetDeadline(core_.options.io_timeout);
  PumpWrite();
}

void Session::PumpWrite() {
  while (true) {
    const Transport::Pieces left = outgoing_.Left();
    if (left.empty()) return AfterWrite();
    const ssize_t sent = transport_->TryWrite(left);
    if (sent < 0) return Close();
    if (sent == 0) return transport_->Write(left, shared_from_this());
    outgoing_.Sent(sent);
    SetDeadline(core_.options.io_timeout);
  }
}

void Session::OnWritable(bool ok) {
  if (state_ != State::kWriting) return;
  if (!ok) return Close();
  PumpWrite();
}

void Session::OnWritten(ssize_t count) {
  if (state_ != State::kWriting) return;
  if (count < 0) return Close();
  outgoing_.Sent(count);
  SetDeadline(core_.options.io_timeout);
  PumpWrite();
}

void Session::AfterWrite() {
  switch (after_) {
    case After::kReadOn: state_ = State::kReading; return ProcessInput();
    case After::kNextPiece: return AskPiece();
    case After::kEndResponse: return EndResponse();
  }
}

void Session::AskPiece() {
  state_ = State::kAwaitPiece;
  NoDeadline();
  core_.RunOnWorker(
      [source = outgoing_.source(), core = core_.weak_from_this(), self = weak_from_this()] {
        const auto piece = std::make_shared<Piece>(core, self);
        try {
          source->Next([piece](Result<std::string> bytes) { piece->Give(std::move(bytes)); });
        } catch (const std::exception& error) {
          LogError("The source of a response body threw", {{"what", error.what()}});
        }
      });
}

void Session::OnPiece(Result<std::string> piece) {
  if (state_ != State::kAwaitPiece) return;
  if (!piece) {
    LogWarning("A response body broke off", {{"cause", piece.error()}});
    return Close();
  }
  const bool end = piece->empty();
  if (!outgoing_.Append(*std::move(piece))) {
    LogError("A response body differs from its announced length");
    return Close();
  }
  BeginWrite(end ? After::kEndResponse : After::kNextPiece);
}

void Session::EndResponse() {
  outgoing_.DropSource();
  if (!keep_alive_ || core_.stopping()) return Linger();
  state_ = State::kIdle;
  SetDeadline(core_.options.idle_timeout);
  if (input_begin_ < input_end_)
    ProcessInput();
  else
    ReadMore();
}

void Session::Linger() {
  if (core_.stopping()) return Close();
  state_ = State::kLingering;
  SetDeadline(kLinger);
  transport_->Linger(shared_from_this());
}

void Session::OnDeadline() {
  NoDeadline();
  if (state_ == State::kReading) {
    return Refuse(408, "The request did not arrive in time.");
  }
  if (state_ == State::kWriting) transport_->Abort();
  Close();
}

void Session::BeginStop() {
  if (state_ != State::kHandling && state_ != State::kWriting) Close();
}

void Session::FinishStop() {
  if (state_ != State::kWriting || after_ != After::kEndResponse) Close();
}

}  // namespace millrace::net
