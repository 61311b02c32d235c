// What a client sends as an annotation.
#pragma once

#include "api/body.h"
#include "labeling/tasks/annotations.h"

namespace millrace::api {

struct AnnotationInput {
  labeling::AnnotationPatch patch;  // what was given
  std::optional<int64_t> task_id, project_id, draft_id;
};

// kInvalid with all that is wrong, in Label Studio's words.
Result<AnnotationInput> ReadAnnotationInput(const Body& body);

labeling::NewAnnotation AsNew(const labeling::AnnotationPatch& patch);

// Accounts, annotations and predictions that it names must be there.
Result<void> CheckReferences(db::Connection& tx, const AnnotationInput& input);

// "Invalid pk …" of this member.
std::unexpected<Error> NoSuchRow(std::string_view member, int64_t id);

}  // namespace millrace::api
