// Drafts over REST. A person sees and changes only his own: what others labeled and did not submit
// is answered as if it did not exist.
#pragma once

#include "api/router.h"
#include "labeling/tasks/drafts.h"

namespace millrace::api {

Outcome ListDrafts(Service& service, Call& call);            // of a task
Outcome CreateDraft(Service& service, Call& call);           // of a task
Outcome ListAnnotationDrafts(Service& service, Call& call);  // of an annotation of a task
Outcome CreateAnnotationDraft(Service& service, Call& call);
Outcome GetDraft(Service& service, Call& call);
Outcome ChangeDraft(Service& service, Call& call);  // PATCH and PUT
Outcome DeleteDraft(Service& service, Call& call);

// Whose draft a new one is. kDenied for the operator, who has no account.
Result<int64_t> DraftOwner(const Call& call);
Outcome ShowDraft(db::Connection& tx, int status, const labeling::Draft& draft);

}  // namespace millrace::api
