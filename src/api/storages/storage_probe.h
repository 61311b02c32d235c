// Asking a bucket before a storage for it is saved, and what the doctor found as an answer.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "api/call.h"
#include "api/error_response.h"
#include "api/service.h"
#include "base/result.h"
#include "sync/connection.h"
#include "sync/doctor.h"

namespace millrace::api {

// The settings are valid, the bucket answers, and a source can be listed. Nothing is saved or
// written; waits for the bucket. Errors name the wrong fields, or are what the store said, ready to
// be a 400 (AsValidation).
// `empty`: whether a source's prefix was given and has no object below it. `warnings`: what this
// kind of store finds wrong with itself; null = it is not asked.
Result<void> ProbeStorage(Service& service, const sync::ConnectionSpec& spec, bool* empty,
                          std::vector<std::string>* warnings = nullptr);

// What to tell about an empty prefix: the cause, and what to do.
Error EmptyPrefix(Service& service, const sync::ConnectionSpec& spec);

// Where the pages come from that load presigned URLs: the server's public address, else the one
// that this request was sent to; "" if neither is known.
std::string PageOrigin(const Service& service, const net::Request& request);

// Has the doctor look, and answers with what `answer` makes of it once it is done. No worker waits
// meanwhile. `answer` may be called after the Api is gone, so it refers to nothing of it.
net::Reply AnswerDiagnosis(Service& service, const Call& call, sync::ConnectionSpec spec,
                           sync::DoctorOptions options, ErrorStyle style,
                           std::function<Result<net::Response>(const sync::Diagnosis&)> answer);

// One of the "probes" below.
std::string ProbeJson(const sync::Probe& probe);

// {"ok": …, "seconds": …, "counts": {…}, "storage": {…}, "probes": [{"number", "name", "title",
// "state", "detail", "advice", "paste", "seconds", …}, …]}. `place` is the storage as JSON.
std::string DiagnosisJson(const sync::Diagnosis& diagnosis, std::string_view place);

}  // namespace millrace::api
