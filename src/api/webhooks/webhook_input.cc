#include "api/webhooks/webhook_input.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "webhooks/envelope.h"

namespace millrace::api {
namespace {

constexpr size_t kMaxHeaders = 10;
constexpr size_t kMaxHeaderBytes = 8 << 10;  // of all of them

bool IsHeaderName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

bool IsHeaderValue(std::string_view value) {
  return std::ranges::none_of(value, [](unsigned char c) { return c < ' ' || c == 0x7f; });
}

// "" if it may be sent.
std::string FaultOf(std::string_view name, const boost::json::value& value) {
  const std::string shown = '"' + Printable(name, 60) + '"';
  if (!IsHeaderName(name))
    return "The name " + shown + " may hold letters, digits, \"-\" and \"_\" only.";
  if (webhooks::IsReservedHeader(name)) return "The server sets " + shown + " itself.";
  if (!value.is_string()) return "The value of " + shown + " is no text.";
  if (!IsHeaderValue(std::string_view(value.get_string())))
    return "The value of " + shown + " has a control character or a line's end in it.";
  return "";
}

// Nothing if none are given, or if something is wrong with them.
std::optional<net::Headers> ReadHeaders(Form& form) {
  const std::optional<std::string> text = form.Object("headers");
  if (!text.has_value()) return std::nullopt;
  const Result<boost::json::value> parsed = ParseJson(*text);
  if (!parsed.has_value()) return std::nullopt;
  net::Headers headers;
  size_t bytes = 0;
  for (const auto& [key, value] : parsed->get_object()) {
    if (const std::string fault = FaultOf(key, value); !fault.empty()) {
      form.Wrong("headers", fault);
      return std::nullopt;
    }
    bytes += key.size() + value.get_string().size();
    headers.Add(std::string(key), std::string(value.get_string()));
  }
  if (headers.size() > kMaxHeaders || bytes > kMaxHeaderBytes) {
    form.Wrong("headers", "At most 10 header fields of 8 KiB in all can be sent.");
    return std::nullopt;
  }
  return headers;
}

std::optional<std::vector<labeling::Action>> ReadActions(Form& form, bool of_project) {
  const std::optional<std::string> text = form.List("actions");
  if (!text.has_value()) return std::nullopt;
  const Result<boost::json::value> parsed = ParseJson(*text);
  if (!parsed.has_value()) return std::nullopt;
  std::vector<labeling::Action> actions;
  for (const boost::json::value& item : parsed->get_array()) {
    const std::string name =
        item.is_string() ? std::string(item.get_string()) : boost::json::serialize(item);
    const auto action = labeling::ActionNamed(name);
    if (!action.has_value()) {
      form.Wrong("actions", "\"" + Printable(name, 60) + "\" is not a valid choice.");
      return std::nullopt;
    }
    if (of_project && labeling::InfoOf(*action).organization_only) {
      form.Wrong("non_field_errors", "Project webhook can't contain organization-only action.");
      return std::nullopt;
    }
    actions.push_back(*action);
  }
  std::ranges::sort(actions);
  actions.erase(std::ranges::unique(actions).begin(), actions.end());
  return actions;
}

}  // namespace

void ReadWebhook(Form& form, const Service& service, labeling::Webhook& webhook) {
  if (const auto url = form.Text("url", {.max = 2048, .blank = false}); url.has_value()) {
    webhook.url = Trim(*url);
    const Result<void> usable =
        webhooks::CheckUrl(webhook.url, service.engine.context().environment.allow_loopback);
    if (!usable.has_value()) form.Wrong("url", usable.error().Sentence());
  }
  if (const auto headers = ReadHeaders(form); headers.has_value())
    webhook.headers = webhooks::SealHeaders(service.sealer(), *headers);
  if (auto actions = ReadActions(form, webhook.project_id.has_value()); actions.has_value())
    webhook.actions = *std::move(actions);
  webhook.send_payload = form.Bool("send_payload").value_or(webhook.send_payload);
  webhook.send_for_all_actions =
      form.Bool("send_for_all_actions").value_or(webhook.send_for_all_actions);
  webhook.is_active = form.Bool("is_active").value_or(webhook.is_active);
}

}  // namespace millrace::api
