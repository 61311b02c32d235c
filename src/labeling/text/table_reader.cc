#include "labeling/text/table_reader.h"

#include <algorithm>

#include "base/text.h"

namespace millrace::labeling {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::unexpected<Error> TooLong(int64_t line, uint64_t limit) {
  return Fail(ErrorKind::kTooLarge,
              "Line " + WithThousands(line) + " is longer than " + HumanBytes(limit) + ".",
              "Check that its quotes are closed, or split it.");
}

std::unexpected<Error> NotUtf8(int64_t line) {
  return Fail(ErrorKind::kInvalid, "Line " + WithThousands(line) + " is not UTF-8 text.",
              "Save the file as UTF-8.");
}

}  // namespace

char DetectSeparator(std::string_view beginning) {
  const std::string_view line = beginning.substr(0, beginning.find('\n'));
  return std::ranges::count(line, ';') > std::ranges::count(line, ',') ? ';' : ',';
}

Result<void> TableReader::Feed(std::string_view bytes, const OnRow& on_row) {
  while (!bytes.empty() && bom_ < kByteOrderMark.size()) {
    if (bytes.front() != kByteOrderMark[bom_]) {
      const std::string_view half = kByteOrderMark.substr(0, bom_);
      bom_ = kByteOrderMark.size();
      for (const char c : half) RETURN_IF_ERROR(Step(c, on_row));
    } else {
      bytes.remove_prefix(1);
      ++bom_;
    }
  }
  while (!bytes.empty()) {
    // The inside of a field, in one go.
    if (state_ == State::kPlain || state_ == State::kQuoted) {
      const char stops[] = {'"', '\n', '\r', options_.separator};
      const std::string_view all(stops, 4);
      const size_t run =
          std::min(state_ == State::kQuoted ? bytes.find('"') : bytes.find_first_of(all.substr(1)),
                   bytes.size());
      if (state_ == State::kQuoted) line_ += std::count(bytes.begin(), bytes.begin() + run, '\n');
      row_.append(bytes.substr(0, run));
      bytes.remove_prefix(run);
      if (row_.size() > options_.max_row) return TooLong(line_, options_.max_row);
      if (bytes.empty()) break;
    }
    RETURN_IF_ERROR(Step(bytes.front(), on_row));
    bytes.remove_prefix(1);
  }
  return {};
}

Result<void> TableReader::Step(char c, const OnRow& on_row) {
  const bool line_feed_of_crlf = std::exchange(after_cr_, c == '\r') && c == '\n';
  if (state_ == State::kQuoted) {
    if (c == '"') state_ = State::kQuoteInQuoted;
    after_cr_ = false;
    return {};
  }
  if (line_feed_of_crlf) return {};
  if (c == '\n' || c == '\r') return EndRow(on_row);
  switch (state_) {
    case State::kRowStart:
    case State::kFieldStart:
      if (c == options_.separator) {
        EndField();
        state_ = State::kFieldStart;
      } else if (c == '"') {
        row_line_ = line_;
        state_ = State::kQuoted;
      } else {
        row_ += c;
        state_ = State::kPlain;
      }
      break;
    case State::kQuoteInQuoted:
      if (c == '"') {
        row_ += c;
        state_ = State::kQuoted;
        break;
      }
      [[fallthrough]];
    case State::kPlain:
      if (c == options_.separator) {
        EndField();
        state_ = State::kFieldStart;
      } else {
        row_ += c;
        state_ = State::kPlain;
      }
      break;
    case State::kQuoted: break;
  }
  return {};
}

void TableReader::EndField() { ends_.push_back(row_.size()); }

Result<void> TableReader::EndRow(const OnRow& on_row) {
  const bool quoted = state_ == State::kQuoteInQuoted;
  state_ = State::kRowStart;
  const int64_t line = line_++;
  const bool blank = ends_.empty() && !quoted && row_.find_first_not_of(" \t") == row_.npos;
  if (blank) {
    row_.clear();
    return {};
  }
  EndField();
  if (!IsUtf8(row_)) return NotUtf8(line);
  fields_.clear();
  size_t start = 0;
  for (const size_t end : ends_) {
    fields_.push_back(std::string_view(row_).substr(start, end - start));
    start = end;
  }
  Result<void> result = on_row({fields_, line});
  row_.clear();
  ends_.clear();
  return result;
}

Result<void> TableReader::Finish(const OnRow& on_row) {
  if (bom_ > 0 && bom_ < kByteOrderMark.size()) return NotUtf8(1);
  if (state_ == State::kQuoted) {
    return Fail(ErrorKind::kInvalid,
                "Error tokenizing data. C error: EOF inside string starting at row " +
                    std::to_string(row_line_ - 1),
                "Close the quote that it opens.");
  }
  if (state_ == State::kRowStart) return {};
  return EndRow(on_row);
}

// U+0085, U+2028 and U+2029 end lines too; every break is found by its last byte.
Result<void> LineReader::Feed(std::string_view bytes, const OnLine& on_line) {
  for (const char c : bytes) {
    if (std::exchange(after_cr_, false) && c == '\n') continue;
    partial_ += c;
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n' || c == '\r' || c == '\v' || c == '\f' || (byte >= 0x1C && byte <= 0x1E)) {
      after_cr_ = c == '\r';
      RETURN_IF_ERROR(Emit(std::string_view(&c, 1), on_line));
    } else if (byte == 0x85 && partial_.ends_with("\xC2\x85")) {
      RETURN_IF_ERROR(Emit("\xC2\x85", on_line));
    } else if ((byte == 0xA8 || byte == 0xA9) && partial_.size() >= 3 &&
               partial_.substr(partial_.size() - 3).starts_with("\xE2\x80")) {
      RETURN_IF_ERROR(Emit(partial_.substr(partial_.size() - 3), on_line));
    } else if (partial_.size() > max_line_) {
      return TooLong(lines_ + 1, max_line_);
    }
  }
  return {};
}

Result<void> LineReader::Emit(std::string_view end, const OnLine& on_line) {
  std::string_view line = partial_;
  line.remove_suffix(end.size());
  ++lines_;
  if (!std::exchange(begun_, true) && line.starts_with(kByteOrderMark)) {
    line.remove_prefix(kByteOrderMark.size());
  }
  if (!IsUtf8(line)) return NotUtf8(lines_);
  Result<void> result = on_line(line);
  partial_.clear();
  return result;
}

Result<void> LineReader::Finish(const OnLine& on_line) {
  if (partial_.empty()) return {};
  return Emit("", on_line);
}

}  // namespace millrace::labeling
