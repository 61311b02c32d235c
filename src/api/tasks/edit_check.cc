#include "api/tasks/edit_check.h"

#include "base/text.h"

namespace millrace::api {

Result<std::optional<Time>> ReadExpected(const Call& call, const Body& body) {
  Form form(body);
  if (const auto given = form.Text(kExpectedMember.name); given.has_value()) {
    const auto time = ParseIso(*given);
    if (!time.has_value())
      form.Wrong(kExpectedMember.name, "A time is expected, as updated_at of the answer has it.");
    RETURN_IF_ERROR(form.Done());
    return time;
  }
  RETURN_IF_ERROR(form.Done());
  std::string_view tag = Trim(call.request.headers.Get("If-Match"));
  if (tag.empty() || tag == "*") return std::nullopt;
  if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"')
    tag = tag.substr(1, tag.size() - 2);
  const auto time = ParseIso(tag);
  if (!time.has_value())
    return FailField("If-Match", "The header holds updated_at of the answer, in quotes.");
  return time;
}

std::string Ago(Time then, Time now) {
  using namespace std::chrono;
  const auto passed = duration_cast<minutes>(now - then);
  if (passed < minutes(1)) return "just now";
  if (passed < hours(2)) return std::to_string(passed.count()) + " min ago";
  if (passed < hours(48)) return std::to_string(duration_cast<hours>(passed).count()) + " h ago";
  return std::to_string(duration_cast<hours>(passed).count() / 24) + " days ago";
}

}  // namespace millrace::api
