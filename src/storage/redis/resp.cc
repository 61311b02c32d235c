#include "storage/redis/resp.h"

#include <hiredis/read.h>

#include <algorithm>

#include "base/secret.h"
#include "base/text.h"

namespace millrace::storage::redis {
namespace {

// An idle reader gives buffers above this size back.
constexpr size_t kIdleBuffer = 1 << 20;

// Where hiredis puts what it makes: the slot of its parent's array, or a new root.
Reply* Place(const redisReadTask* task, Reply::Type type) {
  Reply* reply = nullptr;
  if (task->parent == nullptr) {
    reply = new Reply;
  } else {
    auto& items = static_cast<Reply*>(task->parent->obj)->items;
    // Only as many as came: an announced length costs a server nothing.
    reply = &items.emplace_back();
  }
  reply->type = type;
  return reply;
}

void* MakeString(const redisReadTask* task, char* bytes, size_t size) {
  const Reply::Type type = task->type == REDIS_REPLY_ERROR    ? Reply::Type::kError
                           : task->type == REDIS_REPLY_STATUS ? Reply::Type::kStatus
                                                              : Reply::Type::kString;
  Reply* reply = Place(task, type);
  reply->text.assign(bytes, size);
  return reply;
}

void* MakeArray(const redisReadTask* task, int) { return Place(task, Reply::Type::kArray); }

void* MakeInteger(const redisReadTask* task, long long value) {
  Reply* reply = Place(task, Reply::Type::kInteger);
  reply->integer = value;
  return reply;
}

void* MakeNil(const redisReadTask* task) { return Place(task, Reply::Type::kNil); }

// Only roots are freed by hiredis.
void FreeReply(void* reply) { delete static_cast<Reply*>(reply); }

redisReplyObjectFunctions kFunctions = {MakeString, MakeArray, MakeInteger, MakeNil, FreeReply};

void AppendNumber(std::string& out, char mark, size_t number) {
  out += mark;
  out += std::to_string(number);
  out += "\r\n";
}

}  // namespace

void Commands::Add(std::span<const std::string_view> words) {
  AppendNumber(bytes_, '*', words.size());
  for (const std::string_view word : words) {
    AppendNumber(bytes_, '$', word.size());
    bytes_.append(word).append("\r\n");
  }
  ++count_;
}

void Commands::Wipe() {
  millrace::Wipe(bytes_);
  count_ = 0;
}

void Commands::Clear() {
  bytes_.clear();
  count_ = 0;
}

void ReplyReader::Free::operator()(redisReader* reader) const { redisReaderFree(reader); }

ReplyReader::ReplyReader(size_t max_reply)
    : reader_(redisReaderCreateWithFunctions(&kFunctions)), max_reply_(max_reply) {
  reader_->maxbuf = kIdleBuffer;
}

ReplyReader::~ReplyReader() = default;

void ReplyReader::Feed(std::string_view bytes) {
  if (broken_ || bytes.empty()) return;
  in_reply_ += bytes.size();
  if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK) broken_ = true;
}

Result<std::optional<Reply>> ReplyReader::Next() {
  void* made = nullptr;
  if (!broken_ && redisReaderGetReply(reader_.get(), &made) != REDIS_OK) broken_ = true;
  if (broken_)
    return Fail(ErrorKind::kCorrupt, "The answer is not in the protocol of Redis.",
                "Check host and port.");
  if (made == nullptr) {
    if (in_reply_ <= max_reply_) return std::nullopt;
    broken_ = true;
    return Fail(ErrorKind::kTooLarge,
                "The answer is larger than the limit of " + HumanBytes(max_reply_) + ".");
  }
  in_reply_ = 0;
  const std::unique_ptr<Reply> reply(static_cast<Reply*>(made));
  return std::move(*reply);
}

std::string InfoValue(std::string_view info, std::string_view name) {
  while (!info.empty()) {
    const size_t end = std::min(info.find('\n'), info.size());
    const std::string_view line = Trim(info.substr(0, end));
    if (line.starts_with(name) && line.substr(name.size()).starts_with(':'))
      return std::string(line.substr(name.size() + 1));
    info.remove_prefix(std::min(end + 1, info.size()));
  }
  return {};
}

}  // namespace millrace::storage::redis
