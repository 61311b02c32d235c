// The REST API and the web app: one object that answers every request. Public entry of this
// room.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>

#include "api/web/web_file.h"
#include "labeling/accounts/accounts.h"
#include "ml/engine.h"
#include "net/http_server.h"
#include "sync/engine.h"
#include "webhooks/sender.h"

namespace millrace::api {

struct ApiOptions {
  std::string version = "0.1.0";
  std::span<const WebFile> web = {};  // the web app; empty = built without
  // Where browsers reach the server (--host); links in answers start with it. "" = links are
  // relative.
  std::string public_url;
  // What to type into a browser on the server's machine; "" = not known.
  std::string local_url;
  bool allow_signup = true;  // without a link; DISABLE_SIGNUP_WITHOUT_LINK turns it off
  // Of whoever signs up without an invitation; the first account is always an administrator.
  labeling::Role signup_role = labeling::Role::kAdministrator;
  bool enable_legacy_token = true;    // "Authorization: Token …", until the organization decides
  bool local_serving_enabled = true;  // LOCAL_FILES_SERVING_ENABLED
  int64_t label_history_limit = 100;  // LABEL_STREAM_HISTORY_LIMIT
  uint64_t max_body = 256u << 20;     // bytes of a request's body
  uint64_t max_upload = 5ull << 30;   // the same where files are uploaded; they lie on disk
  size_t max_files = 1000;            // in one such request
  std::chrono::seconds task_lock_time{86'400};  // TASK_LOCK_TTL
  // How long POST …/sync waits for its job before it answers with the state so far.
  std::chrono::milliseconds sync_wait{45'000};
};

// Thread-safe. Engines and sender outlive it; answers that wait for a job may come after its
// destruction, as long as that engine lives.
class Api {
 public:
  static std::unique_ptr<Api> Make(sync::Engine& engine, ml::Engine& ml, webhooks::Sender& webhooks,
                                   ApiOptions options);
  virtual ~Api() = default;

  // For HttpServer: answers, or gives a Pending where a job is waited for. A request over the Unix
  // socket (Request::over_unix_socket) is the operator's: administrator, no account.
  virtual net::Reply Handle(net::Request& request) = 0;
  // The same in process: waits until the answer is there. `source` is still the caller's to pull.
  virtual net::Response Answer(net::Request& request) = 0;

  // For HttpServer::Options::admit.
  virtual net::Admission Admit(net::Request& head) = 0;
  // For HttpServer::Options::error_body.
  virtual std::string ErrorBody(int status, std::string_view sentence) const = 0;
};

}  // namespace millrace::api
