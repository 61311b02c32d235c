// The web app's files and pages as answers. Every page is the same index.html: the app finds out
// by the address what to show.
#pragma once

#include "api/route.h"

namespace millrace::api {

// /assets/NAME-HASH.EXT: cached for good, since another content has another name.
Outcome ServeAsset(Service& service, Call& call);
Outcome ServeIcon(Service& service, Call& call);
Outcome ServeSample(Service& service, Call& call);  // media that examples of tasks show
Outcome ServeLicenses(Service& service, Call& call);

// A page of the app; whoever is not signed in is sent to sign in, and comes back.
Outcome ShowAppPage(Service& service, Call& call);
// A page below /projects/{id}: a project that the caller may not see is not found.
Outcome ShowProjectPage(Service& service, Call& call);
// The page in which the labeling editor runs, for a project's tasks or for none.
Outcome ShowEditorFrame(Service& service, Call& call);
Outcome ShowEditorPreview(Service& service, Call& call);

// Does a browser ask for a page?
bool WantsPage(const net::Request& request);
// 404 as a page: the app's for those who are signed in, else one of words.
net::Response NotFoundPage(Service& service, Call& call);

}  // namespace millrace::api
