#include "api/media/object_answer.h"

#include "api/media/ranged_answer.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::api {
namespace {

constexpr uint64_t kPiece = 2u << 20;  // bytes fetched at a time

// Takes one piece; gives up on more than was asked for.
class PieceSink final : public storage::GetSink {
 public:
  explicit PieceSink(uint64_t limit) : limit_(limit) {}
  bool Start(size_t, const storage::ObjectInfo& info) override {
    info_ = info;
    bytes_.clear();
    return true;
  }
  bool Data(size_t, std::string_view bytes) override {
    if (bytes_.size() + bytes.size() > limit_) return false;
    bytes_.append(bytes);
    return true;
  }
  void Done(size_t, Result<void> outcome) override { outcome_ = std::move(outcome); }

  Result<std::string> Take() {
    RETURN_IF_ERROR(std::move(outcome_));
    return std::move(bytes_);
  }

 private:
  const uint64_t limit_;
  storage::ObjectInfo info_;
  std::string bytes_;
  Result<void> outcome_;
};

class ObjectBody final : public net::BodySource {
 public:
  ObjectBody(std::shared_ptr<const sync::Connection> connection, std::string key,
             std::string version, uint64_t offset, uint64_t length)
      : connection_(std::move(connection)),
        key_(std::move(key)),
        version_(std::move(version)),
        offset_(offset),
        left_(length) {}

  void Next(Done done) override {
    if (left_ == 0) {
      done(std::string());
      return;
    }
    const uint64_t want = std::min(kPiece, left_);
    PieceSink sink(want);
    const storage::GetRequest request{
        .key = key_, .offset = offset_, .length = want, .if_match = version_};
    connection_->store->GetMany(std::span(&request, 1), sink);
    Result<std::string> piece = sink.Take();
    if (piece.has_value() && piece->size() != want) {
      piece = FailForNow(ErrorKind::kUnavailable,
                         "The object " + Printable(key_) + " ended too early.");
    }
    if (piece.has_value()) {
      offset_ += want;
      left_ -= want;
    }
    done(std::move(piece));
  }

 private:
  const std::shared_ptr<const sync::Connection> connection_;
  const std::string key_, version_;
  uint64_t offset_, left_;
};

}  // namespace

Outcome ObjectAnswer(Call& call, std::shared_ptr<const sync::Connection> connection,
                     std::string key, uint64_t most) {
  RETURN_IF_ERROR(connection->store->CheckKey(key));
  ASSIGN_OR_RETURN(const storage::ObjectInfo info, connection->store->Head(key));
  if (info.size > most)
    return Fail(ErrorKind::kTooLarge, "The object " + Printable(key) + " has " +
                                          HumanBytes(info.size) + ", more than the " +
                                          HumanBytes(most) + " that are shown.");
  const RangedContent content{
      .name = key,
      .tag = HexEncode(crypto::Sha256(info.token + '\n' + info.version).substr(0, 16)),
      .size = info.size,
      .modified = info.modified};
  return RangedAnswer(call, content, [&](uint64_t offset, uint64_t length) {
    return std::make_shared<ObjectBody>(connection, key, info.condition(), offset, length);
  });
}

}  // namespace millrace::api
