// Keeps a number of HTTP transfers of one bucket in flight.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "storage/http/bucket.h"

namespace millrace::storage::http {

class Batch;

// One request of many and its answer. After Attempt::Learn it is sent once more.
class Transfer : public net::HttpSink, public std::enable_shared_from_this<Transfer> {
 public:
  bool OnHead(int status, const net::Headers& headers) final;
  bool OnData(std::string_view bytes) final;
  void OnDone(Result<void> outcome) final;

 protected:
  virtual Call MakeCall() const = 0;
  // The answer is 2xx; false drops it.
  virtual bool OnSuccess(const net::Headers& headers) = 0;
  virtual bool OnBytes(std::string_view bytes) = 0;
  // The transfer ended with this status, or without an answer: what it means, before an answer
  // that is not 2xx is taken for a refusal. May change `status`.
  virtual Result<void> Judge(Result<void> outcome) { return outcome; }
  // Exactly once, last.
  virtual void Finish(Result<void> outcome) = 0;

  int status = 0;
  net::Headers refusal;  // the headers of an answer that is not 2xx

 private:
  friend class Batch;

  std::shared_ptr<Batch> batch_;
  std::unique_ptr<Attempt> attempt_;
  std::string body_;  // of an answer that is not 2xx
  bool repeated_ = false;
};

// Runs `count` transfers, at most `concurrency` at a time; `make` gives the one of an index, in
// ascending order, on the calling thread. Returns when all have finished. The calling thread
// prepares requests ahead, since signing them, and getting credentials all the more, would hold up
// all transfers on the client's thread; that one only starts the next prepared one when one ends.
void RunTransfers(Bucket& bucket, size_t count, size_t concurrency,
                  std::function<std::shared_ptr<Transfer>(size_t)> make);

}  // namespace millrace::storage::http
