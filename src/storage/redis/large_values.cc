#include "storage/redis/large_values.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "crypto/digest.h"
#include "storage/redis/values.h"

namespace millrace::storage::redis {
namespace {

constexpr size_t kRemembered = 256;  // 10 KB each at most
constexpr int kTries = 3;
constexpr size_t kPiecesAtOnce = 4;

void AskPiece(Commands& out, std::string_view key, uint64_t piece) {
  const uint64_t first = piece * kWholeValue;
  out.Add({"GETRANGE", key, std::to_string(first), std::to_string(first + kWholeValue - 1)});
}

Error ChangedError(std::string_view operation, const std::string& key) {
  return {.kind = ErrorKind::kConflict,
          .message = "\"" + Printable(key) + "\" changed while it was read.",
          .advice = "It is read again at the next sync.",
          .operation = std::string(operation),
          .key = key};
}

// One reading of a value under WATCH.
class DigestRun {
 public:
  DigestRun(Connection& connection, const Place& place, std::string_view operation,
            const std::string& key)
      : connection_(connection), place_(place), operation_(operation), key_(key) {}

  // Null if the value changed meanwhile.
  Result<LargeValuePtr> Run() {
    RETURN_IF_ERROR(Begin());
    const uint64_t count = (value_->size + kWholeValue - 1) / kWholeValue;
    std::optional<Error> refused;
    bool torn = false;
    uint64_t read = 0;
    RETURN_IF_ERROR(connection_.Pipeline(
        count, [&](size_t piece, Commands& out) { AskPiece(out, key_, piece); },
        [&](size_t, Reply reply) {
          if (reply.error()) refused = ErrorOf(reply, place_, operation_, key_);
          torn = torn || !reply.string();
          if (torn) return;
          whole_.Update(reply.text);
          value_->pieces.push_back(crypto::Sha1(reply.text));
          read += reply.text.size();
        }));
    ASSIGN_OR_RETURN(const bool unchanged, End());
    if (!unchanged || (torn && !refused.has_value()) || (!torn && read != value_->size))
      return LargeValuePtr();
    if (refused.has_value()) return std::unexpected(*std::move(refused));
    value_->digest = HexEncode(whole_.Finish());
    return value_;
  }

 private:
  Result<void> Begin() {
    value_->key = key_;
    ASSIGN_OR_RETURN(const Reply watch, connection_.One({"WATCH", key_}));
    if (watch.error()) return std::unexpected(ErrorOf(watch, place_, operation_, key_));
    ASSIGN_OR_RETURN(const Reply size, connection_.One({"STRLEN", key_}));
    if (size.type == Reply::Type::kInteger && size.integer > 0) {
      value_->size = static_cast<uint64_t>(size.integer);
      return {};
    }
    ASSIGN_OR_RETURN(const Reply unwatch, connection_.One({"UNWATCH"}));
    if (size.error()) return std::unexpected(ErrorOf(size, place_, operation_, key_));
    return std::unexpected(Error{.kind = ErrorKind::kNotFound,
                                 .message = place_.Name() + " has no key \"" + Printable(key_) +
                                            "\" in database " + std::to_string(place_.db) + ".",
                                 .operation = std::string(operation_),
                                 .key = key_});
  }

  // Was the key left alone since Begin?
  Result<bool> End() {
    static constexpr std::string_view kWords[] = {"MULTI", "PING", "EXEC"};
    Reply last;
    RETURN_IF_ERROR(connection_.Pipeline(
        std::size(kWords), [](size_t i, Commands& out) { out.Add({kWords[i]}); },
        [&](size_t, Reply reply) {
          if (!last.error()) last = std::move(reply);
        }));
    if (last.error()) return std::unexpected(ErrorOf(last, place_, operation_, key_));
    return last.type == Reply::Type::kArray;
  }

  Connection& connection_;
  const Place& place_;
  const std::string_view operation_;
  const std::string& key_;
  const std::shared_ptr<LargeValue> value_ = std::make_shared<LargeValue>();
  crypto::Sha1Stream whole_;
};

}  // namespace

Result<LargeValuePtr> LargeValues::Digest(Connection& connection, const Place& place,
                                          std::string_view operation, const std::string& key) {
  for (int i = 0; i < kTries; ++i) {
    ASSIGN_OR_RETURN(LargeValuePtr value, DigestRun(connection, place, operation, key).Run());
    if (value == nullptr) continue;
    Remember(value);
    return value;
  }
  Error error = ChangedError(operation, key);
  error.temporary = true;
  return std::unexpected(std::move(error));
}

LargeValuePtr LargeValues::Remembered(std::string_view key) const {
  std::lock_guard lock(mutex_);
  const auto found = std::ranges::find(
      remembered_, key, [](const auto& value) -> std::string_view { return value->key; });
  return found == remembered_.end() ? nullptr : *found;
}

void LargeValues::Remember(LargeValuePtr value) {
  std::lock_guard lock(mutex_);
  remembered_.remove_if([&](const LargeValuePtr& other) { return other->key == value->key; });
  remembered_.push_front(std::move(value));
  if (remembered_.size() > kRemembered) remembered_.pop_back();
}

Result<void> LargeValues::Read(Connection& connection, const Place& place, const LargeValue& value,
                               uint64_t offset, uint64_t end,
                               const std::function<bool(std::string_view)>& on_bytes) {
  const uint64_t last = (end + kWholeValue - 1) / kWholeValue;
  for (uint64_t piece = offset / kWholeValue; piece < last;) {
    // A few at a time: a receiver that has seen enough ends it soon.
    const uint64_t first = piece;
    const uint64_t count = std::min<uint64_t>(last - first, kPiecesAtOnce);
    std::optional<Error> failed;
    bool wanted = true;
    RETURN_IF_ERROR(connection.Pipeline(
        count, [&](size_t i, Commands& out) { AskPiece(out, value.key, first + i); },
        [&](size_t i, Reply reply) {
          if (failed.has_value() || !wanted) return;
          if (reply.error() && !IsCode(reply, "WRONGTYPE")) {
            failed = ErrorOf(reply, place, "get", value.key);
          } else if (!reply.string() || crypto::Sha1(reply.text) != value.pieces[first + i]) {
            failed = ChangedError("get", value.key);
          } else {
            const uint64_t begins = (first + i) * kWholeValue;
            std::string_view bytes = reply.text;
            if (end < begins + bytes.size()) bytes = bytes.substr(0, end - begins);
            if (offset > begins) bytes.remove_prefix(offset - begins);
            wanted = on_bytes(bytes);
          }
        }));
    if (failed.has_value()) return std::unexpected(*std::move(failed));
    if (!wanted) return {};
    piece += count;
  }
  return {};
}

}  // namespace millrace::storage::redis
