// The stub's buckets: objects in memory.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace millrace::stub {

struct StoredObject {
  std::shared_ptr<const std::string> body;
  std::string etag;  // quoted
  std::string content_type;
  Time modified;
};

struct ListQuery {
  std::string prefix, delimiter, start_after, token;
  size_t max_keys = 1000;
};

struct Listing {
  std::vector<std::pair<std::string, StoredObject>> objects;
  std::vector<std::string> common_prefixes;
  std::string next_token;  // "" = complete
};

// What a write's condition says (RFC 9110 §13): "" = none.
struct Conditions {
  std::string if_match, if_none_match;
};

enum class WriteOutcome { kDone, kNoBucket, kNoKey, kPreconditionFailed };

// Thread-safe.
class Buckets {
 public:
  void Make(const std::string& bucket);
  bool Has(const std::string& bucket) const;

  std::optional<StoredObject> Get(const std::string& bucket, const std::string& key) const;
  // Conditions are compared and the object is written in one step.
  WriteOutcome Put(const std::string& bucket, const std::string& key, StoredObject object,
                   const Conditions& conditions);
  WriteOutcome Delete(const std::string& bucket, const std::string& key,
                      const Conditions& conditions);
  // Nothing for a token that this did not make.
  std::optional<Listing> List(const std::string& bucket, const ListQuery& query) const;

  // Adds objects "<prefix><0-padded number>.json"; "{i}" in `body` becomes the number.
  void Fill(const std::string& bucket, const std::string& prefix, size_t count,
            const std::string& body);

 private:
  using Objects = std::map<std::string, StoredObject, std::less<>>;
  mutable std::mutex mutex_;
  std::map<std::string, Objects, std::less<>> buckets_;
};

// The ETag of a body: its MD5 in quotes.
std::string EtagOf(std::string_view body);

}  // namespace millrace::stub
