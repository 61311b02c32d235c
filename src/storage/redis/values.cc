#include "storage/redis/values.h"

#include <algorithm>
#include <vector>

#include "base/json_writer.h"
#include "base/text.h"

namespace millrace::storage::redis {
namespace {

constexpr int64_t kMostFields = 100'000;

// One reading of many keys: the usual case in one round, what turns out to be special in further
// ones.
class Reading {
 public:
  Reading(Connection& connection, const Place& place, std::string_view operation,
          std::span<const std::string_view> keys, const std::function<void(size_t, Held)>& on_held)
      : connection_(connection),
        place_(place),
        operation_(operation),
        keys_(keys),
        on_held_(on_held) {}

  Result<void> Read() {
    std::vector<size_t> all(keys_.size());
    for (size_t i = 0; i < all.size(); ++i) all[i] = i;
    // One byte more than is read whole, so that a larger value shows itself.
    const std::string last = std::to_string(kWholeValue);
    RETURN_IF_ERROR(Round(
        all, [&](std::string_view key, Commands& out) { out.Add({"GETRANGE", key, "0", last}); },
        [&](size_t index, Reply reply) {
          if (!reply.string()) return Odd(index, reply);
          if (reply.text.empty())
            empty_.push_back(index);
          else if (reply.text.size() > kWholeValue)
            large_.push_back(index);
          else
            Whole(index, std::move(reply.text));
        }));
    // GETRANGE gives "" for a missing key too.
    RETURN_IF_ERROR(Round(
        empty_, [](std::string_view key, Commands& out) { out.Add({"GET", key}); },
        [&](size_t index, Reply reply) {
          if (reply.nil()) return on_held_(index, {});
          if (!reply.string()) return Odd(index, reply);
          Whole(index, std::move(reply.text));
        }));
    RETURN_IF_ERROR(Round(
        large_, [](std::string_view key, Commands& out) { out.Add({"STRLEN", key}); },
        [&](size_t index, Reply reply) {
          if (reply.type != Reply::Type::kInteger) return Odd(index, reply);
          on_held_(index, {.kind = Held::Kind::kLarge,
                           .size = static_cast<uint64_t>(std::max<int64_t>(reply.integer, 0))});
        }));
    RETURN_IF_ERROR(Types());
    return Hashes();
  }

  Result<void> Measure() {
    std::vector<size_t> all(keys_.size());
    for (size_t i = 0; i < all.size(); ++i) all[i] = i;
    RETURN_IF_ERROR(Round(
        all, [](std::string_view key, Commands& out) { out.Add({"STRLEN", key}); },
        [&](size_t index, Reply reply) {
          if (reply.type != Reply::Type::kInteger) return Odd(index, reply);
          const auto size = static_cast<uint64_t>(std::max<int64_t>(reply.integer, 0));
          on_held_(index, {.kind = size > kWholeValue ? Held::Kind::kLarge : Held::Kind::kWhole,
                           .size = size});
        }));
    RETURN_IF_ERROR(Types());
    for (const size_t index : hashes_) on_held_(index, {.kind = Held::Kind::kWhole});
    return {};
  }

 private:
  template <class Ask, class Answer>
  Result<void> Round(const std::vector<size_t>& indexes, const Ask& ask, const Answer& answer) {
    return connection_.Pipeline(
        indexes.size(), [&](size_t i, Commands& out) { ask(keys_[indexes[i]], out); },
        [&](size_t i, Reply reply) { answer(indexes[i], std::move(reply)); });
  }

  Result<void> Types() {
    return Round(
        typed_, [](std::string_view key, Commands& out) { out.Add({"TYPE", key}); },
        [&](size_t index, Reply reply) {
          if (reply.type != Reply::Type::kStatus) return Odd(index, reply);
          if (reply.text == "none") return on_held_(index, {});
          if (reply.text == "hash") return hashes_.push_back(index);
          Error error{.kind = ErrorKind::kInvalid,
                      .message = "\"" + Printable(keys_[index]) + "\" holds a " +
                                 Printable(reply.text) + ", not a string or a hash.",
                      .advice = "Store tasks as strings with JSON, or leave the key out by regex."};
          Refuse(index, std::move(error), std::move(reply.text));
        });
  }

