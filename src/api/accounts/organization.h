// The one organization of a server in Label Studio's form: its name, its members, its sign-up link
// and how long sessions last.
#pragma once

#include "api/route.h"

namespace millrace::api {

extern const Shape kOrganizationIdShape, kOrganizationShape, kOrganizationChangeShape, kInviteShape,
    kMembershipShape, kListedMembershipShape, kSessionPolicyShape, kSessionPolicyChangeShape;

Outcome ListOrganizations(Service& service, Call& call);
Outcome GetOrganization(Service& service, Call& call);
Outcome ChangeOrganization(Service& service, Call& call);

Outcome ListMemberships(Service& service, Call& call);
Outcome GetMembership(Service& service, Call& call);
Outcome EndMembership(Service& service, Call& call);

Outcome ShowInvite(Service& service, Call& call);
Outcome ResetInvite(Service& service, Call& call);

Outcome ShowSessionPolicy(Service& service, Call& call);
Outcome ChangeSessionPolicy(Service& service, Call& call);

}  // namespace millrace::api
