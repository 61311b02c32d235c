#include "net/server/listener.h"

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "net/server/session.h"
#include "net/server/transport.h"

namespace millrace::net {
namespace {

using asio::ip::tcp;
using Local = asio::local::stream_protocol;

std::string AddressText(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

// The part of accepting that TCP and Unix sockets share.
template <class Protocol>
class SocketListener final : public Listener {
 public:
  SocketListener(Core& core, typename Protocol::acceptor acceptor,
                 std::shared_ptr<asio::ssl::context> tls, std::string file)
      : core_(core), acceptor_(std::move(acceptor)), tls_(std::move(tls)), file_(std::move(file)) {}
  ~SocketListener() override { Close(); }

  Result<void> Listen() {
    AsioError error;
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return Fail(ErrorKind::kUnavailable, "Listening failed: " + error.message() + ".",
                  "Try again.");
    }
    return {};
  }

  void Accept() override {
    acceptor_.async_accept([this](AsioError error, typename Protocol::socket socket) {
      if (error == asio::error::operation_aborted || !acceptor_.is_open()) return;
      if (error) return Pause(error);
      Admit(std::move(socket));
      Accept();
    });
  }

  void Close() override {
    AsioError ignored;
    pause_.cancel();
    acceptor_.close(ignored);
    if (!file_.empty()) unlink(file_.c_str());
    file_.clear();
  }

  int port() const override {
    if constexpr (std::is_same_v<Protocol, tcp>) return acceptor_.local_endpoint().port();
    return 0;
  }

 private:
  void Admit(typename Protocol::socket socket) {
    AsioError error;
    Peer peer{.over_tls = tls_ != nullptr};
    if constexpr (std::is_same_v<Protocol, tcp>) {
      socket.set_option(tcp::no_delay(true), error);
      const auto remote = socket.remote_endpoint(error);
      if (error) return;  // gone already
      peer.address = AddressText(remote.address());
    } else {
      peer.address = "unix";
      peer.over_unix_socket = true;
    }
    StreamSocket stream(std::move(socket));
    auto transport =
        tls_ ? MakeTlsTransport(std::move(stream), *tls_) : MakePlainTransport(std::move(stream));
    core_.Add(std::make_shared<Session>(core_, std::move(transport), std::move(peer)));
  }

  // Without descriptors or memory left, accepting at once again would spin.
  void Pause(const AsioError& error) {
    LogWarning("A connection could not be accepted", {{"cause", error.message()}});
    pause_.expires_after(std::chrono::milliseconds(100));
    pause_.async_wait([this](AsioError cancelled) {
      if (!cancelled && acceptor_.is_open()) Accept();
    });
  }

  Core& core_;
  typename Protocol::acceptor acceptor_;
  asio::steady_timer pause_{core_.io};
  const std::shared_ptr<asio::ssl::context> tls_;
  std::string file_;
};

std::unexpected<Error> TcpError(const AsioError& error, const std::string& host, int port) {
  const std::string number = std::to_string(port);
  if (error == asio::error::address_in_use) {
    return Fail(ErrorKind::kConflict,
                "Port " + number + " on " + Printable(host) + " is in use by another program.",
                "Stop that program, or choose another port with `--port`.");
  }
  if (error == asio::error::access_denied) {
    return Fail(ErrorKind::kDenied,
                "This user may not listen on port " + number + " of " + Printable(host) + ".",
                "Choose a port from 1024 on with `--port`.");
  }
  if (error == boost::system::errc::address_not_available) {
    return Fail(ErrorKind::kInvalid,
                "This machine does not have the address " + Printable(host) + ".",
                "Give one of its addresses with `--internal-host`, or 0.0.0.0 for all of them.");
  }
  return Fail(ErrorKind::kUnavailable,
              "Listening on port " + number + " of " + Printable(host) +
                  " failed: " + error.message() + ".",
              "Choose another address with `--internal-host` or another port with `--port`.");
}

Result<tcp::endpoint> Resolve(Core& core, const std::string& host, int port) {
  AsioError error;
  const auto number = static_cast<uint16_t>(port);
  const auto literal = asio::ip::make_address(host, error);
  if (!error) return tcp::endpoint(literal, number);
  const auto found = tcp::resolver(core.io).resolve(host, "", error);
  if (error || found.empty()) {
    return Fail(
        ErrorKind::kInvalid, "The address \"" + Printable(host) + "\" to listen on is not known.",
        "Give an address of this machine with `--internal-host`, such as 127.0.0.1 or 0.0.0.0.");
  }
  // A name with both kinds, such as localhost, is meant as people type it.
  for (const auto& entry : found) {
    if (entry.endpoint().address().is_v4())
      return tcp::endpoint(entry.endpoint().address(), number);
  }
  return tcp::endpoint(found.begin()->endpoint().address(), number);
}

std::unexpected<Error> FileError(const AsioError& error, const std::string& path) {
  if (error == boost::system::errc::no_such_file_or_directory ||
      error == boost::system::errc::not_a_directory) {
    return Fail(ErrorKind::kNotFound,
                "The directory of the Unix socket " + Printable(path) + " does not exist.",
                "Create it, or choose another data directory with `--data-dir`.");
  }
  if (error == boost::system::errc::permission_denied ||
      error == boost::system::errc::read_only_file_system) {
    return Fail(ErrorKind::kDenied,
                "This user may not create the Unix socket " + Printable(path) + ".",
                "Change the permissions of its directory, or choose another data directory with "
                "`--data-dir`.");
  }
  return Fail(
      ErrorKind::kUnavailable,
      "The Unix socket " + Printable(path) + " could not be created: " + error.message() + ".",
      "Choose another data directory with `--data-dir`.");
}

// Removes the socket of a server that is gone; whatever else has that name stays.
Result<void> MakeRoom(Core& core, const std::string& path) {
  struct stat info;
  if (lstat(path.c_str(), &info) != 0) return {};
  if (!S_ISSOCK(info.st_mode)) {
    return Fail(ErrorKind::kConflict, Printable(path) + " exists and is not a Unix socket.",
                "Move it away, or choose another data directory with `--data-dir`.");
  }
  AsioError error;
  Local::socket probe(core.io);
  probe.connect(Local::endpoint(path), error);
  if (!error) {
    return Fail(ErrorKind::kConflict,
                "Another server listens on the Unix socket " + Printable(path) + ".",
                "Stop it, or choose another data directory with `--data-dir`.");
  }
  unlink(path.c_str());
  return {};
}

}  // namespace

Result<std::unique_ptr<Listener>> ListenTcp(Core& core, const std::string& host, int port,
                                            std::shared_ptr<asio::ssl::context> tls) {
  if (port < 0 || port > 65535) {
    return Fail(ErrorKind::kInvalid, "The port " + std::to_string(port) + " does not exist.",
                "Choose one from 1 to 65535 with `--port`.");
  }
  ASSIGN_OR_RETURN(const tcp::endpoint endpoint, Resolve(core, host, port));
  AsioError error;
  tcp::acceptor acceptor(core.io);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return TcpError(error, host, port);
  return std::make_unique<SocketListener<tcp>>(core, std::move(acceptor), std::move(tls), "");
}

Result<std::unique_ptr<Listener>> ListenUnix(Core& core, const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return Fail(ErrorKind::kInvalid,
                "The path of the Unix socket is longer than " +
                    std::to_string(sizeof(sockaddr_un::sun_path) - 1) +
                    " bytes: " + Printable(path) + ".",
                "Choose a data directory with a shorter path with `--data-dir`.");
  }
  RETURN_IF_ERROR(MakeRoom(core, path));
  AsioError error;
  Local::acceptor acceptor(core.io);
  acceptor.open(Local(), error);
  // On Linux the file gets the descriptor's mode, so there is no moment with a wider one.
  if (!error) fchmod(acceptor.native_handle(), 0600);
  if (!error) acceptor.bind(Local::endpoint(path), error);
  if (error) return FileError(error, path);
  auto listener = std::make_unique<SocketListener<Local>>(core, std::move(acceptor), nullptr, path);
  RETURN_IF_ERROR(listener->Listen());
  return listener;
}

}  // namespace millrace::net