  Result<void> Hashes() {
    std::vector<size_t> readable;
    RETURN_IF_ERROR(Round(
        hashes_, [](std::string_view key, Commands& out) { out.Add({"HLEN", key}); },
        [&](size_t index, Reply reply) {
          if (reply.type != Reply::Type::kInteger) return Odd(index, reply);
          if (reply.integer <= kMostFields) return readable.push_back(index);
          Refuse(index, {.kind = ErrorKind::kTooLarge,
                         .message = "The hash \"" + Printable(keys_[index]) + "\" has " +
                                    WithThousands(reply.integer) + " fields; " +
                                    WithThousands(kMostFields) + " are read at most.",
                         .advice = "Leave it out by regex."});
        }));
    return Round(
        readable, [](std::string_view key, Commands& out) { out.Add({"HGETALL", key}); },
        [&](size_t index, Reply reply) {
          if (reply.type != Reply::Type::kArray) return Odd(index, reply);
          if (reply.items.empty()) return on_held_(index, {});  // gone since
          auto json = HashAsJson(reply, keys_[index]);
          if (!json.has_value()) return Refuse(index, std::move(json).error());
          Whole(index, *std::move(json));
        });
  }

  void Whole(size_t index, std::string body) {
    const uint64_t size = body.size();
    on_held_(index, {.kind = Held::Kind::kWhole, .body = std::move(body), .size = size});
  }

  void Refuse(size_t index, Error error, std::string type = {}) {
    error.operation = operation_;
    error.key = keys_[index];
    on_held_(index,
             {.kind = Held::Kind::kRefused, .type = std::move(type), .error = std::move(error)});
  }

  void Odd(size_t index, const Reply& reply) {
    // In the last round the type changed under our hands; then its error says so.
    if (IsCode(reply, "WRONGTYPE") && hashes_.empty()) return typed_.push_back(index);
    Refuse(index, reply.error() ? ErrorOf(reply, place_, operation_, keys_[index])
                                : UnexpectedReply(place_, operation_, keys_[index]));
  }

  Connection& connection_;
  const Place& place_;
  const std::string_view operation_;
  const std::span<const std::string_view> keys_;
  const std::function<void(size_t, Held)>& on_held_;
  std::vector<size_t> empty_, large_, typed_, hashes_;
};

}  // namespace

Result<void> ReadValues(Connection& connection, const Place& place, std::string_view operation,
                        std::span<const std::string_view> keys,
                        const std::function<void(size_t, Held)>& on_held) {
  return Reading(connection, place, operation, keys, on_held).Read();
}

Result<void> MeasureValues(Connection& connection, const Place& place, std::string_view operation,
                           std::span<const std::string_view> keys,
                           const std::function<void(size_t, Held)>& on_held) {
  return Reading(connection, place, operation, keys, on_held).Measure();
}

Result<std::string> HashAsJson(const Reply& fields, std::string_view key) {
  std::vector<std::pair<std::string_view, std::string_view>> members;
  for (size_t i = 0; i + 1 < fields.items.size(); i += 2)
    members.emplace_back(fields.items[i].text, fields.items[i + 1].text);
  // Redis keeps no order of its own; the digest must not depend on it.
  std::ranges::sort(members);
  JsonWriter json;
  json.BeginObject();
  for (const auto& [name, value] : members) {
    if (!IsUtf8(name) || !IsUtf8(value))
      return Fail(ErrorKind::kInvalid,
                  "The field \"" + Printable(name) + "\" of the hash \"" + Printable(key) +
                      "\" is not UTF-8 text.",
                  "Store bytes as a string of their own, and text in the hash.");
    json.Member(name, value);
  }
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace millrace::storage::redis
