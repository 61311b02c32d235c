// Tables and lines that people upload: the same rows however they arrive, and data that is JSON.
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "api/body.h"
#include "labeling/text/table_columns.h"
#include "labeling/text/table_reader.h"
#include "tests/fuzz/fuzzing.h"

namespace {

using namespace millrace;
using labeling::LineReader;
using labeling::TableReader;

struct Outcome {
  std::vector<std::vector<std::string>> rows;
  std::string error;
  bool operator==(const Outcome&) const = default;
};

template <class Reader, class OnItem>
Outcome Read(Reader reader, const std::vector<std::string_view>& pieces, Outcome& outcome,
             const OnItem& on_item) {
  Result<void> read;
  for (const std::string_view piece : pieces) {
    if (read.has_value()) read = reader.Feed(piece, on_item);
  }
  if (read.has_value()) read = reader.Finish(on_item);
  if (!read.has_value()) outcome.error = read.error().message;
  return outcome;
}

Outcome ReadTable(const std::vector<std::string_view>& pieces, char separator) {
  Outcome outcome;
  return Read(TableReader({.separator = separator, .max_row = 1u << 20}), pieces, outcome,
              [&](const TableReader::Row& row) {
                outcome.rows.emplace_back(row.fields.begin(), row.fields.end());
                return Result<void>();
              });
}

Outcome ReadLines(const std::vector<std::string_view>& pieces) {
  Outcome outcome;
  return Read(LineReader(1u << 20), pieces, outcome, [&](std::string_view line) {
    outcome.rows.push_back({std::string(line)});
    return Result<void>();
  });
}

std::vector<std::string_view> Views(const std::vector<std::string>& row) {
  return {row.begin(), row.end()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using fuzz::Require;
  const std::string_view text = fuzz::Text(data, size);
  const char separator = labeling::DetectSeparator(text);
  const Outcome table = ReadTable({text}, separator);
  Require(table == ReadTable(fuzz::Pieces(text), separator), "pieces do not change the rows");
  Require(ReadLines({text}) == ReadLines(fuzz::Pieces(text)), "pieces do not change the lines");
  if (table.rows.empty()) return 0;

  labeling::TableColumns columns(Views(table.rows.front()));
  std::vector<const std::vector<std::string>*> good;
  for (size_t i = 1; i < table.rows.size(); ++i) {
    if (columns.Observe(Views(table.rows[i]), static_cast<int64_t>(i)).has_value())
      good.push_back(&table.rows[i]);
  }
  for (const std::vector<std::string>* row : good)
    Require(api::ParseJson(columns.Data(Views(*row))).has_value(), "a row's data is JSON");
  return 0;
}
