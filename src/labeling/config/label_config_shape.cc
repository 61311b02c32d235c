#include "labeling/config/label_config_shape.h"

#include <algorithm>
#include <compare>
#include <map>

#include "base/text.h"
#include "labeling/text/python_text.h"

namespace millrace::labeling {
namespace {

// A place inside of what is checked: a member, or an element of a list.
struct Step {
  int64_t index = 0;
  std::string member;
  auto operator<=>(const Step&) const = default;
};

// One failed keyword of the schema, as python-jsonschema's ValidationError.
struct Fault {
  std::vector<Step> path;  // from the fault that has it as context, or from the root
  std::string message;
  const XmlTag* tag = nullptr;
  bool is_choice = false;     // anyOf, oneOf: none of the alternatives in `context` fits
  bool type_matches = false;  // the failed schema names a type, and that is right
  std::vector<Fault> context;
};
using Faults = std::vector<Fault>;

// The order of jsonschema.exceptions.relevance.
bool LessRelevant(const Fault& a, const Fault& b) {
  if (a.path.size() != b.path.size()) return a.path.size() > b.path.size();
  if (a.path != b.path) return a.path < b.path;
  if (a.is_choice != b.is_choice) return a.is_choice;
  return a.type_matches && !b.type_matches;
}

// jsonschema.exceptions.best_match: the least deep fault; of alternatives the deepest, as long as
// one stands out.
const Fault& BestMatch(const Faults& faults) {
  const Fault* best = &*std::ranges::max_element(faults, LessRelevant);
  while (!best->context.empty()) {
    const auto first = std::ranges::min_element(best->context, LessRelevant);
    const bool alone = std::ranges::all_of(best->context, [&](const Fault& other) {
      return &other == &*first || LessRelevant(*first, other);
    });
    if (!alone) return *best;
    best = &*first;
  }
  return *best;
}

void Append(Faults& faults, Step step, Faults inner) {
  for (Fault& fault : inner) {
    fault.path.insert(fault.path.begin(), step);
    faults.push_back(std::move(fault));
  }
}

enum class Kind {
  kTopView,
  kView,
  kShown,    // Image, Text, HyperText
  kControl,  // TextArea, Number
  kChoices,
  kLabels,
  kLabel,  // Label, Choice
};

Faults CheckOne(Kind kind, const XmlTag& tag);

// All tags of one name in a tag: the schema takes one alone, or a list of several.
Faults CheckMany(Kind kind, const std::vector<const XmlTag*>& tags) {
  Fault none{.tag = tags.front(), .is_choice = true};
  if (tags.size() == 1) {
    Faults faults = CheckOne(kind, *tags.front());
    if (faults.empty()) return {};
    none.context = std::move(faults);
    none.context.push_back({.message = "not a list", .tag = tags.front()});
  } else {
    for (size_t i = 0; i < tags.size(); ++i)
      Append(none.context, {.index = static_cast<int64_t>(i)}, CheckOne(kind, *tags[i]));
    if (none.context.empty()) return {};
    none.context.push_back({.message = "not an object", .tag = tags.front()});
  }
  Faults faults;
  faults.push_back(std::move(none));
  return faults;
}

bool Has(const XmlTag& tag, std::string_view name) {
  if (name.starts_with('@')) return tag.Find(name.substr(1)) != nullptr;
  return std::ranges::any_of(tag.children, [&](const XmlTag& child) { return child.name == name; });
}

void Require(Faults& faults, const XmlTag& tag, std::initializer_list<std::string_view> names,
             bool type_matches = false) {
  for (const std::string_view name : names) {
    if (Has(tag, name)) continue;
    faults.push_back({.message = "'" + std::string(name) + "' is a required property",
                      .tag = &tag,
                      .type_matches = type_matches});
  }
}

// One of these lists of names must be there.
void RequireOneOf(Faults& faults, const XmlTag& tag,
                  std::initializer_list<std::initializer_list<std::string_view>> lists) {
  Fault none{.tag = &tag, .is_choice = true, .type_matches = true};
  for (const auto& names : lists) {
    const size_t before = none.context.size();
    Require(none.context, tag, names);
    if (none.context.size() == before) return;
  }
  faults.push_back(std::move(none));
}

// What is XML text is a number or a truth value in that JSON if it looks so.
void RequireText(Faults& faults, const XmlTag& tag, std::string_view member,
                 std::string_view value) {
  const auto scalar = PythonScalar(value);
  if (!scalar.has_value()) return;
  faults.push_back({.path = {{.member = std::string(member)}},
                    .message = *scalar + " is not of type 'string'",
                    .tag = &tag});
}

void RequireTextInside(Faults& faults, const XmlTag& tag) {
  if (!Trim(tag.text).empty()) RequireText(faults, tag, "$", tag.text);
}

void RequireTextNames(Faults& faults, const XmlTag& tag) {
  for (const char* name : {"name", "toName"}) {
    if (const std::string* value = tag.Find(name); value != nullptr)
      RequireText(faults, tag, "@" + std::string(name), *value);
  }
}

using ByName = std::map<std::string_view, std::vector<const XmlTag*>>;

ByName ChildrenByName(const XmlTag& tag) {
  ByName children;
  for (const XmlTag& child : tag.children) children[child.name].push_back(&child);
  return children;
}

void CheckView(Faults& faults, const XmlTag& tag, bool top) {
  static constexpr std::pair<std::string_view, Kind> kChildren[] = {
      {"Labels", Kind::kLabels},   {"Choices", Kind::kChoices}, {"Label", Kind::kLabel},
      {"Choice", Kind::kLabel},    {"Image", Kind::kShown},     {"Text", Kind::kShown},
      {"HyperText", Kind::kShown}, {"View", Kind::kView},       {"TextArea", Kind::kControl},
      {"Number", Kind::kControl}};
  const ByName children = ChildrenByName(tag);
  for (const auto& [name, kind] : kChildren) {
    if (top && kind == Kind::kLabel) continue;
    const auto found = children.find(name);
    if (found == children.end()) continue;
    Append(faults, {.member = std::string(name)}, CheckMany(kind, found->second));
  }
}

// <Choices> and <Labels>.
void CheckLabeled(Faults& faults, const XmlTag& tag, const char* label) {
  RequireOneOf(
      faults, tag,
      {{"@name", "@toName", label}, {"@name", "@toName", "@value"}, {"@name", "@toName", "View"}});
  RequireTextNames(faults, tag);
  RequireTextInside(faults, tag);
  const ByName children = ChildrenByName(tag);
  if (const auto found = children.find(label); found != children.end()) {
    if (std::string_view(label) == "Choice") {  // always taken for a list
      Faults inner;
      for (size_t i = 0; i < found->second.size(); ++i)
        Append(inner, {.index = static_cast<int64_t>(i)},
               CheckOne(Kind::kLabel, *found->second[i]));
      Append(faults, {.member = label}, std::move(inner));
    } else {
      Append(faults, {.member = label}, CheckMany(Kind::kLabel, found->second));
    }
  }
  if (const auto found = children.find("View"); found != children.end())
    Append(faults, {.member = "View"}, CheckMany(Kind::kView, found->second));
}

Faults CheckOne(Kind kind, const XmlTag& tag) {
  Faults faults;
  switch (kind) {
    case Kind::kTopView: CheckView(faults, tag, true); break;
    case Kind::kView: CheckView(faults, tag, false); break;
    case Kind::kShown:
      if (Has(tag, "@name") && Has(tag, "@value") && Has(tag, "@valueList")) {
        faults.push_back({.message = "'value' and 'valueList' cannot be given together",
                          .tag = &tag,
                          .is_choice = true,
                          .type_matches = true});
      } else {
        RequireOneOf(faults, tag, {{"@name", "@value"}, {"@name", "@valueList"}});
      }
      RequireTextInside(faults, tag);
      break;
    case Kind::kControl:
      RequireOneOf(faults, tag, {{"@name", "@toName"}});
      RequireTextNames(faults, tag);
      RequireTextInside(faults, tag);
      break;
    case Kind::kChoices: CheckLabeled(faults, tag, "Choice"); break;
    case Kind::kLabels: CheckLabeled(faults, tag, "Label"); break;
    case Kind::kLabel:
      Require(faults, tag, {"@value"}, true);
      RequireTextInside(faults, tag);
      break;
  }
  return faults;
}

}  // namespace

Result<void> CheckConfigShape(const XmlTag& root) {
  if (root.name != "View") return {};
  const Faults faults = CheckOne(Kind::kTopView, root);
  if (faults.empty()) return {};
  const Fault& fault = BestMatch(faults);
  std::string path;
  for (const Step& step : fault.path) {
    path += path.empty() ? "" : "/";
    path += step.member.empty() ? std::to_string(step.index) : step.member;
  }
  const std::string message =
      ReplaceAll(fault.context.empty() ? fault.message : fault.context.front().message, "@", "");
  auto failure = RefuseConfig("Validation failed on " + path + ": " + message, fault.tag->Place(),
                              "Correct the <" + fault.tag->name + "> tag.");
  failure.error().message =
      "Validation failed on " + fault.tag->name + ": " + message + " (" + fault.tag->Place() + ").";
  return failure;
}

}  // namespace millrace::labeling
