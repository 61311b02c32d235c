#include "net/server/pending.h"

namespace millrace::net {

std::shared_ptr<Pending> Pending::Make() { return std::make_shared<PendingAnswer>(); }

PendingAnswer::~PendingAnswer() { Complete({.status = 500}); }

void PendingAnswer::Complete(Response response) {
  std::function<void(Response)> receiver;
  {
    std::lock_guard lock(mutex_);
    if (completed_) return;
    completed_ = true;
    if (!receiver_) {
      response_ = std::move(response);
      return;
    }
    receiver = std::move(receiver_);
  }
  receiver(std::move(response));
}

void PendingAnswer::OnComplete(std::function<void(Response)> receiver) {
  std::optional<Response> response;
  {
    std::lock_guard lock(mutex_);
    if (!completed_) {
      receiver_ = std::move(receiver);
      return;
    }
    response = std::move(response_);
  }
  if (response) receiver(*std::move(response));
}

}  // namespace millrace::net
