#include "storage/layers/resuming_sink.h"

#include <algorithm>

#include "base/text.h"

namespace millrace::storage {
namespace {

Error Changed(const GetRequest& request) {
  return {
      .kind = ErrorKind::kConflict,
      .message = "\"" + Printable(request.key) + "\" is no longer the version that was to be read.",
      .operation = "get",
      .key = request.key};
}

}  // namespace

ResumingSink::ResumingSink(GetSink& outer, std::span<const GetRequest> requests, bool ranges)
    : SinkLayer(outer), requests_(requests), ranges_(ranges), objects_(requests.size()) {}

bool ResumingSink::Start(size_t index, const ObjectInfo& info) {
  const size_t number = ObjectOf(index);
  Object& object = objects_[number];
  const GetRequest& request = requests_[number];
  // Some servers ignore If-Match and would give the bytes of another version here.
  const std::string& wanted = object.started ? object.condition : request.if_match;
  object.changed = !wanted.empty() && info.condition() != wanted;
  if (object.started || object.changed) return !object.changed;
  object.started = true;
  object.condition = info.condition();
  object.length = info.size > request.offset ? info.size - request.offset : 0;
  if (request.length != 0) object.length = std::min(object.length, request.length);
  object.refused = !outer().Start(number, info);
  return !object.refused;
}

bool ResumingSink::Data(size_t index, std::string_view bytes) {
  const size_t number = ObjectOf(index);
  Object& object = objects_[number];
  object.passed += bytes.size();
  if (!bytes.empty()) progress_ = true;
  object.refused = !outer().Data(number, bytes);
  return !object.refused;
}

bool ResumingSink::CanContinue(const Object& object, const Error& error) const {
  if (!error.temporary || object.refused || object.changed) return false;
  return object.passed == 0 || (ranges_ && !object.condition.empty());
}

void ResumingSink::Done(size_t index, Result<void> outcome) {
  const size_t number = ObjectOf(index);
  Object& object = objects_[number];
  if (object.changed) outcome = std::unexpected(Changed(requests_[number]));
  if (!outcome.has_value() && CanContinue(object, outcome.error())) {
    if (!object.started || object.passed < object.length || object.length == 0) {
      object.error = std::move(outcome).error();
      std::lock_guard lock(mutex_);
      failed_.push_back(number);
      return;
    }
    outcome = {};  // the transfer broke behind the last byte
  }
  progress_ = true;
  outer().Done(number, std::move(outcome));
}

ResumingSink::Round ResumingSink::TakeRound() {
  Round round;
  round.indexes = std::exchange(failed_, {});
  std::ranges::sort(round.indexes);
  for (const size_t number : round.indexes) {
    const Object& object = objects_[number];
    GetRequest request = requests_[number];
    if (object.started) {
      request.offset += object.passed;
      if (request.length != 0) request.length -= object.passed;
      request.if_match = object.condition;
    }
    round.requests.push_back(std::move(request));
    if (round.most_patient.message.empty() ||
        object.error.retry_after_ms > round.most_patient.retry_after_ms)
      round.most_patient = object.error;
  }
  round.progress = progress_.exchange(false);
  return round;
}

}  // namespace millrace::storage
