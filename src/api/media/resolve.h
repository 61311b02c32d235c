// Media of a task or a project: a redirect to a signed URL, or the bytes themselves. What may be
// resolved: design §1, promise 8.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ResolveForTask(Service& service, Call& call);  // /tasks/{id}/resolve|presign/?fileuri=
Outcome ResolveForProject(Service& service,
                          Call& call);                 // /projects/{id}/resolve|presign/?fileuri=
Outcome ServeLocalFile(Service& service, Call& call);  // /data/local-files/?d=

}  // namespace millrace::api
