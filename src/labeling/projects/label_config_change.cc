#include "labeling/projects/label_config_change.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace millrace::labeling {
namespace {

bool SameInput(const ObjectTag& a, const ObjectTag& b) {
  return a.type == b.type && a.value == b.value && a.is_list == b.is_list &&
         a.value_type == b.value_type;
}

std::vector<const ObjectTag*> Inputs(const LabelConfig& config, const ControlTag& control) {
  std::vector<const ObjectTag*> inputs;
  for (const std::string& name : control.to_name) {
    const auto object = std::ranges::find(config.objects, name, &ObjectTag::name);
    if (object != config.objects.end()) inputs.push_back(&*object);
  }
  return inputs;
}

// `pattern` with each of `flags` standing for any text, as "page_{{idx}}" for "page_7".
bool Fits(std::string_view pattern, const std::vector<std::string>& flags, std::string_view name) {
  for (const std::string& flag : flags) {
    const size_t at = pattern.find(flag);
    if (at == pattern.npos) continue;
    if (!name.starts_with(pattern.substr(0, at))) return false;
    const std::string_view rest = pattern.substr(at + flag.size());
    for (size_t skip = at; skip <= name.size(); ++skip) {
      if (Fits(rest, flags, name.substr(skip))) return true;
    }
    return false;
  }
  return pattern == name;
}

const ControlTag* FindControl(const LabelConfig& config, std::string_view name) {
  for (const ControlTag& control : config.controls) {
    if (Fits(control.name, control.index_flags, name)) return &control;
  }
  return nullptr;
}

bool HasTarget(const LabelConfig& config, std::string_view to_name) {
  return std::ranges::any_of(config.controls, [&](const ControlTag& control) {
    return std::ranges::any_of(control.to_name, [&](const std::string& target) {
      return Fits(target, control.index_flags, to_name);
    });
  });
}

bool HasType(const LabelConfig& config, std::string_view type) {
  return std::ranges::any_of(config.controls, [&](const ControlTag& control) {
    return EqualsIgnoreCase(control.type, type);
  });
}

bool HasExactly(const LabelConfig& config, std::string_view annotation) {
  return std::ranges::any_of(config.controls, [&](const ControlTag& control) {
    std::string targets;
    for (const std::string& target : control.to_name)
      targets += (targets.empty() ? "" : ",") + target;
    return control.name + "|" + targets + "|" + ToLower(control.type) == annotation;
  });
}

std::unexpected<Error> Refuse(std::string words, std::string advice) {
  auto failure = FailField("label_config", words);
  failure.error().message = std::move(words);
  failure.error().advice = std::move(advice);
  return failure;
}

Result<void> CheckAnnotations(const LabelConfig& next, const Tally& annotations) {
  std::string problems;
  for (const auto& [annotation, count] : annotations) {
    if (HasExactly(next, annotation)) continue;
    const std::vector<std::string> parts = Split(annotation, '|');
    if (parts.size() != 3) continue;
    const std::string &from = parts[0], &to = parts[1], &type = parts[2];
    // A chat labels itself; a text may be asked for anything.
    if ((from == to && type == "chatmessage") || type == "textarea") continue;
    if (FindControl(next, from) != nullptr && HasTarget(next, to) && HasType(next, type)) continue;
    problems += "\n" + std::to_string(count) + " with from_name=" + from + ", to_name=" + to +
                ", type=" + type;
  }
  if (problems.empty()) return {};
  return Refuse(
      "Created annotations are incompatible with provided labeling schema, we found:" + problems,
      "Keep these controls in the config, or delete the annotations first.");
}

int64_t CountOf(const LabelTally& labels, std::string_view control, std::string_view label) {
  for (const auto& [name, tally] : labels) {
    if (name != control) continue;
    for (const auto& [text, count] : tally) {
      if (text == label) return count;
    }
  }
  return 0;
}

std::string Counted(int64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count > 1 ? "s" : "");
}

// The labels that are in use under `control` and that `next` has not.
std::string Missing(const LabelConfig& next, const UsedControls& used, const std::string& control,
                    const std::set<std::string>& labels) {
  std::set<std::string> known;
  const ControlTag* own = FindControl(next, control);
  for (const ControlTag& other : next.controls) {
    // A video's regions have their labels from another tag.
    if (&other != own && !HasType(next, "VideoRectangle")) continue;
    for (const ControlTag::Label& label : other.labels) known.insert(label.name);
  }
  std::string missing;
  for (const std::string& label : labels) {
    if (known.contains(label)) continue;
    const int64_t annotations = CountOf(used.labels, control, label);
    const int64_t drafts = CountOf(used.draft_labels, control, label);
    missing += label + " (";
    if (annotations > 0) missing += Counted(annotations, "annotation");
    if (annotations > 0 && drafts > 0) missing += ", ";
    if (drafts > 0) missing += Counted(drafts, "draft");
    missing += ")\n";
  }
  return missing;
}

Result<void> CheckLabels(const LabelConfig& next, const UsedControls& used, Strictness strict) {
  std::vector<std::pair<std::string, std::set<std::string>>> in_use;
  for (const LabelTally* tally : {&used.labels, &used.draft_labels}) {
    for (const auto& [control, labels] : *tally) {
      auto place = std::ranges::find(in_use, control, [](const auto& one) { return one.first; });
      if (place == in_use.end()) place = in_use.insert(place, {control, {}});
      for (const auto& [label, count] : labels) place->second.insert(label);
    }
  }
  for (const auto& [control, labels] : in_use) {
    if (labels.empty()) continue;
    const ControlTag* own = FindControl(next, control);
    if (own == nullptr) {
      int64_t count = 0;
      for (const std::string& label : labels) {
        count += CountOf(used.labels, control, label) + CountOf(used.draft_labels, control, label);
      }
      return Refuse("There are " + std::to_string(count) + " annotation(s) created with tag \"" +
                        control + "\", you can't remove it",
                    "Keep the tag, or delete the annotations and drafts first.");
    }
    if (strict == Strictness::kControls || own->dynamic_labels) continue;
    const std::string missing = Missing(next, used, control, labels);
    if (missing.empty()) continue;
    return Refuse("These labels still exist in annotations or drafts:\n" + missing +
                      "Please add labels to tag with name=\"" + control + "\".",
                  "");
  }
  return {};
}

}  // namespace

bool EssentialsDiffer(const LabelConfig& next, const LabelConfig& before) {
  return std::ranges::any_of(next.controls, [&](const ControlTag& control) {
    const auto old = std::ranges::find(before.controls, control.name, &ControlTag::name);
    if (old == before.controls.end() || old->type != control.type) return true;
    const auto inputs = Inputs(next, control), old_inputs = Inputs(before, *old);
    const bool same_inputs = std::ranges::equal(
        inputs, old_inputs,
        [](const ObjectTag* a, const ObjectTag* b) { return SameInput(*a, *b); });
    return !same_inputs || !std::ranges::all_of(old->labels, [&](const ControlTag::Label& label) {
      return control.HasLabel(label.name);
    });
  });
}

Result<void> CheckStillFits(const LabelConfig& next, const UsedControls& used, Strictness strict) {
  if (next.DataKeys().empty() || next.controls.empty()) return {};
  RETURN_IF_ERROR(CheckAnnotations(next, used.annotations));
  return CheckLabels(next, used, strict);
}

}  // namespace millrace::labeling
