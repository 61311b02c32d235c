#include "labeling/data_manager/task_texts.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <set>

#include "base/text.h"
#include "labeling/config/label_config.h"
#include "labeling/config/undefined_key.h"
#include "labeling/tasks/id_list.h"
#include "labeling/tasks/task_rows.h"
#include "labeling/text/json_text.h"

namespace millrace::labeling {
namespace {

namespace dom = simdjson::dom;

// Is `key` another name of what blob tasks hold that came before the config?
Result<bool> MeansUndefined(db::Connection& tx, int64_t project_id, std::string_view key) {
  std::string xml;
  RETURN_IF_ERROR(tx.Query("SELECT label_config FROM project WHERE id = $1", {project_id},
                           [&](const db::Row& row) { xml = row.String(0); }));
  const auto config = ParseLabelConfig(xml);
  const std::vector<std::string> names =
      config.has_value() ? config->DataKeys() : std::vector<std::string>();
  return names.empty() ? key == "data" : key == names.front();
}

std::vector<std::string> PathOf(std::string_view key) {
  std::vector<std::string> path;
  const std::string one = ReplaceAll(key, "__", ".");
  for (std::string& part : Split(one, '.')) {
    if (part.empty()) return {};
    path.push_back(std::move(part));
  }
  return path.size() > 1 ? path : std::vector<std::string>();
}

// What of a task's data is compared.
class DataValue {
 public:
  DataValue(std::string key, bool undefined_too)
      : key_(std::move(key)), path_(PathOf(key_)), undefined_too_(undefined_too) {}

  // Valid until the next call.
  TaskValue Of(std::string_view data) {
    dom::element root;
    const bool parsed = parser_.parse(data.data(), data.size()).get(root) == simdjson::SUCCESS;
    return parsed ? Found(root) : OfSlices(data);
  }

 private:
  TaskValue Found(const dom::element& root) {
    dom::element value;
    if (root[key_].get(value) == simdjson::SUCCESS) return ValueOf(value);
    if (undefined_too_ && root[kUndefinedKey].get(value) == simdjson::SUCCESS)
      return ValueOf(value);
    if (path_.empty()) return {};
    value = root;
    for (const std::string& step : path_) {
      dom::element inner;
      dom::array list;
      const auto place = ParseInt(step);
      const bool found = place.has_value() && *place >= 0 && value.get(list) == simdjson::SUCCESS
                             ? list.at(static_cast<size_t>(*place)).get(inner) == simdjson::SUCCESS
                             : value[step].get(inner) == simdjson::SUCCESS;
      if (!found) return {};
      value = inner;
    }
    return ValueOf(value);
  }
  TaskValue ValueOf(const dom::element& value) {
    double number = 0;
    std::string_view text;
    if (value.is_null()) return {TaskValue::kNull, 0, "null"};
    if (value.get(number) == simdjson::SUCCESS) return TaskValue::Number(number);
    if (value.get(text) != simdjson::SUCCESS) {
      kept_ = simdjson::minify(value);
      text = kept_;
    }
    return TaskValue::Text(text);
  }
  // Of data with a number that no double holds.
  TaskValue OfSlices(std::string_view data) {
    slices_.Borrow(data);
    std::string_view value;
    for (const JsonMember& member : slices_.Members(slices_.text())) {
      if (member.key == key_) value = member.value;
    }
    if (value.empty()) return {};
    if (value == "null") return {TaskValue::kNull, 0, "null"};
    if (slices_.Unescape(value, kept_)) return TaskValue::Text(kept_);
    kept_ = value;
    if (IsJsonNumber(value)) return TaskValue::Number(std::strtod(kept_.c_str(), nullptr));
    return TaskValue::Text(kept_);
  }

