// From a record of a file or an import to a task.
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "labeling/json/task_json.h"
#include "labeling/text/json_text.h"

namespace millrace::labeling {
namespace {

std::unexpected<Error> Refuse(std::string message, std::string advice) {
  return Fail(ErrorKind::kInvalid, std::move(message), std::move(advice));
}

std::string_view KindOf(std::string_view value) {
  if (value.empty()) return "nothing";
  switch (value[0]) {
    case '{': return "an object";
    case '[': return "a list";
    case '"': return "a text";
    case 't':
    case 'f': return "true or false";
    case 'n': return "null";
    default: return "a number";
  }
}

// null, "", 0, false, [] and {}: what Label Studio takes for absent.
bool IsNothing(std::string_view value) {
  if (value.empty() || value == "null" || value == "\"\"" || value == "0" || value == "false") {
    return true;
  }
  const bool brackets = (value.front() == '[' && value.back() == ']') ||
                        (value.front() == '{' && value.back() == '}');
  return brackets && Trim(value.substr(1, value.size() - 2)).empty();
}

bool IsNull(std::string_view value) { return value.empty() || value == "null"; }

std::optional<double> ReadReal(std::string_view value) {
  double out = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), out);
  if (read.ec != std::errc() || read.ptr != value.data() + value.size()) return std::nullopt;
  return out;
}

// Reads the members of one annotation or prediction. `what` names it: "annotation 2".
class ItemReader {
 public:
  ItemReader(JsonText& json, std::string_view item, std::string what)
      : json_(json), members_(json.Members(item)), what_(std::move(what)) {}

  // The last one counts where a key is repeated; "" if absent.
  std::string_view Get(std::string_view key) const {
    std::string_view found;
    for (const JsonMember& member : members_) {
      if (member.key == key) found = member.value;
    }
    return found;
  }

  // A list of objects as JSON text; it may also come as a text that holds one.
  Result<std::string> ReadResult(bool null_allowed) {
    std::string_view value = Get("result");
    if (value.empty() || (value == "null" && !null_allowed)) {
      return Refuse(what_ + " has no \"result\".", "Give it a list of results, or [].");
    }
    if (value == "null") return std::string();
    std::string text;
    JsonText inner;
    JsonText* json = &json_;
    if (json_.Unescape(value, text)) {
      if (auto loaded = inner.Load(text); !loaded.has_value()) {
        return Refuse("the \"result\" of " + what_ + " is a text that is not JSON.",
                      "Give it as a list of results.");
      }
      json = &inner;
      value = inner.text();
    }
    if (!value.starts_with('[')) {
      return Refuse(
          "the \"result\" of " + what_ + " must be a list, not " + std::string(KindOf(value)) + ".",
          "Give it a list of results, or [].");
    }
    for (const std::string_view entry : json->Elements(value)) {
      if (entry.starts_with('{')) continue;
      return Refuse("the \"result\" of " + what_ + " must hold objects, not " +
                        std::string(KindOf(entry)) + ".",
                    "Each result is an object with \"from_name\", \"to_name\", \"type\" and "
                    "\"value\".");
    }
    return std::string(value);
  }

  Result<bool> ReadBool(std::string_view key, bool absent) const {
    const std::string_view value = Get(key);
    if (IsNull(value)) return absent;
    if (value == "true" || value == "false") return value == "true";
    return Wrong(key, "true or false");
  }
  Result<std::optional<double>> ReadNumber(std::string_view key) const {
    const std::string_view value = Get(key);
    if (IsNull(value)) return std::nullopt;
    const auto number = ReadReal(value);
    if (!number.has_value()) return Wrong(key, "a number");
    return number;
  }
  Result<std::string> ReadText(std::string_view key) {
    const std::string_view value = Get(key);
    std::string text;
    if (IsNull(value) || json_.Unescape(value, text)) return text;
    return Wrong(key, "a text");
  }
  Result<std::optional<Time>> ReadTime(std::string_view key) {
    ASSIGN_OR_RETURN(const std::string text, ReadText(key));
    if (text.empty()) return std::nullopt;
    const auto time = ParseIso(text);
    if (!time.has_value()) return Wrong(key, "a time such as \"2024-02-03T04:05:06Z\"");
    return time;
  }
  std::optional<int64_t> ReadId(std::string_view key) const { return ParseInt(Get(key)); }

