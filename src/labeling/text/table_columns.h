// The columns of a table: their names, and whether their values are numbers, true and false, or
// text. As pandas' read_csv decides it, whose result Label Studio takes for the tasks' data.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::labeling {

// A column is what all of its values are: whole numbers, numbers, true or false, else text. Values
// that mean "nothing" ("", "NA", "null", "NaN", …) fit every column and become "". A column of
// whole numbers in which one is missing holds numbers with a fraction ("1.0"). First all rows are
// shown to Observe, then each becomes a task's data.
class TableColumns {
 public:
  // Names that repeat get ".1", ".2", …; empty ones become "Unnamed: 2".
  explicit TableColumns(std::span<const std::string_view> header);

  // kInvalid with a sentence for a row that has more values than there are columns. Missing ones at
  // the end, and empty ones too many, are fine.
  Result<void> Observe(std::span<const std::string_view> row, int64_t line);
  // JSON object; the row has been observed.
  std::string Data(std::span<const std::string_view> row) const;

  std::vector<std::string> names() const;

 private:
  struct Column {
    std::string name;
    std::string json_name;  // quoted, with its colon
    bool integer = false, real = false, boolean = false, text = false, missing = false;
  };
  void Append(std::string& out, const Column& column, std::string_view value) const;
  std::vector<Column> columns_;
};

}  // namespace millrace::labeling
