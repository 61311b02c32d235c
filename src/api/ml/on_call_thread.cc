#include "api/ml/on_call_thread.h"

#include <atomic>

#include "api/error_response.h"

namespace millrace::api {
namespace {

// The one answer of a request, from whoever has it first.
class Once {
 public:
  Once(Call::Respond respond, ErrorStyle style, std::string version)
      : respond_(std::move(respond)), style_(style), version_(std::move(version)) {}

  bool given() const { return given_.test(); }
  void Answer(Outcome outcome) {
    if (given_.test_and_set()) return;
    respond_(outcome.has_value() ? std::get<net::Response>(*std::move(outcome))
                                 : ErrorResponse(outcome.error(), style_, version_));
  }

 private:
  const Call::Respond respond_;
  const ErrorStyle style_;
  const std::string version_;
  std::atomic_flag given_;
};

}  // namespace

Outcome OnCallThread(Service& service, const Call& call, CallWork work, std::optional<Late> late) {
  return call.Later([&](Call::Respond respond) {
    const auto once =
        std::make_shared<Once>(std::move(respond), StyleOf(call.request), service.options.version);
    const bool queued = service.calls.Post([once, work = std::move(work)](std::stop_token stop) {
      once->Answer(work(std::move(stop)));
    });
    if (!queued) {
      once->Answer(late.has_value() ? late->answer()
                                    : FailForNow(ErrorKind::kRateLimited,
                                                 "Too many calls to ML backends are under way.",
                                                 "Try again in half a minute."));
    } else if (late.has_value()) {
      service.timers.After(late->limit, [once, answer = std::move(late->answer)] {
        if (!once->given()) once->Answer(answer());
      });
    }
  });
}

Outcome AfterCalls(Service& service, const Call& call,
                   std::vector<std::function<void(std::stop_token)>> calls, Late late) {
  if (calls.empty()) return late.answer();
  return call.Later([&](Call::Respond respond) {
    const auto once =
        std::make_shared<Once>(std::move(respond), StyleOf(call.request), service.options.version);
    const auto left = std::make_shared<std::atomic<size_t>>(calls.size());
    const auto end = [once, left, answer = late.answer] {
      if (left->fetch_sub(1) == 1 && !once->given()) once->Answer(answer());
    };
    for (auto& one : calls) {
      const bool queued = service.calls.Post([end, one = std::move(one)](std::stop_token stop) {
        one(std::move(stop));
        end();
      });
      if (!queued) end();
    }
    service.timers.After(late.limit, [once, answer = late.answer] {
      if (!once->given()) once->Answer(answer());
    });
  });
}

}  // namespace millrace::api
