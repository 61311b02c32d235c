// Finds the records of a JSON object that arrives in pieces: one task, a list of tasks, or JSON lines.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace millrace::labeling {

// Splits only; whether a record is good JSON is TaskReader's to say. Memory: one record. A UTF-8 byte
// order mark at the start is skipped. Not thread-safe.
//
// The object is a list if its first byte is "[": records are its elements. Otherwise values follow each
// other, separated by white space: a single object, or JSON lines. A line that is broken ends at its
// line break, so the next line is read again from its start.
class RecordSplitter {
 public:
  struct Record {
    std::string_view text;     // valid during the callback
    int64_t position;          // counts from 0
    uint64_t end;              // byte offset in the object behind the record
    int64_t line;              // line of its first byte, from 1
  };
  using OnRecord = std::function<Result<void>(const Record&)>;

  struct Options {
    uint64_t max_record = 64u << 20;  // bytes
    int max_depth = 512;
  };
  explicit RecordSplitter(Options options) : options_(options) {}

  // Goes on inside an object whose first `offset` bytes gave `position` records already. The next
  // Feed starts at that offset. `list` is what list() said before.
  void Resume(uint64_t offset, int64_t position, bool list);

  // Errors: what the callback returns; kTooLarge for a record over the limit; kInvalid when the object
  // cannot be JSON at all (first byte is no "{" or "[", UTF-16, too deep), with its sentence.
  Result<void> Feed(std::string_view bytes, const OnRecord& on_record);
  // The object ended. kInvalid for an empty or truncated one.
  Result<void> Finish(const OnRecord& on_record);

  bool list() const { return mode_ == Mode::kList; }
  int64_t count() const { return position_; }

 private:
  enum class Mode { kStart, kList, kValues, kAfterList };
  enum class Need { kValueOrEnd, kValue, kCommaOrEnd };  // inside a list
  Result<void> Begin(std::string_view& bytes);
  Result<void> Emit(const OnRecord& on_record, uint64_t end);

  Options options_;
  Mode mode_ = Mode::kStart;
  Need need_ = Need::kValueOrEnd;
  std::string partial_;          // bytes of the record that is not complete yet
  std::string start_;            // first bytes, until the kind of object is known
  bool in_record_ = false, in_string_ = false, escaped_ = false, scalar_ = false;
  int depth_ = 0;
  uint64_t offset_ = 0;          // bytes seen
  int64_t position_ = 0;
  int64_t line_ = 1, record_line_ = 1;
};

}  // namespace millrace::labeling