  Result<void> ReadAuthor(NewAnnotation& annotation) {
    const std::string_view value = Get("completed_by");
    if (IsNull(value)) return {};
    if (value.starts_with('{')) {
      ItemReader author(json_, value, "\"completed_by\" of " + what_);
      annotation.completed_by = author.ReadId("id");
      ASSIGN_OR_RETURN(const std::string email, author.ReadText("email"));
      annotation.completed_by_email = ToLower(Trim(email));
      return {};
    }
    annotation.completed_by = ParseInt(value);
    if (!annotation.completed_by.has_value()) {
      return Wrong("completed_by", "an account's number, or an object with its \"email\"");
    }
    return {};
  }

 private:
  std::unexpected<Error> Wrong(std::string_view key, std::string_view wanted) const {
    return Refuse("\"" + std::string(key) + "\" of " + what_ + " must be " + std::string(wanted) +
                      ", not " + Printable(Get(key), 40) + ".",
                  "Correct it, or leave it out.");
  }

  JsonText& json_;
  const std::vector<JsonMember> members_;
  const std::string what_;
};

Result<NewAnnotation> ReadAnnotation(JsonText& json, std::string_view item, std::string what,
                                     bool ground_truth, bool null_result) {
  ItemReader reader(json, item, std::move(what));
  NewAnnotation out;
  ASSIGN_OR_RETURN(out.result, reader.ReadResult(null_result));
  RETURN_IF_ERROR(reader.ReadAuthor(out));
  ASSIGN_OR_RETURN(out.was_cancelled, reader.ReadBool("was_cancelled", false));
  ASSIGN_OR_RETURN(out.ground_truth, reader.ReadBool("ground_truth", ground_truth));
  ASSIGN_OR_RETURN(out.lead_time, reader.ReadNumber("lead_time"));
  ASSIGN_OR_RETURN(out.created_at, reader.ReadTime("created_at"));
  ASSIGN_OR_RETURN(out.updated_at, reader.ReadTime("updated_at"));
  ASSIGN_OR_RETURN(out.draft_created_at, reader.ReadTime("draft_created_at"));
  ASSIGN_OR_RETURN(out.unique_id, reader.ReadText("unique_id"));
  ASSIGN_OR_RETURN(out.last_action, reader.ReadText("last_action"));
  out.import_id = reader.ReadId("id");
  return out;
}

Result<NewPrediction> ReadPrediction(JsonText& json, std::string_view item, std::string what) {
  ItemReader reader(json, item, std::move(what));
  NewPrediction out;
  ASSIGN_OR_RETURN(out.result, reader.ReadResult(false));
  ASSIGN_OR_RETURN(out.score, reader.ReadNumber("score"));
  ASSIGN_OR_RETURN(out.model_version, reader.ReadText("model_version"));
  return out;
}

// Label Studio's own imports leave drafts out, whatever they hold: what is none is no reason to
// refuse a task.
std::optional<NewDraft> ReadDraft(JsonText& json, std::string_view item) {
  ItemReader reader(json, item, "a draft");
  const auto read = [&]() -> Result<NewDraft> {
    NewDraft out;
    ASSIGN_OR_RETURN(out.result, reader.ReadResult(false));
    ASSIGN_OR_RETURN(const std::string email, reader.ReadText("user"));
    out.account_email = ToLower(Trim(email));
    ASSIGN_OR_RETURN(out.lead_time, reader.ReadNumber("lead_time"));
    ASSIGN_OR_RETURN(out.was_postponed, reader.ReadBool("was_postponed", false));
    ASSIGN_OR_RETURN(out.created_at, reader.ReadTime("created_at"));
    ASSIGN_OR_RETURN(out.updated_at, reader.ReadTime("updated_at"));
    out.annotation = reader.ReadId("annotation");
    out.import_id = reader.ReadId("id");
    return out;
  };
  auto draft = read();
  if (!draft.has_value() || draft->account_email.empty()) return std::nullopt;
  return *std::move(draft);
}

}  // namespace

struct TaskReader::Impl {
  JsonText json;
  bool ground_truth;

  std::string_view Get(std::string_view key) const {
    std::string_view found;
    for (const JsonMember& member : json.members()) {
      if (member.key == key) found = member.value;
    }
    return found;
  }

