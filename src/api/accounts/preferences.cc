#include "api/accounts/preferences.h"

#include <algorithm>
#include <boost/json.hpp>

#include "api/accounts/users.h"
#include "api/service.h"
#include "base/text.h"
#include "labeling/accounts/product_tours.h"

namespace millrace::api {
namespace {

namespace json = boost::json;

constexpr size_t kMaxHotkeys = 200, kMaxAction = 100, kMaxKeys = 50, kMaxPart = 20;
// Keys that browsers and desktops keep for themselves.
constexpr std::string_view kReserved[] = {"ctrl+alt+delete", "cmd+alt+escape", "alt+f4",
                                          "ctrl+alt+esc",    "cmd+option+esc", "ctrl+shift+esc",
                                          "cmd+shift+q",     "alt+tab",        "cmd+tab",
                                          "ctrl+alt+t",      "cmd+space"};
constexpr std::string_view kModifiers[] = {"ctrl",   "cmd",   "command", "alt",
                                           "option", "shift", "meta"};
constexpr std::string_view kTours[] = {"create_prompt", "prompts_page", "show_ask_ai",
                                       "show_autolabel_button"};

constexpr Member kHotkeysMembers[] = {{.name = "custom_hotkeys",
                                       .type = Type::kObject,
                                       .about = "\"section:action\" to {\"key\", \"active\"}.",
                                       .required = true}};
constexpr Member kTourChangeMembers[] = {
    {.name = "state", .choices = "ready|completed|skipped"},
    {.name = "interaction_data", .type = Type::kObject},
};
constexpr Member kTourMembers[] = {
    {"id", Type::kInt},
    {"steps", Type::kList, "Always empty: the tours are those of the browser app."},
    {"awaiting", Type::kBool},
    {"name"},
    {"created_at", Type::kTime},
    {"updated_at", Type::kTime},
    {"user", Type::kInt},
};

bool IsKeyCharacter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte > ' ' && byte < 0x7F) || c == ' ' || c == '\t' || c == '\n';
}

// What is wrong with the keys of one action; "" if nothing.
std::string KeysFault(std::string_view keys, const std::string& action) {
  if (keys.empty()) return "Key combination for '" + action + "' must be a non-empty string";
  if (keys.size() > kMaxKeys)
    return "Key combination for '" + action + "' is too long (max 50 characters)";
  const std::string shown = Printable(keys);
  if (std::ranges::find(kReserved, ToLower(Trim(keys))) != std::end(kReserved))
    return "Key combination '" + shown + "' is not allowed for security reasons";
  if (!std::ranges::all_of(keys, IsKeyCharacter))
    return "Key combination '" + shown + "' for '" + action + "' contains invalid characters";
  const std::vector<std::string> parts = Split(keys, '+');
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    const std::string part(Trim(parts[i]));
    if (part.size() > kMaxPart &&
        std::ranges::find(kModifiers, ToLower(part)) == std::end(kModifiers)) {
      return "Invalid modifier or key '" + part + "' in key combination '" + shown + "'";
    }
  }
  return "";
}

std::string HotkeyFault(std::string_view name, const json::value& value) {
  const std::string action = Printable(name, 120);
  if (name.empty()) return "Action key '' must be a non-empty string";
  if (name.size() > kMaxAction)
    return "Action key '" + action + "' is too long (max 100 characters)";
  const size_t colon = name.find(':');
  if (colon == std::string_view::npos)
    return "Action key '" + action + "' must be in 'section:action' format";
  if (Trim(name.substr(0, colon)).empty() || Trim(name.substr(colon + 1)).empty())
    return "Action key '" + action + "' must have non-empty section and action parts";
  if (!value.is_object()) return "Hotkey data for '" + action + "' must be a dictionary";
  const json::value* key = value.get_object().if_contains("key");
  if (key == nullptr) return "Missing 'key' in hotkey data for '" + action + "'";
  if (!key->is_string()) return "Key combination for '" + action + "' must be a non-empty string";
  if (std::string fault = KeysFault(key->get_string(), action); !fault.empty()) return fault;
  const json::value* active = value.get_object().if_contains("active");
  if (active != nullptr && !active->is_bool())
    return "Active flag for '" + action + "' must be a boolean";
  return "";
}

