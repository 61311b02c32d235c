// One model server: the questions of Label Studio's ML API (its `label_studio/ml/api_connector.py`;
// the servers' side is `label_studio_ml/api.py` of PyPI's label-studio-ml).
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "base/secret.h"
#include "net/http_client.h"

namespace millrace::ml {

struct ServerAddress {
  std::string url;
  std::string user;  // for basic authentication; "" = none
  Secret password;
};

// kDenied if no model server can have this URL: it needs http or https and a host.
Result<void> CheckServerUrl(const std::string& url);

// Blocking calls; a stop ends each at once with kCancelled. Errors name the URL. kInvalid is an
// answer that says no; unreachable servers, timeouts and broken ones are temporary.
class ModelServer {
 public:
  ModelServer(net::HttpClient& http, ServerAddress address, std::stop_token stop = {});

  Result<void> Health();
  // Gives the model's version, "" if it names none. `body`: requests.h.
  Result<std::string> Setup(const std::string& body);
  // The answer, of at most 64 MiB, as JSON text.
  Result<std::string> Predict(const std::string& body, std::chrono::milliseconds limit);
  // kNotFound from servers that know no versions.
  Result<std::vector<std::string>> Versions(const std::string& project_uid);
  Result<void> Train(const std::string& body);

  // Where it is asked: "http://host:9090/predict".
  std::string UrlOf(std::string_view question) const;

 private:
  Result<std::string> Ask(std::string_view method, std::string_view question,
                          const std::string& body, std::chrono::milliseconds limit);

  net::HttpClient& http_;
  const ServerAddress address_;
  const std::stop_token stop_;
};

}  // namespace millrace::ml
