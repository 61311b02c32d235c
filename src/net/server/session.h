// One connection of the server: reads a request, has it handled, writes the answer, and again.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/spool_file.h"
#include "net/http_server.h"
#include "net/server/core.h"
#include "net/server/outgoing.h"
#include "net/server/request_parser.h"
#include "net/server/transport.h"

namespace millrace::net {

struct Peer {
  std::string address;  // as Request::peer
  bool over_unix_socket = false;
  bool over_tls = false;
};

// Lives on the I/O thread, but for RunHandler. Requests sent ahead of their answers (pipelining)
// wait unread, so a client cannot make it hold more than one.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Core& core, std::unique_ptr<Transport> transport, Peer peer);

  void Start();
  // Cuts the connection and leaves the core.
  void Close();

  // From the transport. 0 or a negative count: the connection ended or broke.
  void OnReady(bool ok);
  void OnRead(size_t count);
  void OnWritable(bool ok);
  void OnWritten(ssize_t count);
  void OnLingered() { Close(); }

  // From the core.
  void OnResponse(Response response);
  void OnPiece(Result<std::string> piece);
  void OnAdmission(Admission admission);
  void OnSpooled(Result<void> outcome);
  std::chrono::steady_clock::time_point deadline() const { return deadline_; }
  void OnDeadline();
  void BeginStop();
  void FinishStop();

 private:
  enum class State {
    kOpening,    // TLS handshake
    kIdle,       // between requests
    kReading,    // within a request
    kAdmitting,  // a worker decides about a long body
    kSpooling,   // a worker writes a piece of it into its file
    kHandling,   // a worker or a Pending has it
    kWriting,
    kAwaitPiece,  // the BodySource has it
    kLingering,
    kClosed,
  };
  enum class After { kReadOn, kNextPiece, kEndResponse };

  void ReadMore();
  void ProcessInput();
  // For a long body: true if a worker has it now.
  bool AskAdmission();
  bool SpoolBody();
  void BeginHandling();
  void RunHandler();
  void Refuse(int status, std::string_view sentence);
  Response ServersOwn(int status, std::string_view sentence) const;
  void WriteResponse(Response response);
  void AskPiece();
  void EndResponse();
  void Linger();

  // Writes what is outgoing.
  void BeginWrite(After after);
  void PumpWrite();
  void AfterWrite();

  void SetDeadline(std::chrono::milliseconds from_now);
  void NoDeadline() { deadline_ = std::chrono::steady_clock::time_point::max(); }

  Core& core_;
  const std::unique_ptr<Transport> transport_;
  const Peer peer_;
  State state_ = State::kOpening;
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();

  std::string input_;  // bytes [begin, end) are unread
  size_t input_begin_ = 0, input_end_ = 0;
  RequestParser parser_;
  bool continued_ = false;            // "100 Continue" is sent or not needed
  bool admitted_ = false;             // a long body may come
  std::shared_ptr<SpoolFile> spool_;  // the worker's while kSpooling

  Request request_;  // the worker's while kHandling
  bool keep_alive_ = false, http11_ = true, head_only_ = false;

  Outgoing outgoing_;
  After after_ = After::kEndResponse;
};

}  // namespace millrace::net
