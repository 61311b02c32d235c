// Text with one task a line or row, as it arrives in pieces: CSV and TSV (RFC 4180, as Python's
// pandas reads it), and plain lines.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::labeling {

// Splits into rows of fields. A quote counts only at a field's start; inside, "" is a quote and
// line breaks belong to the field. Lines end with LF, CRLF or CR; blank ones are skipped; a UTF-8
// byte order mark at the start is too. Memory: one row. Not thread-safe.
class TableReader {
 public:
  struct Options {
    char separator = ',';
    uint64_t max_row = 64u << 20;  // bytes
  };
  explicit TableReader(Options options) : options_(options) {}

  struct Row {
    std::span<const std::string_view> fields;  // valid during the callback
    int64_t line;                              // its number, from 1, blank lines counted
  };
  using OnRow = std::function<Result<void>(const Row&)>;
  // Errors: what the callback returns; kTooLarge for a row over the limit; kInvalid for text that
  // is not UTF-8.
  Result<void> Feed(std::string_view bytes, const OnRow& on_row);
  // The text ended. kInvalid inside of a quoted field.
  Result<void> Finish(const OnRow& on_row);

 private:
  enum class State { kRowStart, kFieldStart, kPlain, kQuoted, kQuoteInQuoted };

  Result<void> Step(char c, const OnRow& on_row);
  void EndField();
  Result<void> EndRow(const OnRow& on_row);

  const Options options_;
  State state_ = State::kRowStart;
  bool after_cr_ = false;
  size_t bom_ = 0;            // bytes of a byte order mark so far; 3 = past it
  std::string row_;           // the fields' text, one after the other
  std::vector<size_t> ends_;  // of the complete fields, in row_
  std::vector<std::string_view> fields_;
  int64_t line_ = 1;
  int64_t row_line_ = 1;  // where the last quoted field began
};

// Which separator a CSV has, by its first line: ";" if that has more of them than of ",".
char DetectSeparator(std::string_view beginning);

// Splits into lines where Python's str.splitlines does. Blank ones count. Not thread-safe.
class LineReader {
 public:
  explicit LineReader(uint64_t max_line = 64u << 20) : max_line_(max_line) {}
  using OnLine = std::function<Result<void>(std::string_view line)>;
  // Errors as TableReader's.
  Result<void> Feed(std::string_view bytes, const OnLine& on_line);
  Result<void> Finish(const OnLine& on_line);

 private:
  Result<void> Emit(std::string_view end, const OnLine& on_line);

  const uint64_t max_line_;
  std::string partial_;
  bool after_cr_ = false, begun_ = false;
  int64_t lines_ = 0;
};

}  // namespace millrace::labeling
