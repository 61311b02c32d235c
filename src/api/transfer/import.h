// Importing tasks and predictions, and what became of it.
#pragma once

#include "api/service.h"
#include "api/shape.h"

namespace millrace::api {

Outcome ImportTasks(Service& service, Call& call);
// Makes the tasks of uploaded files anew.
Outcome ReimportTasks(Service& service, Call& call);
Outcome GetImport(Service& service, Call& call);
Outcome GetReimport(Service& service, Call& call);
Outcome ImportPredictions(Service& service, Call& call);

extern const Shape kImportAnswer, kReimportBody, kReimportAnswer, kImportState, kReimportState,
    kImportedPredictions;
extern const std::span<const Member> kImportQuery;

}  // namespace millrace::api
