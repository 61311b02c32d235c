// What comes in and goes out of the routes of projects.
#pragma once

#include "api/shape.h"

namespace millrace::api {

// Bodies.
extern const Shape kProjectInput;  // POST, PATCH and PUT of a project
extern const Shape kConfigInput;   // POST /api/projects/validate
extern const Shape kOpenProjectV1, kDuplicateV1;
extern const Shape kModelVersionInput, kSampleTaskInput;

// Answers.
extern const Shape kProject, kProjectCounts, kProjectSummary, kConfigAnswer, kConfigChange;
extern const Shape kPerson;  // who made or labeled something
extern const Shape kModelVersions, kDeletedPredictions, kTemplates, kSampleTask, kOpenedProjectV1;

// Queries.
extern const std::span<const Member> kProjectListQuery, kProjectCountsQuery, kIncludeQuery,
    kModelVersionsQuery;

}  // namespace millrace::api
