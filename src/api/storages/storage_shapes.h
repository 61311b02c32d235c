// What comes in and goes out below /api/storages. The parameters of the kinds are not here: they
// are what each kind declares (schema/field.h).
#pragma once

#include "api/shape.h"
#include "labeling/storages/storages.h"

namespace millrace::api {

// Bodies: of a storage; with `id`, one that is saved and whose secrets are used.
extern const Shape kSourceInput, kTargetInput;
extern const Shape kSourceToValidate, kTargetToValidate;
extern const Shape kSourceToPreview;
inline const Shape& InputShape(labeling::StorageRole role) {
  return role == labeling::StorageRole::kSource ? kSourceInput : kTargetInput;
}

// Answers.
extern const Shape kSource, kTarget;
extern const Shape kStorageType, kPreview, kFormGroup;

}  // namespace millrace::api
