// A whole server on the Unix socket of a scratch directory, fed raw bytes: it answers or closes,
// and stays able to serve.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>

#include "net/http_server.h"
#include "net/url.h"
#include "tests/fuzz/fuzzing.h"

namespace millrace::net {
namespace {

using fuzz::Require;

class Subject {
 public:
  Subject() {
    std::string pattern = std::filesystem::temp_directory_path() / "millrace-fuzz-XXXXXX";
    Require(mkdtemp(pattern.data()) != nullptr, "there is a scratch directory");
    directory_ = pattern;
    HttpServer::Options options;
    options.port = 0;
    options.unix_socket = Path();
    options.workers = 2;
    options.max_body = 4096;
    options.max_header = 2048;
    options.idle_timeout = options.io_timeout = std::chrono::seconds(5);
    auto server = HttpServer::Start(options, [](Request& request) -> Reply {
      Response response;
      for (const auto& [name, value] : ParseQuery(request.query)) response.body += name + value;
      response.body += request.path + request.body;
      return response;
    });
    Require(server.has_value(), "the server starts");
    server_ = *std::move(server);
  }
  ~Subject() {
    server_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  std::string Path() const { return directory_ / "socket"; }

  // Sends the pieces, ends sending, and returns all that came back until the server closed.
  std::string Exchange(const std::vector<std::string_view>& pieces) const {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    Path().copy(address.sun_path, sizeof(address.sun_path) - 1);
    Require(connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0,
            "the server takes connections");
    for (std::string_view piece : pieces)
      if (send(fd, piece.data(), piece.size(), MSG_NOSIGNAL) < 0) break;  // it had enough
    shutdown(fd, SHUT_WR);

    std::string answer;
    char buffer[4096];
    for (pollfd wait{.fd = fd, .events = POLLIN, .revents = 0};;) {
      Require(poll(&wait, 1, 9'000) > 0, "the server answers or closes in time");
      const ssize_t count = recv(fd, buffer, sizeof(buffer), 0);
      if (count <= 0) break;
      answer.append(buffer, count);
    }
    close(fd);
    return answer;
  }

 private:
  std::filesystem::path directory_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace
}  // namespace millrace::net

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace millrace;
  static const net::Subject subject;
  if (size > 16 << 10)
    return 0;  // fits the socket's buffers, so that sending never waits for reading

  const std::string answer = subject.Exchange(fuzz::Pieces(fuzz::Text(data, size)));
  fuzz::Require(answer.empty() || answer.starts_with("HTTP/1."), "an answer is HTTP");

  static unsigned rounds = 0;
  if (++rounds % 64 == 0) {
    const std::string well =
        subject.Exchange({"GET /well HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"});
    fuzz::Require(well.starts_with("HTTP/1.1 200 ") && well.ends_with("/well"),
                  "the server still serves");
  }
  return 0;
}
