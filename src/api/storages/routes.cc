#include "api/route.h"
#include "api/storages/storage_shapes.h"
#include "api/storages/storages.h"

namespace millrace::api {
namespace {

constexpr Member kProject[] = {
    {.name = "project",
     .type = Type::kInt,
     .about = "The project's id; without it the list is empty."},
};
constexpr Member kThatProject[] = {
    {.name = "project", .type = Type::kInt, .about = "The project's id.", .required = true},
};

// The same for sources and targets.
constexpr Contract Listed(const Shape& shape, std::string_view about) {
  return {.named = Named::kProjectOfQuery,
          .about = about,
          .query = kProject,
          .answer = {.shape = &shape, .many = AnswerShape::kList}};
}
constexpr Contract ListedByKind(const Shape& shape, std::string_view about) {
  return {.named = Named::kProjectOfQuery,
          .about = about,
          .query = kThatProject,
          .answer = {.shape = &shape, .many = AnswerShape::kList}};
}
constexpr Contract Created(const Shape& body, const Shape& answer, std::string_view about) {
  return {.named = Named::kProjectOfBody,
          .about = about,
          .body = &body,
          .answer = {.status = 201, .shape = &answer},
          .refusals = {504}};
}
constexpr Contract Changed(const Shape& body, const Shape& answer, std::string_view about) {
  return {.of = Subject::kStorage,
          .about = about,
          .body = &body,
          .answer = {.shape = &answer},
          .refusals = {504}};
}
constexpr Contract Previewed(const Shape& body, const Shape& answer, std::string_view about) {
  return {.named = Named::kStorageOfBody,
          .about = about,
          .body = &body,
          .answer = {.shape = &answer},
          .refusals = {504}};
}
constexpr Contract Checked(const Shape& body, std::string_view about) {
  return {.named = Named::kStorageOfBody,
          .about = about,
          .body = &body,
          .answer = {.empty = true},
          .refusals = {429, 504}};
}
constexpr Contract Is(const Shape& shape, std::string_view about) {
  return {.of = Subject::kStorage, .about = about, .answer = {.shape = &shape}};
}
constexpr Contract Synced(const Shape& shape, std::string_view about) {
  return {.of = Subject::kStorage, .about = about, .answer = {.shape = &shape}, .refusals = {400}};
}
constexpr Contract Gone(std::string_view about) {
  return {.of = Subject::kStorage, .about = about, .answer = kNoContent};
}
constexpr Contract FormOf(std::string_view about) {
  return {.about = about, .answer = ListOf(kFormGroup)};
}
constexpr Contract Types(std::string_view about) {
  return {.about = about, .answer = ListOf(kStorageType)};
}

}  // namespace

std::span<const Route> StorageRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET", "/api/storages", kManage, ListAllSources,
       Listed(kSource, "The sources of a project, of all kinds.")},
      {"GET", "/api/storages/export", kManage, ListAllTargets,
       Listed(kTarget, "The targets of a project, of all kinds.")},
      {"GET", "/api/storages/types", kSignedIn, ListStorageTypes, Types("The kinds of source.")},
      {"GET", "/api/storages/export/types", kSignedIn, ListStorageTypes,
       Types("The kinds of target.")},
      {"GET", "/api/storages/{word}", kManage, ListSources,
       ListedByKind(kSource, "The sources of a project, of one kind.")},
      {"POST", "/api/storages/{word}", kManage, CreateSource,
       Created(kSourceInput, kSource, "Connects a source, if it answers.")},
      {"POST", "/api/storages/{word}/validate", kManage, ValidateSource,
       Checked(kSourceToValidate, "Asks whether a source would work, without saving it.")},
      {"POST", "/api/storages/{word}/files", kManage, PreviewFiles,
       Previewed(kSourceToPreview, kPreview, "The objects that a source would take in.")},
      {"GET", "/api/storages/{word}/form", kSignedIn, DescribeSourceForm,
       FormOf("The fields of a source of this kind, as a form shows them.")},
      {"GET", "/api/storages/{word}/{id}", kManage, GetSource, Is(kSource, "One source.")},
      {"PATCH", "/api/storages/{word}/{id}", kManage, ChangeSource,
       Changed(kSourceInput, kSource,
               "Changes a source; a secret that is absent or empty stays as it is.")},
      {"PUT", "/api/storages/{word}/{id}", kManage, ChangeSource,
       Changed(kSourceInput, kSource, "Changes a source; what is absent stays as it is.")},
      {"DELETE", "/api/storages/{word}/{id}", kManage, DeleteSource,
       Gone("Disconnects a source; its tasks stay.")},
      {"POST", "/api/storages/{word}/{id}/sync", kManage, SyncSource,
       Synced(kSource,
              "Takes in what is new in a source, and answers when that is done or 45 seconds are "
              "over.")},
      {"GET", "/api/storages/export/{word}", kManage, ListTargets,
       ListedByKind(kTarget, "The targets of a project, of one kind.")},
      {"POST", "/api/storages/export/{word}", kManage, CreateTarget,
       Created(kTargetInput, kTarget,
               "Connects a target, if it answers, and begins to export to it.")},
      {"POST", "/api/storages/export/{word}/validate", kManage, ValidateTarget,
       Checked(kTargetToValidate, "Asks whether a target would work, without saving it.")},
      {"GET", "/api/storages/export/{word}/form", kSignedIn, DescribeTargetForm,
       FormOf("The fields of a target of this kind, as a form shows them.")},
      {"GET", "/api/storages/export/{word}/{id}", kManage, GetTarget, Is(kTarget, "One target.")},
      {"PATCH", "/api/storages/export/{word}/{id}", kManage, ChangeTarget,
       Changed(kTargetInput, kTarget,
               "Changes a target; a secret that is absent or empty stays as it is.")},
      {"PUT", "/api/storages/export/{word}/{id}", kManage, ChangeTarget,
       Changed(kTargetInput, kTarget, "Changes a target; what is absent stays as it is.")},
      {"DELETE", "/api/storages/export/{word}/{id}", kManage, DeleteTarget,
       Gone("Disconnects a target; its objects stay.")},
      {"POST", "/api/storages/export/{word}/{id}/sync", kManage, SyncTarget,
       Synced(kTarget,
              "Writes what a target lacks, and answers when that is done or 45 seconds are over.")},
  };
  return kRoutes;
}

}  // namespace millrace::api