  std::string key_;
  std::vector<std::string> path_;
  bool undefined_too_;
  dom::parser parser_;
  JsonText slices_;
  std::string kept_;
};

// Appends the letter beyond ASCII that the escape at the front of `json` stands for, and gives the
// escape's length; 0 for any other escape.
size_t AppendLetter(std::string_view json, std::string& out) {
  const auto unit = [&](size_t at) -> uint32_t {
    uint32_t code = 0;
    if (json.substr(at, 2) != "\\u" || json.size() < at + 6) return 0;
    const auto read = std::from_chars(json.data() + at + 2, json.data() + at + 6, code, 16);
    return read.ptr == json.data() + at + 6 ? code : 0;
  };
  const auto more = [&](uint32_t code, int shift) {
    out += static_cast<char>(0x80 | ((code >> shift) & 0x3F));
  };
  const uint32_t code = unit(0);
  if (code >= 0xD800 && code < 0xDC00) {
    const uint32_t low = unit(6);
    if (low < 0xDC00 || low > 0xDFFF) return 0;
    const uint32_t full = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    out += static_cast<char>(0xF0 | (full >> 18));
    more(full, 12), more(full, 6), more(full, 0);
    return 12;
  }
  if (code < 0x80 || (code >= 0xDC00 && code <= 0xDFFF)) return 0;
  if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
  } else {
    out += static_cast<char>(0xE0 | (code >> 12));
    more(code, 6);
  }
  more(code, 0);
  return 6;
}

std::string_view JoinedColumn(TaskColumn column) {
  switch (column) {
    case TaskColumn::kAnnotators: return "completed_by FROM annotation";
    case TaskColumn::kAnnotationIds: return "id FROM annotation";
    case TaskColumn::kModelVersions: return "model_version FROM prediction";
    default: return {};
  }
}

// "2,1,2" as "1,2".
std::string Once(const std::string& ids) {
  if (ids.find(',') == std::string::npos) return ids;
  std::set<int64_t> sorted;
  for (const std::string& id : Split(ids, ',')) sorted.insert(ParseInt(id).value_or(0));
  std::string out;
  for (const int64_t id : sorted) out.append(out.empty() ? "" : ",").append(std::to_string(id));
  return out;
}

}  // namespace

struct TaskTexts::Impl {
  ColumnRef column;
  std::string name;
  std::optional<DataValue> data;
};

