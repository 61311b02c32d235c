#include "storage/condition_probe.h"

#include "base/ids.h"
#include "base/log.h"
#include "base/text.h"

namespace millrace::storage {
namespace {

constexpr std::string_view kProbeName = ".millrace-probe-";
constexpr size_t kProbeBytes = 8;  // of chance behind it, in hex

// Deletes the probe object at the end, also after an error.
class Probe {
 public:
  Probe(ObjectStore& store, std::string key) : store_(store), key_(std::move(key)) {}
  ~Probe() {
    const auto outcome = store_.Delete(key_, "");
    if (!outcome.has_value())
      LogWarning("a probe object could not be deleted",
                 {{"key", Printable(key_)}, {"error", outcome.error()}});
  }
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;

  Result<ObjectInfo> Put(Precondition precondition, std::string version = {}) {
    return store_.Put({.key = key_,
                       .body = "Millrace asks whether this server obeys conditions (" +
                               std::to_string(++writes_) + ").\n",
                       .content_type = "text/plain",
                       .precondition = precondition,
                       .version = std::move(version)});
  }
  Result<void> Delete(std::string_view version) { return store_.Delete(key_, version); }
  Result<ObjectInfo> Head() { return store_.Head(key_); }

 private:
  ObjectStore& store_;
  const std::string key_;
  int writes_ = 0;
};

// What the outcome of an operation whose condition does not hold says.
template <class T>
Result<Support> Read(const Result<T>& outcome) {
  if (outcome.has_value()) return Support::kNo;
  switch (outcome.error().kind) {
    case ErrorKind::kConflict: return Support::kYes;
    case ErrorKind::kUnsupported:
    case ErrorKind::kInvalid: return Support::kNo;
    default: return std::unexpected(outcome.error());
  }
}

bool Refused(const Error& error) {
  return error.kind == ErrorKind::kUnsupported || error.kind == ErrorKind::kInvalid;
}

}  // namespace

Result<ConditionSupport> ProbeConditions(ObjectStore& store, std::string_view prefix) {
  const Capabilities known = store.capabilities();
  ConditionSupport support{.put_if_absent = known.put_if_absent,
                           .put_if_match = known.put_if_match,
                           .delete_if_match = known.delete_if_match};
  const auto unknown = [](Support s) { return s == Support::kUnknown; };
  if (!unknown(support.put_if_absent) && !unknown(support.put_if_match) &&
      !unknown(support.delete_if_match))
    return support;

  Probe probe(store, NewProbeKey(prefix));
  if (unknown(support.put_if_absent)) {
    const auto first = probe.Put(Precondition::kAbsent);
    if (!first.has_value() && !Refused(first.error())) return std::unexpected(first.error());
    if (first.has_value()) {
      ASSIGN_OR_RETURN(support.put_if_absent, Read(probe.Put(Precondition::kAbsent)));
    } else {
      support.put_if_absent = Support::kNo;
    }
  }
  ASSIGN_OR_RETURN(const ObjectInfo stale, probe.Put(Precondition::kNone));
  ASSIGN_OR_RETURN(const ObjectInfo present, probe.Put(Precondition::kNone));
  const std::string& wrong = stale.condition();
  if (unknown(support.put_if_match)) {
    ASSIGN_OR_RETURN(support.put_if_match, Read(probe.Put(Precondition::kMatches, wrong)));
    if (support.put_if_match == Support::kYes) {
      // Refusing everything would look the same so far.
      const auto right = probe.Put(Precondition::kMatches, present.condition());
      if (!right.has_value()) {
        if (!Refused(right.error()) && right.error().kind != ErrorKind::kConflict)
          return std::unexpected(right.error());
        support.put_if_match = Support::kNo;
      }
    }
  }
  if (unknown(support.delete_if_match)) {
    ASSIGN_OR_RETURN(support.delete_if_match, Read(probe.Delete(wrong)));
    if (support.delete_if_match == Support::kYes) {
      ASSIGN_OR_RETURN(const ObjectInfo now, probe.Head());
      const auto right = probe.Delete(now.condition());
      if (!right.has_value()) {
        if (!Refused(right.error()) && right.error().kind != ErrorKind::kConflict)
          return std::unexpected(right.error());
        support.delete_if_match = Support::kNo;
      }
    }
  }
  return support;
}

std::string NewProbeKey(std::string_view prefix) {
  return std::string(prefix) + std::string(kProbeName) + RandomHex(kProbeBytes);
}

bool IsProbeKey(std::string_view key) {
  // A prefix need not end with "/": in Redis it is any text.
  const size_t name = key.rfind(kProbeName);
  if (name == key.npos) return false;
  key.remove_prefix(name + kProbeName.size());
  return key.size() == 2 * kProbeBytes && key.find_first_not_of("0123456789abcdef") == key.npos;
}

}  // namespace millrace::storage