  // An exported task may hold the numbers of its predictions instead of them.
  bool AreNumbers(std::string_view list) {
    return list.starts_with('[') && std::ranges::all_of(json.Elements(list), [](auto element) {
             return ParseInt(element).has_value();
           });
  }

  // The objects of a list such as "annotations"; null counts as empty.
  Result<std::vector<std::string_view>> Items(std::string_view list, const std::string& noun) {
    if (IsNull(list)) return std::vector<std::string_view>();
    if (!list.starts_with('[')) {
      return Refuse("\"" + noun + "s\" must be a list, not " + std::string(KindOf(list)) + ".",
                    "Give a list of objects, each with its \"result\".");
    }
    auto items = json.Elements(list);
    for (size_t i = 0; i < items.size(); ++i) {
      if (items[i].starts_with('{')) continue;
      return Refuse(noun + " " + std::to_string(i + 1) + " must be an object, not " +
                        std::string(KindOf(items[i])) + ".",
                    "Give a list of objects, each with its \"result\".");
    }
    return items;
  }

  Result<NewTask> Read(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    RETURN_IF_ERROR(json.Load(text));
    if (!json.text().starts_with('{')) {
      return Refuse("a task must be an object, not " + std::string(KindOf(json.text())) + ".",
                    R"(Write it as {"data": {…}}, or as the object with the data itself.)");
    }
    NewTask task;
    const std::string_view data = Get("data");
    if (!data.starts_with('{')) {
      for (const std::string_view key : {"annotations", "predictions"}) {
        if (IsNull(Get(key))) continue;
        return Refuse("If you use \"" + std::string(key) +
                          "\" field in the task, you must put \"data\" field in the task too.",
                      R"(Write it as {"data": {…}, ")" + std::string(key) + R"(": […]}.)");
      }
      task.data = json.text();
      return task;
    }
    task.data = data;
    if (const std::string_view meta = Get("meta"); !IsNothing(meta)) task.meta = meta;
    if (Get("allow_skip") == "false") task.allow_skip = false;
    RETURN_IF_ERROR(ReadItems(task));
    return task;
  }

  Result<void> ReadItems(NewTask& task) {
    ASSIGN_OR_RETURN(const auto annotations, Items(Get("annotations"), "annotation"));
    for (size_t i = 0; i < annotations.size(); ++i) {
      ASSIGN_OR_RETURN(task.annotations.emplace_back(),
                       ReadAnnotation(json, annotations[i], "annotation " + std::to_string(i + 1),
                                      ground_truth, false));
    }
    if (const std::string_view drafts = Get("drafts"); drafts.starts_with('[')) {
      for (const std::string_view item : json.Elements(drafts)) {
        if (!item.starts_with('{')) continue;
        if (auto draft = ReadDraft(json, item)) task.drafts.push_back(*std::move(draft));
      }
    }
    if (AreNumbers(Get("predictions"))) return {};
    ASSIGN_OR_RETURN(const auto predictions, Items(Get("predictions"), "prediction"));
    for (size_t i = 0; i < predictions.size(); ++i) {
      ASSIGN_OR_RETURN(task.predictions.emplace_back(),
                       ReadPrediction(json, predictions[i], "prediction " + std::to_string(i + 1)));
    }
    return {};
  }
};

TaskReader::TaskReader(bool ground_truth) : impl_(std::make_unique<Impl>()) {
  impl_->ground_truth = ground_truth;
}
TaskReader::~TaskReader() = default;

Result<NewTask> TaskReader::Read(std::string_view json) { return impl_->Read(json); }

std::optional<ForeignAnnotation> ReadExportedAnnotation(std::string_view json) {
  JsonText text;
  if (!text.Load(json).has_value()) return std::nullopt;
  ItemReader object(text, text.text(), "the object");
  const std::string_view task = object.Get("task");
  if (!task.starts_with('{') || object.Get("result").empty()) return std::nullopt;
  const std::string_view data = ItemReader(text, task, "its task").Get("data");
  if (!data.starts_with('{')) return std::nullopt;
  auto annotation = ReadAnnotation(text, text.text(), "the object", false, true);
  if (!annotation.has_value()) return std::nullopt;
  return ForeignAnnotation{.task_data = std::string(data), .annotation = *std::move(annotation)};
}

}  // namespace millrace::labeling
