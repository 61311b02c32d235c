#include "net/http_server.h"

#include <boost/asio/executor_work_guard.hpp>
#include <exception>
#include <thread>
#include <vector>

#include "net/server/core.h"
#include "net/server/listener.h"
#include "net/server/transport.h"

namespace millrace::net {
namespace {

constexpr std::chrono::milliseconds kGrace{2'000};

class Server final : public HttpServer {
 public:
  Server(std::shared_ptr<Core> core, std::vector<std::unique_ptr<Listener>> listeners)
      : core_(std::move(core)),
        listeners_(std::move(listeners)),
        guard_(core_->io.get_executor()),
        port_(listeners_.front()->port()) {
    for (const auto& listener : listeners_) listener->Accept();
    core_->StartClock();
    thread_ = std::thread([io = &core_->io] { io->run(); });
  }

  ~Server() override {
    asio::post(core_->io, [this] {
      for (const auto& listener : listeners_) listener->Close();
      core_->BeginStop();
    });
    // The answers of the handlers that still ran are posted before FinishStop.
    core_->workers.Stop();
    asio::post(core_->io, [this] {
      core_->FinishStop(kGrace);
      guard_.reset();
    });
    thread_.join();
  }

  int port() const override { return port_; }

 private:
  const std::shared_ptr<Core> core_;
  const std::vector<std::unique_ptr<Listener>> listeners_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  const int port_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::Start(Options options, Handler handler) {
  if (options.cert_file.empty() != options.key_file.empty()) {
    return Fail(ErrorKind::kInvalid,
                options.key_file.empty() ? "A certificate is given, but no private key."
                                         : "A private key is given, but no certificate.",
                "Give both files, or none of them for plain HTTP.");
  }
  std::shared_ptr<asio::ssl::context> tls;
  if (!options.cert_file.empty()) {
    ASSIGN_OR_RETURN(tls, MakeTlsContext(options.cert_file, options.key_file));
  }
  try {
    const auto core = std::make_shared<Core>(std::move(options), std::move(handler));
    std::vector<std::unique_ptr<Listener>> listeners;
    ASSIGN_OR_RETURN(auto tcp,
                     ListenTcp(*core, core->options.host, core->options.port, std::move(tls)));
    listeners.push_back(std::move(tcp));
    if (!core->options.unix_socket.empty()) {
      ASSIGN_OR_RETURN(auto local, ListenUnix(*core, core->options.unix_socket));
      listeners.push_back(std::move(local));
    }
    return std::make_unique<Server>(core, std::move(listeners));
  } catch (const std::exception& error) {  // no descriptors or threads left
    return Fail(ErrorKind::kUnavailable,
                "The HTTP server could not start: " + std::string(error.what()) + ".",
                "Raise the limits of open files and processes.");
  }
}

}  // namespace millrace::net