// One sentence, in Label Studio's words; "" if the hotkeys can be kept.
std::string HotkeysFault(const Body& body) {
  const json::value* given = body.object().if_contains("custom_hotkeys");
  if (given == nullptr) return "This field is required.";
  if (given->is_null()) return "This field may not be null.";
  json::value parsed = *given;
  if (given->is_string()) {  // a form
    const auto text = ParseJson(given->get_string());
    if (text.has_value()) parsed = *text;
  }
  if (!parsed.is_object()) return "Expected a dictionary of items.";
  if (parsed.get_object().size() > kMaxHotkeys) return "Cannot define more than 200 custom hotkeys";
  for (const auto& [name, value] : parsed.get_object()) {
    if (std::string fault = HotkeyFault(name, value); !fault.empty()) return fault;
  }
  return "";
}

net::Response HotkeysAnswer(const std::string& hotkeys) {
  JsonWriter out;
  out.BeginObject();
  out.RawMember("custom_hotkeys", hotkeys);
  out.EndObject();
  return JsonAnswer(200, std::move(out).Take());
}

Result<std::string> TourName(Call& call) {
  const std::string given = call.Query("name").value_or("");
  if (given.empty()) return Fail(ErrorKind::kInvalid, "Name is required");
  const std::string name = ToLower(ReplaceAll(given, "-", "_"));
  if (std::ranges::find(kTours, name) != std::end(kTours)) return name;
  std::string names;
  for (const std::string_view tour : kTours) {
    names += (names.empty() ? "'" : ", '") + std::string(tour) + "'";
  }
  return FailField("name", "Product tour " + Printable(name, 60) +
                               " not found. Available tours: {" + names + "}");
}

net::Response TourAnswer(const labeling::ProductTour& tour, int64_t account_id) {
  JsonWriter out;
  out.BeginObject();
  out.Member("id", tour.id);
  out.RawMember("steps", "[]");
  out.Member("awaiting", false);
  out.Member("name", tour.name);
  out.Member("state", tour.state);
  out.RawMember("interaction_data", tour.interaction_data);
  out.Member("created_at", FormatIso(tour.created_at));
  out.Member("updated_at", FormatIso(tour.updated_at));
  out.Member("user", account_id);
  out.EndObject();
  return JsonAnswer(200, std::move(out).Take());
}

Outcome SaveTour(Service& service, Call& call, const std::optional<std::string>& state,
                 const std::optional<std::string>& interaction_data) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  ASSIGN_OR_RETURN(const std::string name, TourName(call));
  ASSIGN_OR_RETURN(const labeling::ProductTour tour,
                   service.db().Write(db::Durability::kNormal, [&](db::Connection& tx) {
                     return labeling::SaveProductTour(tx, account->id, name, state,
                                                      interaction_data, service.clock().Now());
                   }));
  return TourAnswer(tour, account->id);
}

}  // namespace

const Shape kHotkeysShape{"Hotkeys", kHotkeysMembers};
const Shape kTourChangeShape{"ProductTourChange", kTourChangeMembers};
const Shape kTourShape{"ProductTour", kTourMembers, &kTourChangeShape};

Outcome ShowHotkeys(Service&, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  return HotkeysAnswer(account->custom_hotkeys);
}

Outcome ChangeHotkeys(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  if (const std::string fault = HotkeysFault(*body); !fault.empty())
    return FailField("custom_hotkeys", fault);
  Form form(*body, kHotkeysShape);
  const std::string hotkeys = form.Object("custom_hotkeys").value_or("{}");
  RETURN_IF_ERROR(form.Done());
  RETURN_IF_ERROR(service.db().Write(db::Durability::kNormal, [&](db::Connection& tx) {
    return labeling::UpdateAccount(tx, account->id, {.custom_hotkeys = hotkeys});
  }));
  service.authenticator.Forget();
  return HotkeysAnswer(hotkeys);
}

Outcome ShowTour(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  ASSIGN_OR_RETURN(const std::string name, TourName(call));
  ASSIGN_OR_RETURN(const auto tour, service.db().Read([&](db::Connection& tx) {
    return labeling::FindProductTour(tx, account->id, name);
  }));
  if (tour.has_value()) return TourAnswer(*tour, account->id);
  return SaveTour(service, call, std::nullopt, std::nullopt);
}

Outcome ChangeTour(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kTourChangeShape, Form::Given::kSome);
  const std::optional<std::string> state = form.Text("state");
  const std::optional<std::string> data = form.Object("interaction_data");
  RETURN_IF_ERROR(form.Done());
  return SaveTour(service, call, state, data);
}

}  // namespace millrace::api
