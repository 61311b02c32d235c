// Accounts as JSON: Label Studio's user and ours.
#pragma once

#include <string_view>
#include <vector>

#include "api/shape.h"
#include "base/json_writer.h"
#include "labeling/accounts/accounts.h"
#include "labeling/accounts/organization.h"

namespace millrace::api {

extern const Shape kUserShape, kOwnUserShape, kAccountShape, kAccountListShape;

// What every user shows of the one organization. Read once for a list.
struct OrganizationFacts {
  labeling::Organization organization;
  std::string owner_email;
};
Result<OrganizationFacts> ReadOrganizationFacts(db::Connection& tx);

// The members of a user, into an object that is open. Somebody who is no member any more appears
// as "Deleted User".
void AppendUserMembers(JsonWriter& json, const labeling::Account& account,
                       const OrganizationFacts& facts);
void AppendUser(JsonWriter& json, const labeling::Account& account, const OrganizationFacts& facts);

// What whoami lists for this role, in Label Studio's words.
std::vector<std::string_view> PermissionsOf(labeling::Role role);

// An account below /api/v1: its members into an object that is open.
void AppendAccountMembers(JsonWriter& json, const labeling::Account& account);
void AppendAccount(JsonWriter& json, const labeling::Account& account);

}  // namespace millrace::api
