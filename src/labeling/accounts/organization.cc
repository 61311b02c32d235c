#include "labeling/accounts/organization.h"

#include "base/ids.h"
#include "crypto/digest.h"

namespace millrace::labeling {
namespace {

using db::Blob;

Result<std::optional<Secret>> OpenColumn(db::Connection& tx, std::string_view sql,
                                         const crypto::Sealer& sealer) {
  std::optional<std::string> sealed;
  RETURN_IF_ERROR(
      tx.Query(sql, {kOrganizationId}, [&](const db::Row& row) { sealed = row.MaybeString(0); }));
  if (!sealed.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(Secret secret, sealer.Open(*sealed));
  return std::optional(std::move(secret));
}

}  // namespace

Result<Organization> GetOrganization(db::Connection& tx) {
  std::optional<Organization> out;
  RETURN_IF_ERROR(tx.Query(
      "SELECT title, contact_info, (SELECT MIN(created_at) FROM account), updated_at, "
      "api_tokens_enabled, legacy_api_tokens_enabled, max_session_age, max_time_between_activity, "
      "policy_updated_at FROM organization WHERE id = $1",
      {kOrganizationId}, [&](const db::Row& row) {
        Organization& found = out.emplace();
        const auto time = [&](int column) {
          return row.Null(column) ? found.created_at : FromMicros(row.Int(column));
        };
        found.title = row.String(0);
        found.contact_info = row.MaybeString(1);
        found.created_at = FromMicros(row.Int(2));
        found.updated_at = time(3);
        found.api_tokens_enabled = row.Bool(4);
        if (!row.Null(5)) found.legacy_api_tokens_enabled = row.Bool(5);
        found.max_session_age = std::chrono::minutes(row.Int(6));
        found.max_time_between_activity = std::chrono::minutes(row.Int(7));
        found.policy_updated_at = time(8);
      }));
  if (!out.has_value()) return Fail(ErrorKind::kCorrupt, "The database lacks its organization.");
  return *std::move(out);
}

Result<Organization> UpdateOrganization(db::Connection& tx, const OrganizationPatch& patch,
                                        Time now) {
  ASSIGN_OR_RETURN(Organization changed, GetOrganization(tx));
  if (patch.title.has_value()) changed.title = *patch.title;
  if (patch.contact_info.has_value()) changed.contact_info = *patch.contact_info;
  if (patch.title.has_value() || patch.contact_info.has_value()) {
    RETURN_IF_ERROR(
        tx.Execute("UPDATE organization SET title = $2, contact_info = $3, updated_at = $4 "
                   "WHERE id = $1",
                   {kOrganizationId, changed.title, changed.contact_info, ToMicros(now)}));
  }
  if (patch.api_tokens_enabled.has_value() || patch.legacy_api_tokens_enabled.has_value()) {
    RETURN_IF_ERROR(
        tx.Execute("UPDATE organization SET api_tokens_enabled = COALESCE($2, api_tokens_enabled), "
                   "legacy_api_tokens_enabled = COALESCE($3, legacy_api_tokens_enabled) "
                   "WHERE id = $1",
                   {kOrganizationId, patch.api_tokens_enabled, patch.legacy_api_tokens_enabled}));
  }
  if (patch.max_session_age.has_value() || patch.max_time_between_activity.has_value()) {
    RETURN_IF_ERROR(tx.Execute(
        "UPDATE organization SET max_session_age = COALESCE($2, max_session_age), "
        "max_time_between_activity = COALESCE($3, max_time_between_activity), "
        "policy_updated_at = $4 WHERE id = $1",
        {kOrganizationId, patch.max_session_age, patch.max_time_between_activity, ToMicros(now)}));
  }
  return GetOrganization(tx);
}

Result<std::optional<Secret>> InviteToken(db::Connection& tx, const crypto::Sealer& sealer) {
  return OpenColumn(tx, "SELECT invite_sealed FROM organization WHERE id = $1", sealer);
}

Result<Secret> ResetInviteToken(db::Connection& tx, const crypto::Sealer& sealer) {
  Secret token(RandomHex(20));
  const std::string digest = crypto::Sha256(token.Reveal());
  const std::string sealed = sealer.Seal(token.Reveal());
  RETURN_IF_ERROR(
      tx.Execute("UPDATE organization SET invite_digest = $2, invite_sealed = $3 WHERE id = $1",
                 {kOrganizationId, Blob{digest}, Blob{sealed}}));
  return token;
}

Result<bool> IsInviteToken(db::Connection& tx, const Secret& token) {
  const std::string digest = crypto::Sha256(token.Reveal());
  ASSIGN_OR_RETURN(
      const std::optional<int64_t> found,
      tx.QueryInt("SELECT 1 FROM organization WHERE invite_digest = $1", {Blob{digest}}));
  return found.has_value();
}

Result<std::optional<Secret>> SigningKey(db::Connection& tx, const crypto::Sealer& sealer) {
  return OpenColumn(tx, "SELECT signing_key_sealed FROM organization WHERE id = $1", sealer);
}

Result<Secret> MakeSigningKey(db::Connection& tx, const crypto::Sealer& sealer) {
  ASSIGN_OR_RETURN(std::optional<Secret> made, SigningKey(tx, sealer));
  if (made.has_value()) return *std::move(made);
  Secret key(RandomBytes(32));
  const std::string sealed = sealer.Seal(key.Reveal());
  RETURN_IF_ERROR(tx.Execute("UPDATE organization SET signing_key_sealed = $2 WHERE id = $1",
                             {kOrganizationId, Blob{sealed}}));
  return key;
}

}  // namespace millrace::labeling
