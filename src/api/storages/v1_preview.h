// What the settings of a source mean, before they are saved: POST /api/v1/storages/preview.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome PreviewSourceV1(Service& service, Call& call);
Outcome ServePreviewPicture(Service& service, Call& call);  // GET …/preview/{word}/{id}

}  // namespace millrace::api
