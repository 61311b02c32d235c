#include "sync/conditions.h"

#include "base/log.h"

namespace millrace::sync {
namespace {

using storage::Support;

Support Known(Support declared, std::optional<bool> learned) {
  if (declared != Support::kUnknown) return declared;
  if (!learned.has_value()) return Support::kUnknown;
  return *learned ? Support::kYes : Support::kNo;
}

std::optional<bool> Learned(Support support) {
  if (support == Support::kUnknown) return std::nullopt;
  return support == Support::kYes;
}

}  // namespace

storage::ConditionSupport KnownConditions(const Context& context, const Connection& target) {
  const storage::Capabilities declared = target.store->capabilities();
  // The row may have learned more since the store was opened.
  const Result<labeling::Storage> row =
      context.db->Read([&](db::Connection& tx) { return labeling::GetStorage(tx, target.row.id); });
  storage::ConditionSupport known;
  if (row.has_value()) {
    known.put_if_absent = Known(declared.put_if_absent, row->put_if_absent);
    known.put_if_match = Known(declared.put_if_match, row->put_if_match);
    known.delete_if_match = Known(declared.delete_if_match, row->delete_if_match);
  }
  if (known.put_if_absent != Support::kUnknown && known.put_if_match != Support::kUnknown &&
      known.delete_if_match != Support::kUnknown)
    return known;
  const Result<storage::ConditionSupport> probed =
      storage::ProbeConditions(*target.store, target.row.prefix);
  if (!probed.has_value()) {
    LogInfo("conditions of the target are not known yet",
            {{"storage", target.row.id}, {"cause", probed.error()}});
    return known;
  }
  RememberConditions(context, target.row.id, *probed);
  return *probed;
}

void RememberConditions(const Context& context, int64_t storage_id,
                        const storage::ConditionSupport& probed) {
  const Result<void> saved =
      context.db->Write(db::Durability::kNormal, [&](db::Connection& tx) -> Result<void> {
        ASSIGN_OR_RETURN(labeling::Storage now, labeling::GetStorage(tx, storage_id));
        now.put_if_absent = Learned(probed.put_if_absent);
        now.put_if_match = Learned(probed.put_if_match);
        now.delete_if_match = Learned(probed.delete_if_match);
        return labeling::UpdateOutcome(tx, now);
      });
  if (!saved.has_value())
    LogWarning("what the probe learned could not be saved", {{"cause", saved.error()}});
}

}  // namespace millrace::sync
