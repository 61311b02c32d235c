// The server's side of Pending (http_server.h).
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "net/http_server.h"

namespace millrace::net {

class PendingAnswer final : public Pending {
 public:
  // Answers 500 if nobody has completed it: its last owner gave it up.
  ~PendingAnswer() override;
  void Complete(Response response) override;
  // Called once, with the answer: at once if it is there, else on the thread that completes.
  void OnComplete(std::function<void(Response)> receiver);

 private:
  std::mutex mutex_;
  bool completed_ = false;
  std::optional<Response> response_;  // waiting for the receiver
  std::function<void(Response)> receiver_;
};

}  // namespace millrace::net
