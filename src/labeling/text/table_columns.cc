#include "labeling/text/table_columns.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "base/json_writer.h"
#include "base/text.h"

namespace millrace::labeling {
namespace {

// What pandas' read_csv takes for a missing value (its documentation, `na_values`).
constexpr auto kNothing = std::to_array<std::string_view>(
    {"", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
     "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"});

bool IsNothing(std::string_view value) {
  return value.size() <= 8 && std::ranges::find(kNothing, value) != kNothing.end();
}

std::optional<bool> ReadBool(std::string_view value) {
  if (value == "True" || value == "TRUE" || value == "true") return true;
  if (value == "False" || value == "FALSE" || value == "false") return false;
  return std::nullopt;
}

// Sign and digits without needless zeros; "" if it is no whole number.
std::string_view Digits(std::string_view value, bool& negative) {
  value = Trim(value);
  negative = value.starts_with('-');
  if (negative || value.starts_with('+')) value.remove_prefix(1);
  if (value.empty() || !std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; })) {
    return {};
  }
  const size_t first = std::min(value.find_first_not_of('0'), value.size() - 1);
  return value.substr(first);
}

std::optional<double> ReadReal(std::string_view value) {
  value = Trim(value);
  if (value.starts_with('+')) value.remove_prefix(1);
  double number = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
  if (read.ec != std::errc() || read.ptr != value.data() + value.size()) return std::nullopt;
  if (!std::isfinite(number)) return std::nullopt;
  return number;
}

// As Python writes a float: 2.0, 0.0001, 1e-05, 1e+16.
void AppendFloat(std::string& out, double number) {
  char buffer[64];
  auto end = std::to_chars(buffer, std::end(buffer), number, std::chars_format::scientific).ptr;
  const std::string_view text(buffer, end - buffer);
  const size_t mark = text.find('e');
  int exponent = 0;
  const std::string_view power = text.substr(mark + 1);
  std::from_chars(power.data() + power.starts_with('+'), power.data() + power.size(), exponent);
  if (exponent < -4 || exponent >= 16) {
    out += text;
    return;
  }
  end = std::to_chars(buffer, std::end(buffer), number, std::chars_format::fixed).ptr;
  out.append(buffer, end - buffer);
  if (std::find(buffer, end, '.') == end) out += ".0";
}

}  // namespace

TableColumns::TableColumns(std::span<const std::string_view> header) {
  std::set<std::string, std::less<>> taken(header.begin(), header.end());
  std::set<std::string, std::less<>> used;
  for (size_t i = 0; i < header.size(); ++i) {
    const std::string given =
        header[i].empty() ? "Unnamed: " + std::to_string(i) : std::string(header[i]);
    std::string name = given;
    for (int again = 1; used.contains(name) || (name != given && taken.contains(name)); ++again) {
      name = given + "." + std::to_string(again);
    }
    used.insert(name);
    Column column{.name = name};
    AppendJsonString(column.json_name, name);
    column.json_name += ':';
    columns_.push_back(std::move(column));
  }
}

Result<void> TableColumns::Observe(std::span<const std::string_view> row, int64_t line) {
  for (size_t i = columns_.size(); i < row.size(); ++i) {
    if (row[i].empty()) continue;
    return Fail(ErrorKind::kInvalid, "Error tokenizing data. C error: Expected " +
                                         std::to_string(columns_.size()) + " fields in line " +
                                         std::to_string(line) + ", saw " +
                                         std::to_string(row.size()));
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    if (i >= row.size() || IsNothing(row[i])) {
      column.missing = true;
      continue;
    }
    if (column.text) continue;
    bool negative = false;
    if (!Digits(row[i], negative).empty()) {
      column.integer = true;
    } else if (ReadReal(row[i]).has_value()) {
      column.real = true;
    } else if (ReadBool(row[i]).has_value()) {
      column.boolean = true;
    } else {
      column.text = true;
    }
    if (column.boolean && (column.integer || column.real)) column.text = true;
  }
  return {};
}

void TableColumns::Append(std::string& out, const Column& column, std::string_view value) const {
  if (IsNothing(value)) {
    out += "\"\"";
  } else if (column.text) {
    AppendJsonString(out, value);
  } else if (column.boolean) {
    out += ReadBool(value).value_or(false) ? "true" : "false";
  } else if (column.real || column.missing) {
    const auto number = ReadReal(value);
    if (number.has_value()) {
      AppendFloat(out, *number);
    } else {
      AppendJsonString(out, value);  // a whole number beyond all floats
    }
  } else {
    bool negative = false;
    const std::string_view digits = Digits(value, negative);
    if (negative && digits != "0") out += '-';
    out += digits;
  }
}

std::string TableColumns::Data(std::span<const std::string_view> row) const {
  std::string out = "{";
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) out += ',';
    out += columns_[i].json_name;
    Append(out, columns_[i], i < row.size() ? row[i] : std::string_view());
  }
  out += '}';
  return out;
}

std::vector<std::string> TableColumns::names() const {
  std::vector<std::string> names;
  for (const Column& column : columns_) names.push_back(column.name);
  return names;
}

}  // namespace millrace::labeling
