// Finds the records of a JSON object that arrives in pieces: one task, a list of tasks, or JSON
// lines.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::labeling {

// Splits only; whether a record is good JSON is TaskReader's to say. Memory: one record. A UTF-8
// byte order mark at the start is skipped. Not thread-safe.
//
// The shape of the object is found from its beginning:
//   list    the first byte is "[": the records are its elements
//   lines   the first value ends, or breaks, on its first line and more follows: each non-blank
//   line is
//           a record, so a broken line spoils no other
//   single  one value, over any number of lines
class RecordSplitter {
 public:
  enum class Shape : int { kUnknown = 0, kList = 1, kLines = 2, kSingle = 3 };

  struct Record {
    std::string_view text;  // without white space around it; valid during the callback
    int64_t position;       // counts from 0, bad records included
    uint64_t end;           // byte offset in the object behind the record
    int64_t line;           // line of its first byte, from 1; 0 = not known after Resume
  };
  using OnRecord = std::function<Result<void>(const Record&)>;

  struct Options {
    uint64_t max_record = 64u << 20;  // bytes
    int max_depth = 512;
  };
  explicit RecordSplitter(Options options) : options_(options) {}

  // Goes on inside an object whose first `offset` bytes gave `position` records already: the next
  // Feed starts at that offset, which was a Record::end. `shape` is what shape() said then.
  void Resume(uint64_t offset, int64_t position, Shape shape);

  // Errors: what the callback returns; kTooLarge for a record over the limit; kInvalid when the
  // object cannot be JSON at all (it starts with neither "{" nor "[", is UTF-16, is nested too
  // deep).
  Result<void> Feed(std::string_view bytes, const OnRecord& on_record);
  // The object ended. kInvalid for an empty one or a list without its end.
  Result<void> Finish(const OnRecord& on_record);

  Shape shape() const { return shape_; }

 private:
  // Where a byte stands inside a JSON value.
  struct Nesting {
    bool in_string = false, escaped = false;
    std::vector<bool> in_array;  // by depth

    size_t depth() const { return in_array.size(); }
    void Step(char c);
  };

  Result<void> Begin(std::string_view bytes, size_t& at);
  Result<void> FeedLines(std::string_view bytes, size_t at, const OnRecord& on_record);
  Result<void> FeedList(std::string_view bytes, size_t at, const OnRecord& on_record);
  Result<void> FeedSingle(std::string_view bytes, size_t at, const OnRecord& on_record);
  // The record is partial_ and then bytes[start, end); `next` is the offset behind it in `bytes`.
  Result<void> Emit(std::string_view bytes, size_t start, size_t end, size_t next,
                    const OnRecord& on_record);
  Result<void> Keep(std::string_view bytes, size_t start);
  Result<void> CheckDepth(size_t at) const;

  Options options_;
  Shape shape_ = Shape::kUnknown;
  std::string head_;     // at most the first two bytes, until more come
  bool begun_ = false;   // byte order mark and encoding are settled
  std::string partial_;  // begin of the record that is not complete yet
  Nesting nesting_;
  bool after_comma_ = false, list_ended_ = false;
  char previous_ = 0;                           // last byte outside strings that is no white space
  bool value_ended_ = false, one_line_ = true;  // of a single value
  bool after_break_ = false;                    // the last byte was a line break
  uint64_t offset_ = 0;                         // of the first byte of the next Feed
  int64_t position_ = 0;
  int64_t line_ = 1, record_line_ = 1;
  bool lines_known_ = true;
};

}  // namespace millrace::labeling
