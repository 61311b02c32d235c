// The known objects of a source in key order, read page by page: one side of the merge join.
#pragma once

#include <string>
#include <vector>

#include "db/database.h"
#include "labeling/storages/source_objects.h"

namespace millrace::sync {

// Used by one thread. Rows that this scan adds itself lie behind it and are never met.
class KnownObjects {
 public:
  // Starts behind `after`; stops at the first key that is beyond the prefix.
  KnownObjects(db::Database& db, int64_t source_id, std::string after, std::string prefix)
      : db_(db), source_id_(source_id), after_(std::move(after)), prefix_(std::move(prefix)) {}

  // The current row; nullptr at the end. Valid until Advance.
  Result<labeling::SourceObject*> Peek();
  void Advance() { ++next_; }

 private:
  db::Database& db_;
  const int64_t source_id_;
  std::string after_;
  const std::string prefix_;
  std::vector<labeling::SourceObject> page_;
  size_t next_ = 0;
  bool exhausted_ = false;
};

// A key that sorts before every key with this prefix ("" for "").
std::string JustBefore(std::string_view prefix);

}  // namespace millrace::sync
