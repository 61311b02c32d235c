#include "labeling/text/record_splitter.h"

#include <cstring>
#include <utility>

#include "base/text.h"

namespace millrace::labeling {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

void RecordSplitter::Nesting::Step(char c) {
  if (in_string) {
    if (escaped)
      escaped = false;
    else if (c == '\\')
      escaped = true;
    else if (c == '"')
      in_string = false;
    return;
  }
  if (c == '"') {
    in_string = true;
  } else if (c == '{' || c == '[') {
    in_array.push_back(c == '[');
  } else if ((c == '}' || c == ']') && !in_array.empty()) {
    in_array.pop_back();
  }
}

void RecordSplitter::Resume(uint64_t offset, int64_t position, Shape shape) {
  offset_ = offset;
  position_ = position;
  shape_ = shape;
  lines_known_ = offset == 0;
}

Result<void> RecordSplitter::Feed(std::string_view bytes, const OnRecord& on_record) {
  if (shape_ == Shape::kUnknown) {
    head_.append(bytes);
    const std::string whole = std::exchange(head_, {});
    size_t at = 0;
    RETURN_IF_ERROR(Begin(whole, at));
    Result<void> fed;
    if (shape_ == Shape::kUnknown) {
      if (!begun_) head_ = whole;  // a few bytes that tell nothing yet
    } else {
      fed = shape_ == Shape::kList ? FeedList(whole, at, on_record)
                                   : FeedSingle(whole, at, on_record);
    }
    if (begun_) offset_ += whole.size();
    return fed;
  }
  Result<void> fed = shape_ == Shape::kList    ? FeedList(bytes, 0, on_record)
                     : shape_ == Shape::kLines ? FeedLines(bytes, 0, on_record)
                                               : FeedSingle(bytes, 0, on_record);
  offset_ += bytes.size();
  return fed;
}

// Sets the shape once the first byte that is no white space has come; `at` is where its value
// starts. White space before it is passed over as it comes.
Result<void> RecordSplitter::Begin(std::string_view bytes, size_t& at) {
  if (!begun_) {
    if (bytes.size() < kByteOrderMark.size() && kByteOrderMark.starts_with(bytes)) return {};
    if (bytes.size() >= 2 && (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ||
                              bytes[0] == '\0' || bytes[1] == '\0'))
      return Fail(ErrorKind::kInvalid, "It is not UTF-8 text (it looks like UTF-16).",
                  "Save it as UTF-8.");
    if (bytes.size() < 2) return {};
    if (bytes.starts_with(kByteOrderMark)) at = kByteOrderMark.size();
    begun_ = true;
  }
  while (at < bytes.size() && IsSpace(bytes[at])) line_ += bytes[at++] == '\n';
  if (at == bytes.size()) return {};
  record_line_ = line_;
  if (bytes[at] == '[') {
    shape_ = Shape::kList;
    ++at;
  } else if (bytes[at] == '{') {
    shape_ = Shape::kSingle;
  } else {
    return Fail(ErrorKind::kInvalid,
                "It starts with neither \"{\" nor \"[\", so it is not JSON tasks.");
  }
  return {};
}

Result<void> RecordSplitter::Keep(std::string_view bytes, size_t start) {
  partial_.append(bytes.substr(start));
  if (partial_.size() <= options_.max_record) return {};
  return Fail(ErrorKind::kTooLarge,
              "Record " + WithThousands(position_ + 1) + " is larger than " +
                  HumanBytes(options_.max_record) + ".",
              "Raise max_record_mib of this storage, or split the record.");
}

Result<void> RecordSplitter::CheckDepth(size_t at) const {
  if (nesting_.depth() <= static_cast<size_t>(options_.max_depth)) return {};
  return Fail(ErrorKind::kInvalid, "It is nested deeper than " +
                                       std::to_string(options_.max_depth) + " levels, at byte " +
                                       WithThousands(static_cast<int64_t>(offset_ + at)) + ".");
}

Result<void> RecordSplitter::Emit(std::string_view bytes, size_t start, size_t end, size_t next,
                                  const OnRecord& on_record) {
  std::string_view text = bytes.substr(start, end - start);
  if (!partial_.empty() || text.size() > options_.max_record) {
    RETURN_IF_ERROR(Keep(text, 0));
    text = partial_;
  }
  const Record record{Trim(text), position_++, offset_ + next, lines_known_ ? record_line_ : 0};
  Result<void> result = on_record(record);
  partial_.clear();
  nesting_ = {};
  record_line_ = line_;
  return result;
}

Result<void> RecordSplitter::FeedLines(std::string_view bytes, size_t at,
                                       const OnRecord& on_record) {
  while (at < bytes.size()) {
    const void* found = memchr(bytes.data() + at, '\n', bytes.size() - at);
    const size_t end =
        found == nullptr ? bytes.size() : static_cast<const char*>(found) - bytes.data();
    size_t start = at;
    // White space before a record is no part of it and counts for no limit, however it is cut.
    if (partial_.empty()) {
      const std::string_view text = Trim(bytes.substr(at, end - at));
      start = text.empty() ? end : static_cast<size_t>(text.data() - bytes.data());
    }
    if (found == nullptr) return Keep(bytes, start);
    record_line_ = line_;
    if (!partial_.empty() || start < end)
      RETURN_IF_ERROR(Emit(bytes, start, end, end + 1, on_record));
    ++line_;
    at = end + 1;
  }
  return {};
}

Result<void> RecordSplitter::FeedList(std::string_view bytes, size_t at,
                                      const OnRecord& on_record) {
  size_t start = at;
  for (size_t i = at; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (c == '\n') ++line_;
    if (list_ended_) {
      if (IsSpace(c)) continue;
      return Fail(ErrorKind::kInvalid, "Text follows behind the end of its list, at byte " +
                                           WithThousands(static_cast<int64_t>(offset_ + i)) + ".");
    }
    const bool between = nesting_.depth() == 0 && !nesting_.in_string;
    if (between && (c == ',' || c == ']')) {
      const bool empty = Trim(partial_).empty() && Trim(bytes.substr(start, i - start)).empty();
      // A record ends before its comma, so the first comma behind Resume ends no other record.
      const bool first = position_ == 0 && !after_comma_;
      if (!empty || after_comma_ || (first && c == ',' && lines_known_))
        RETURN_IF_ERROR(Emit(bytes, start, i, i, on_record));
      partial_.clear();
      after_comma_ = c == ',';
      list_ended_ = c == ']';
      start = i + 1;
      continue;
    }
    if (between && start == i && partial_.empty() && IsSpace(c)) {
      start = i + 1;
      record_line_ = line_;
      continue;
    }
    nesting_.Step(c);
    if (c == '[' || c == '{') RETURN_IF_ERROR(CheckDepth(i));
  }
  return list_ended_ ? Result<void>() : Keep(bytes, start);
}

// The first value, by its nesting. Hands over to FeedLines as soon as the object shows to be lines.
Result<void> RecordSplitter::FeedSingle(std::string_view bytes, size_t at,
                                        const OnRecord& on_record) {
  for (size_t i = at; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (value_ended_) {
      if (c == '\n') ++line_;
      if (IsSpace(c)) continue;
      if (!one_line_)
        return Fail(ErrorKind::kInvalid,
                    "Text follows behind its task, at byte " +
                        WithThousands(static_cast<int64_t>(offset_ + i)) + ".",
                    "Put several tasks into a list, or one on each line.");
      shape_ = Shape::kLines;
      return FeedLines(bytes, i, on_record);
    }
    if (c == '\n') {
      ++line_;
      if (nesting_.in_string) {  // no string spans lines: this line is broken, the next may be good
        RETURN_IF_ERROR(Emit(bytes, at, i, i + 1, on_record));
        shape_ = Shape::kLines;
        return FeedLines(bytes, i + 1, on_record);
      }
      one_line_ = false;
    }
    const bool begins_line = std::exchange(after_break_, c == '\n');
    const bool outside = !nesting_.in_string;
    if (outside && c == '{' && begins_line && nesting_.depth() > 0 &&
        (strchr(":[,", previous_) == nullptr || (previous_ == ',' && !nesting_.in_array.back()))) {
      // No object can stand here inside the one before: that line is broken, this one begins anew.
      RETURN_IF_ERROR(Emit(bytes, at, i, i, on_record));
      shape_ = Shape::kLines;
      return FeedLines(bytes, i, on_record);
    }
    nesting_.Step(c);
    if (!outside || IsSpace(c)) continue;
    previous_ = c;
    if (c == '[' || c == '{') RETURN_IF_ERROR(CheckDepth(i));
    if ((c == '}' || c == ']') && nesting_.depth() == 0) {
      RETURN_IF_ERROR(Emit(bytes, at, i + 1, i + 1, on_record));
      value_ended_ = true;
    }
  }
  return value_ended_ ? Result<void>() : Keep(bytes, at);
}

Result<void> RecordSplitter::Finish(const OnRecord& on_record) {
  switch (shape_) {
    case Shape::kUnknown:
      if (Trim(head_).empty() || head_ == kByteOrderMark)
        return Fail(ErrorKind::kInvalid, "It is empty.");
      return Fail(ErrorKind::kInvalid, "It ends after its first byte, so it is not JSON tasks.");
    case Shape::kList:
      if (list_ended_) return {};
      return Fail(ErrorKind::kInvalid,
                  "It ends in the middle of its list, after " + Plural(position_, "record") + ".");
    case Shape::kLines:
    case Shape::kSingle:
      if (value_ended_ && shape_ == Shape::kSingle) return {};
      if (shape_ == Shape::kLines) record_line_ = line_;
      if (Trim(partial_).empty()) return {};
      return Emit({}, 0, 0, 0, on_record);
  }
  return {};
}

}  // namespace millrace::labeling
