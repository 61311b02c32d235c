// What annotations, drafts, predictions and the queue take and answer (api/shape.h).
#pragma once

#include "api/shape.h"

namespace millrace::api {

extern const Shape kAnnotationShape, kAnnotationBody;
// As it stands in a task: with its author as an object, where one task is asked for.
extern const Shape kTaskAnnotationShape;
extern const Shape kDraftShape, kDraftBody;
extern const Shape kPredictionShape, kPredictionBody;
extern const Shape kNextTaskShape, kHistoryShape;

// "?was_cancelled=1" of a new annotation; "?task=&project=" of the list of predictions.
extern const std::span<const Member> kAnnotationQuery, kPredictionQuery;

}  // namespace millrace::api
