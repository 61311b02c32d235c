#include "tests/stub/buckets.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::stub {
namespace {

// A continuation token says behind what to go on: a key, or all keys below a common prefix.
constexpr char kBehindKey = 'k', kBehindPrefix = 'p';

std::string Token(char kind, std::string_view text) {
  return Base64UrlEncode(std::string(1, kind) + std::string(text));
}

// The smallest text that is greater than every text that starts with `prefix`; "" if there is none.
std::string Successor(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xFF) prefix.pop_back();
  if (!prefix.empty())
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

bool Holds(const Conditions& conditions, const StoredObject* present) {
  if (conditions.if_none_match == "*" && present != nullptr) return false;
  if (!conditions.if_match.empty() &&
      (present == nullptr || (conditions.if_match != "*" && conditions.if_match != present->etag)))
    return false;
  return true;
}

}  // namespace

std::string EtagOf(std::string_view body) { return "\"" + HexEncode(crypto::Md5(body)) + "\""; }

void Buckets::Make(const std::string& bucket) {
  std::lock_guard lock(mutex_);
  buckets_[bucket];
}

bool Buckets::Has(const std::string& bucket) const {
  std::lock_guard lock(mutex_);
  return buckets_.contains(bucket);
}

std::optional<StoredObject> Buckets::Get(const std::string& bucket, const std::string& key) const {
  std::lock_guard lock(mutex_);
  const auto objects = buckets_.find(bucket);
  if (objects == buckets_.end()) return std::nullopt;
  const auto it = objects->second.find(key);
  if (it == objects->second.end()) return std::nullopt;
  return it->second;
}

WriteOutcome Buckets::Put(const std::string& bucket, const std::string& key, StoredObject object,
                          const Conditions& conditions) {
  std::lock_guard lock(mutex_);
  const auto objects = buckets_.find(bucket);
  if (objects == buckets_.end()) return WriteOutcome::kNoBucket;
  const auto it = objects->second.find(key);
  const StoredObject* present = it == objects->second.end() ? nullptr : &it->second;
  // S3 answers 404, not 412, to an If-Match on a key that is not there.
  if (present == nullptr && !conditions.if_match.empty()) return WriteOutcome::kNoKey;
  if (!Holds(conditions, present)) return WriteOutcome::kPreconditionFailed;
  objects->second.insert_or_assign(key, std::move(object));
  return WriteOutcome::kDone;
}

WriteOutcome Buckets::Delete(const std::string& bucket, const std::string& key,
                             const Conditions& conditions) {
  std::lock_guard lock(mutex_);
  const auto objects = buckets_.find(bucket);
  if (objects == buckets_.end()) return WriteOutcome::kNoBucket;
  const auto it = objects->second.find(key);
  if (it == objects->second.end()) return WriteOutcome::kDone;
  if (!Holds(conditions, &it->second)) return WriteOutcome::kPreconditionFailed;
  objects->second.erase(it);
  return WriteOutcome::kDone;
}

std::optional<Listing> Buckets::List(const std::string& bucket, const ListQuery& query) const {
  std::lock_guard lock(mutex_);
  const auto found = buckets_.find(bucket);
  if (found == buckets_.end()) return Listing{};
  const Objects& objects = found->second;

  auto it = objects.lower_bound(query.prefix);
  if (!query.token.empty()) {
    const auto token = Base64Decode(query.token);
    if (!token || token->empty()) return std::nullopt;
    const std::string place = token->substr(1);
    if (token->front() == kBehindKey)
      it = objects.upper_bound(place);
    else if (token->front() == kBehindPrefix)
      it = objects.lower_bound(Successor(place));
    else
      return std::nullopt;
  } else if (query.start_after >= query.prefix && !query.start_after.empty()) {
    it = objects.upper_bound(query.start_after);
  }

  Listing listing;
  std::string token;
  while (it != objects.end() && it->first.starts_with(query.prefix)) {
    if (listing.objects.size() + listing.common_prefixes.size() == query.max_keys) {
      listing.next_token = token;
      break;
    }
    const size_t cut = query.delimiter.empty()
                           ? std::string::npos
                           : it->first.find(query.delimiter, query.prefix.size());
    if (cut == std::string::npos) {
      token = Token(kBehindKey, it->first);
      listing.objects.emplace_back(it->first, it->second);
      ++it;
    } else {
      const std::string common = it->first.substr(0, cut + query.delimiter.size());
      token = Token(kBehindPrefix, common);
      listing.common_prefixes.push_back(common);
      const std::string next = Successor(common);
      it = next.empty() ? objects.end() : objects.lower_bound(next);
    }
  }
  return listing;
}

void Buckets::Fill(const std::string& bucket, const std::string& prefix, size_t count,
                   const std::string& body) {
  const bool same = body.find("{i}") == std::string::npos;
  StoredObject object{.body = std::make_shared<const std::string>(body),
                      .etag = EtagOf(body),
                      .content_type = "application/json",
                      .modified = SystemClock().Now()};
  for (size_t i = 0; i < count; ++i) {
    std::string number = std::to_string(i);
    if (!same) {
      object.body = std::make_shared<const std::string>(ReplaceAll(body, "{i}", number));
      object.etag = EtagOf(*object.body);
    }
    number.insert(0, number.size() < 9 ? 9 - number.size() : 0, '0');
    std::lock_guard lock(mutex_);
    Objects& objects = buckets_[bucket];
    objects.insert_or_assign(objects.end(), prefix + number + ".json", object);
  }
}

}  // namespace millrace::stub
