#include "app/services.h"

#include "api/server.h"
#include "app/version.h"
#include "base/clock.h"
#include "labeling/migrations.h"

namespace millrace::app {
namespace {

// sockaddr_un holds 108 bytes with the final zero.
constexpr size_t kMaxSocketPath = 107;

}  // namespace

Services::~Services() = default;

Result<std::unique_ptr<Services>> Services::Open(const Config& config, DataLock lock,
                                                 Options options) {
  ASSIGN_OR_RETURN(crypto::Sealer sealer, crypto::Sealer::FromEnvironment(config.data_dir));
  std::unique_ptr<Services> out(new Services(std::move(lock), std::move(sealer)));
  ASSIGN_OR_RETURN(out->db_, db::OpenSqlite(config.database.string()));
  RETURN_IF_ERROR(db::Migrate(*out->db_, labeling::Migrations()));

  net::HttpClient::Options client;
  client.user_addresses.loopback = config.allow_loopback;
  client.user_agent = "millrace/" + std::string(kVersion);
  out->http_ = net::HttpClient::Make(client);
  client.user_addresses = config.ml_addresses;
  out->ml_http_ = net::HttpClient::Make(client);

  sync::Context context;
  context.db = out->db_.get();
  context.sealer = &out->sealer_;
  context.clock = &SystemClock();
  storage::Environment& environment = context.environment;
  environment.http = out->http_.get();
  environment.clock = &SystemClock();
  environment.env = ProcessEnv();
  environment.home = ProcessEnv()("HOME").value_or("");
  environment.local_roots = config.local_roots;
  environment.data_dir = config.data_dir.string();
  environment.document_root = config.document_root;
  environment.allow_loopback = config.allow_loopback;
  environment.metrics = &out->metrics_;

  ASSIGN_OR_RETURN(out->engine_,
                   sync::Engine::Start(std::move(context), {.live_exports = options.serve}));
  std::string reached_at = config.public_url;
  if (reached_at.empty() && config.port != 0) reached_at = config.LocalUrl(config.port);
  out->ml_ = ml::Engine::Start({.db = out->db_.get(),
                                .sealer = &out->sealer_,
                                .clock = &SystemClock(),
                                .http = out->ml_http_.get(),
                                .hostname = std::move(reached_at),
                                .legacy_tokens = config.legacy_tokens},
                               {.job_threads = options.serve ? 2 : 0});
  out->webhooks_ = webhooks::Sender::Start({.db = out->db_.get(),
                                            .http = out->http_.get(),
                                            .sealer = &out->sealer_,
                                            .clock = &SystemClock()},
                                           {.deliver = options.serve});
  api::ApiOptions api;
  api.version = kVersion;
  api.web = config.web;
  api.public_url = config.public_url;
  if (config.port != 0) api.local_url = config.LocalUrl(config.port);
  api.allow_signup = config.open_signup;
  api.signup_role = config.signup_role;
  api.enable_legacy_token = config.legacy_tokens;
  api.task_lock_time = config.task_lock_time;
  api.local_serving_enabled = config.serve_local_files;
  api.label_history_limit = config.label_history_limit;
  api.max_body = config.max_body;
  api.max_upload = config.max_upload;
  api.max_files = config.max_files;
  out->api_ = api::Api::Make(*out->engine_, *out->ml_, *out->webhooks_, std::move(api));
  return out;
}

Result<std::unique_ptr<net::HttpServer>> Serve(const Config& config, Services& services) {
  net::HttpServer::Options options;
  options.host = config.internal_host;
  options.port = config.port;
  options.cert_file = config.cert;
  options.key_file = config.key;
  options.unix_socket = SocketPath(config.data_dir).string();
  if (options.unix_socket.size() > kMaxSocketPath)
    return Fail(ErrorKind::kInvalid,
                "The path of the data directory is too long for a Unix socket: " +
                    options.unix_socket + ".",
                "Choose one under 90 characters with --data-dir; a symbolic link will do.");
  api::Api* api = &services.api();
  options.error_body = [api](int status, std::string_view sentence) {
    return api->ErrorBody(status, sentence);
  };
  options.max_body = config.max_body;
  options.spool_dir = config.data_dir.string();
  options.admit = [api](net::Request& head) { return api->Admit(head); };
  return net::HttpServer::Start(std::move(options),
                                [api](net::Request& request) { return api->Handle(request); });
}

}  // namespace millrace::app
