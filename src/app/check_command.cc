#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "app/commands.h"
#include "app/connect.h"
#include "app/job_text.h"
#include "app/json_access.h"
#include "base/text.h"

namespace millrace::app {
namespace {

namespace json = boost::json;

constexpr std::string_view kIndent = "       ";

// What stands in front of a probe, by its state.
std::string_view Mark(const std::string& state) {
  if (state == "ok") return "✓ ok     ";
  if (state == "warning") return "! warning";
  if (state == "failed") return "✗ failed ";
  return "- skipped";
}

// Each line of `text` under the probe that it belongs to.
void Below(Console& console, const std::string& text) {
  for (const std::string& line : Split(text, '\n'))
    console.Line(line.empty() ? "" : std::string(kIndent) + line);
}

void Keys(Console& console, const json::object& probe, std::string_view name,
          std::string_view title) {
  std::string keys;
  for (const std::string& key : TextsOf(probe, name))
    keys += (keys.empty() ? "" : ", ") + Printable(key);
  if (!keys.empty()) Below(console, std::string(title) + keys);
}

void ShowProbe(Console& console, const json::object& probe, size_t width) {
  const std::string state = TextOf(probe, "state"), title = TextOf(probe, "title");
  const double seconds = RealOf(probe, "seconds");
  console.Line(fmt::format("  {:>2} {}  {:<{}}  {}{}", IntOf(probe, "number"), Mark(state), title,
                           width, TextOf(probe, "detail"),
                           seconds < 0.1 ? "" : fmt::format("  ({:.1f} s)", seconds)));
  if (!TextOf(probe, "advice").empty()) Below(console, TextOf(probe, "advice"));
  if (!TextOf(probe, "paste").empty()) Below(console, TextOf(probe, "paste"));
  Keys(console, probe, "matching", "matching: ");
  Keys(console, probe, "not_matching",
       TextOf(probe, "name") == "regex" ? "not matching: " : "foreign: ");
}

std::string Summary(const json::object& answer) {
  const json::object counts = ObjectOf(answer, "counts");
  std::string text = BoolOf(answer, "ok") ? "Works" : "Does not work as it is";
  for (const char* state : {"failed", "warning", "skipped"})
    if (const int64_t count = IntOf(counts, state); count > 0)
      text += (text.find(':') == std::string::npos ? ": " : ", ") + std::to_string(count) + " " +
              (state == std::string_view("warning") && count > 1 ? "warnings" : state);
  return text + fmt::format(" ({:.1f} s).", RealOf(answer, "seconds"));
}

void Show(CommandContext& context, const json::object& answer) {
  Console& console = context.console;
  console.Line(StorageLabel(ObjectOf(answer, "storage"), context.directory));
  const std::vector<json::object> probes = ObjectsOf(answer, "probes");
  size_t width = 0;
  for (const json::object& probe : probes) width = std::max(width, TextOf(probe, "title").size());
  for (const json::object& probe : probes) ShowProbe(console, probe, width);
  console.Line(Summary(answer));
}

}  // namespace

Result<int> RunStorageCheck(CommandContext& context, const StorageRequests& requests) {
  for (const std::string& warning : requests.warnings) context.console.Warning(warning);
  std::vector<json::object> answers;
  if (requests.storages.empty()) {
    ASSIGN_OR_RETURN(const json::object storage, FindStorage(context));
    const std::string path = "/api/v1/storages/" + std::to_string(IntOf(storage, "id")) + "/check";
    ASSIGN_OR_RETURN(answers.emplace_back(), CallObject(context.client, "POST", path));
    // As the other commands name it.
    answers.back()["storage"].as_object()["params"] = ObjectOf(storage, "params");
  }
  for (const StorageRequest& request : requests.storages) {
    const json::object body{
        {"role", request.role}, {"kind", request.kind}, {"params", request.params}};
    ASSIGN_OR_RETURN(answers.emplace_back(),
                     CallObject(context.client, "POST", "/api/v1/storages/check", &body));
  }

  bool ok = true;
  json::array results;
  for (const json::object& answer : answers) {
    ok = ok && BoolOf(answer, "ok");
    Show(context, answer);
    results.push_back(answer);
  }
  context.console.JsonResult(json::serialize(json::object{{"ok", ok}, {"results", results}}));
  return ok ? kExitOk : kExitFailed;
}

}  // namespace millrace::app
