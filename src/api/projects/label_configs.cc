#include "api/projects/label_configs.h"

#include "api/projects/project_shapes.h"
#include "api/projects/templates.h"
#include "api/service.h"
#include "base/json_writer.h"
#include "labeling/config/sample_task.h"
#include "labeling/projects/label_config_change.h"
#include "labeling/projects/projects.h"

namespace millrace::api {
namespace {

// Label Studio words what is wrong with a project's config as the body's fault, not a field's.
std::unexpected<Error> OfBody(Error error) {
  for (auto& [field, words] : error.fields) field = "non_field_errors";
  return std::unexpected(std::move(error));
}

Result<std::string> RequiredConfig(const Body& body) {
  Form form(body);
  const auto config = form.Text("label_config", {.max = 4u << 20});
  RETURN_IF_ERROR(form.Done());
  if (!config.has_value() || config->empty())
    return FailField("non_field_errors", "Label config is not set or is empty");
  return *config;
}

}  // namespace

std::optional<GivenConfig> ConfigOf(Form& form) {
  if (form.Null("label_config")) form.Wrong("label_config", "can only parse strings");
  auto config = form.Text("label_config", {.max = 4u << 20});
  if (!config.has_value()) return std::nullopt;
  auto parsed = labeling::ParseLabelConfig(*config);
  if (!parsed.has_value()) {
    form.Wrong("label_config", parsed.error().fields.empty()
                                   ? parsed.error().Sentence()
                                   : parsed.error().fields.front().second);
    return std::nullopt;
  }
  return GivenConfig{.xml = *std::move(config), .parsed = *std::move(parsed)};
}

Outcome ValidateConfig(Service&, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kConfigInput);
  RETURN_IF_ERROR(form.Done());
  ConfigOf(form);
  RETURN_IF_ERROR(form.Done());
  return EmptyAnswer(204);
}

Outcome GetProjectConfig(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const labeling::Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, call.id());
  }));
  JsonWriter json;
  json.BeginObject();
  json.Member("label_config", project.label_config);
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome ValidateProjectConfig(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, call.id()));
    ASSIGN_OR_RETURN(const std::string xml, RequiredConfig(*body));
    const auto next = labeling::ParseLabelConfig(xml);
    if (!next.has_value()) return OfBody(next.error());
    const auto before = labeling::ParseLabelConfig(project.label_config);
    const bool changed =
        labeling::EssentialsDiffer(*next, before.value_or(labeling::LabelConfig()));
    ASSIGN_OR_RETURN(const auto used, labeling::SummarizeResults(tx, project.id));
    const auto fits = labeling::CheckStillFits(*next, used, labeling::Strictness::kControlsLabels);
    if (!fits.has_value()) return OfBody(fits.error());
    return JsonAnswer(200, changed ? R"({"config_essential_data_has_changed":true})"
                                   : R"({"config_essential_data_has_changed":null})");
  });
}

Outcome MakeProjectSampleTask(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, call.id()); }));
  return MakeSampleTask(service, call);
}

Outcome MakeSampleTask(Service&, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(const std::string xml, RequiredConfig(*body));
  Form form(*body);
  const bool complete = form.Bool("include_annotation_and_prediction").value_or(false);
  RETURN_IF_ERROR(form.Done());
  const auto config = labeling::ParseLabelConfig(xml);
  if (!config.has_value()) return OfBody(config.error());
  JsonWriter json;
  json.BeginObject();
  json.RawMember("sample_task", complete
                                    ? labeling::CompleteSampleTask(*config, call.who.account_id())
                                    : labeling::SampleTaskData(*config));
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome ListTemplates(Service&, Call&) {
  JsonWriter json;
  json.BeginObject();
  json.Key("templates");
  json.BeginArray();
  for (const Template& one : Templates()) {
    json.BeginObject();
    json.Member("title", one.title);
    json.Member("group", one.group);
    json.Member("type", "community");
    json.Member("details", one.details);
    json.Member("config", one.config);
    json.RawMember("sample", one.sample);
    json.EndObject();
  }
  json.EndArray();
  json.Key("groups");
  json.BeginArray();
  std::string_view last;
  for (const Template& one : Templates()) {
    if (one.group != last) json.String(one.group);
    last = one.group;
  }
  json.EndArray();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace millrace::api
