// The command line's way to REST: over the Unix socket of a running server, or in this process.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_server.h"

namespace millrace::app {

struct Answer {
  int status = 0;
  std::string body;
};

// Speaks as the operator. One call at a time.
class Client {
 public:
  virtual ~Client() = default;
  // `target` is the path with its query; an empty `body` sends none. An Error only if no answer
  // came.
  virtual Result<Answer> Call(const std::string& method, const std::string& target,
                              const std::string& body) = 0;
  // Gives a GET's body piece by piece. A status of 400 and above is an Error.
  using OnBytes = std::function<Result<void>(std::string_view bytes)>;
  virtual Result<void> Download(const std::string& target, const OnBytes& on_bytes) = 0;
  // Whether a server goes on working after this command.
  virtual bool beside_server() const = 0;
};

std::unique_ptr<Client> MakeSocketClient(const std::filesystem::path& socket);
// Answers one request, waiting where it must; outlives the client.
using AnswerRequest = std::function<net::Response(net::Request&)>;
std::unique_ptr<Client> MakeInProcessClient(AnswerRequest answer);

// The JSON answer; an Error in the server's words for a status of 400 and above.
Result<boost::json::value> CallJson(Client& client, const std::string& method,
                                    const std::string& target,
                                    const boost::json::object* body = nullptr);
// The same where the answer must be an object.
Result<boost::json::object> CallObject(Client& client, const std::string& method,
                                       const std::string& target,
                                       const boost::json::object* body = nullptr);

// What Label Studio's error shape says, for a status of 400 and above.
Error ErrorOf(const Answer& answer);

}  // namespace millrace::app