TaskTexts::TaskTexts(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TaskTexts::TaskTexts(TaskTexts&&) noexcept = default;
TaskTexts& TaskTexts::operator=(TaskTexts&&) noexcept = default;
TaskTexts::~TaskTexts() = default;

Result<TaskTexts> TaskTexts::Make(db::Connection& tx, int64_t project_id, const ColumnRef& column) {
  auto impl = std::make_unique<Impl>();
  impl->column = column;
  impl->name = std::to_string(static_cast<int>(column.column)) + ' ' + column.key;
  if (column.column == TaskColumn::kData) {
    ASSIGN_OR_RETURN(const bool undefined_too, MeansUndefined(tx, project_id, column.key));
    impl->data.emplace(column.key, undefined_too);
    if (undefined_too) impl->name += " or what came before the config";
  }
  return TaskTexts(std::move(impl));
}

const std::string& TaskTexts::name() const { return impl_->name; }

Result<size_t> TaskTexts::Read(
    db::Connection& tx, std::span<const int64_t> ids,
    const std::function<void(size_t at, const TaskValue& value)>& visit) {
  size_t bytes = 0;
  const TaskColumn column = impl_->column.column;
  const auto of_task = [&](const std::string& what, auto&& value_of) {
    return QueryTasks(tx, "SELECT id, " + what + " FROM task", ids,
                      [&](size_t at, const db::Row& row) {
                        bytes += row.Text(1).size();
                        visit(at, value_of(row));
                      });
  };
  const auto text = [](const db::Row& row) {
    return row.Null(1) ? TaskValue{} : TaskValue::Text(row.Text(1));
  };
  const auto number = [](const db::Row& row) { return TaskValue::Number(row.Real(1)); };
  switch (column) {
    case TaskColumn::kData:
      RETURN_IF_ERROR(
          of_task("data", [&](const db::Row& row) { return impl_->data->Of(row.Text(1)); }));
      break;
    case TaskColumn::kStorageFilename:
      // Tasks that came from no storage have "", as Label Studio has ";;;;".
      RETURN_IF_ERROR(
          of_task("source_key", [](const db::Row& row) { return TaskValue::Text(row.Text(1)); }));
      break;
    case TaskColumn::kFileUpload:
      RETURN_IF_ERROR(of_task(
          "(SELECT file FROM file_upload WHERE file_upload.id = task.file_upload_id)", text));
      break;
    case TaskColumn::kInnerId: RETURN_IF_ERROR(of_task("inner_id", number)); break;
    case TaskColumn::kCreatedAt: RETURN_IF_ERROR(of_task("created_at", number)); break;
    case TaskColumn::kAnnotationResults:
    case TaskColumn::kPredictionResults: {
      const std::string table =
          column == TaskColumn::kAnnotationResults ? "annotation" : "prediction";
      RETURN_IF_ERROR(
          QueryOfTasks(tx, "SELECT result, task_id FROM " + table, ids, [&](const db::Row& row) {
            bytes += row.Text(0).size();
            const std::string spaced = SpacedJson(row.Text(0));
            visit(std::ranges::lower_bound(ids, row.Int(1)) - ids.begin(), TaskValue::Text(spaced));
          }));
      break;
    }
    default: {
      const std::string_view joined = JoinedColumn(column);
      if (joined.empty()) break;
      std::vector<std::string> texts(ids.size());
      std::vector<bool> any(ids.size());
      const size_t space = joined.find(' ');
      RETURN_IF_ERROR(QueryOfTasks(tx,
                                   "SELECT " + std::string(joined.substr(0, space)) + ", task_id" +
                                       std::string(joined.substr(space)),
                                   ids, [&](const db::Row& row) {
                                     if (row.Null(0)) return;
                                     const size_t at =
                                         std::ranges::lower_bound(ids, row.Int(1)) - ids.begin();
                                     if (any[at]) texts[at] += ',';
                                     texts[at].append(row.Text(0));
                                     any[at] = true;
                                     bytes += row.Text(0).size() + 1;
                                   }));
      for (size_t i = 0; i < ids.size(); ++i) {
        if (column == TaskColumn::kAnnotators) texts[i] = Once(texts[i]);
        const bool text_anyway = column == TaskColumn::kAnnotators;
        visit(i, any[i] || text_anyway ? TaskValue::Text(texts[i]) : TaskValue{});
      }
    }
  }
  return bytes;
}

Result<void> QueryTasks(db::Connection& tx, const std::string& select, std::span<const int64_t> ids,
                        const std::function<void(size_t at, const db::Row& row)>& on_row) {
  if (ids.empty()) return {};
  constexpr size_t kFew = 16;
  const auto give = [&](const db::Row& row) {
    const auto at = std::ranges::lower_bound(ids, row.Int(0));
    if (at != ids.end() && *at == row.Int(0)) on_row(at - ids.begin(), row);
  };
  if (ids.size() > kFew && static_cast<uint64_t>(ids.back() - ids.front()) < 2 * ids.size()) {
    return tx.Query(select + " WHERE id BETWEEN $1 AND $2 ORDER BY id", {ids.front(), ids.back()},
                    give);
  }
  for (std::span<const int64_t> rest = ids; !rest.empty();) {
    const IdList list = TakeIds(rest);
    RETURN_IF_ERROR(tx.Query(select + " WHERE id IN " + list.sql, list.args, give));
  }
  return {};
}

std::string SpacedJson(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 8);
  bool inside = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (inside) {
      if (c != '\\') {
        out += c;
        if (c == '"') inside = false;
      } else if (const size_t letter = AppendLetter(json.substr(i), out); letter > 0) {
        i += letter - 1;
      } else {
        out.append(json.substr(i++, 2));
      }
    } else if (c == '"') {
      out += c;
      inside = true;
    } else if (c == ',' || c == ':') {
      out.append({c, ' '});
    } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
      out += c;
    }
  }
  return out;
}

}  // namespace millrace::labeling
