// Who may label a project, and links with which people sign up as its members.
#pragma once

#include "api/route.h"

namespace millrace::api {

extern const Shape kNewMemberShape, kMemberRoleShape, kProjectMemberShape, kProjectMemberListShape;
extern const Shape kNewInvitationShape, kInvitationShape, kInvitationListShape;

Outcome ListMembers(Service& service, Call& call);
Outcome AddMember(Service& service, Call& call);
Outcome ChangeMember(Service& service, Call& call);
Outcome RemoveMember(Service& service, Call& call);

Outcome ListInvitations(Service& service, Call& call);
Outcome CreateInvitation(Service& service, Call& call);
Outcome RevokeInvitation(Service& service, Call& call);

}  // namespace millrace::api
