// Label configs over REST: checks, examples, templates.
#pragma once

#include <string>

#include "api/body.h"
#include "api/router.h"
#include "labeling/config/label_config.h"

namespace millrace::api {

// The label config that a form gives, checked; nothing if it gives none, or a wrong one, which is
// noted in the form.
struct GivenConfig {
  std::string xml;
  labeling::LabelConfig parsed;
};
std::optional<GivenConfig> ConfigOf(Form& form);

Outcome ValidateConfig(Service& service, Call& call);         // POST /api/projects/validate
Outcome ValidateProjectConfig(Service& service, Call& call);  // POST /api/projects/{id}/validate
Outcome GetProjectConfig(Service& service, Call& call);       // GET /api/projects/{id}/validate
Outcome MakeSampleTask(Service& service, Call& call);         // POST /api/v1/sample-task
Outcome MakeProjectSampleTask(Service& service, Call& call);  // POST /api/projects/{id}/sample-task
Outcome ListTemplates(Service& service, Call& call);

}  // namespace millrace::api
