// Connected model servers ("ML backends"). The only owner of the table ml_backend.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

// Label Studio's two letters, and what it shows for them.
enum class BackendState { kConnected, kDisconnected, kError, kTraining, kPredicting };
std::string_view BackendStateCode(BackendState state);   // "CO"
std::string_view BackendStateWords(BackendState state);  // "Connected"

struct MlBackend {
  int64_t id = 0, project_id = 0;
  std::string url;
  std::optional<std::string> title = "default", description = "";
  bool is_interactive = false;
  std::string auth_method = "NONE";  // or BASIC_AUTH
  std::optional<std::string> basic_auth_user = "";
  std::string basic_auth_pass;  // sealed; "" = none
  std::string extra_params;     // JSON; "" = null
  std::optional<std::string> model_version = "";
  double timeout = 100;     // seconds
  bool auto_update = true;  // model_version is the server's own
  BackendState state = BackendState::kDisconnected;
  std::optional<std::string> error_message;
  // Whose token the server is given, so that it can read what tasks point to; nothing = none.
  std::optional<int64_t> connected_by;
  Time created_at{}, updated_at{};
};

// kNotFound for an unknown project.
Result<MlBackend> CreateBackend(db::Connection& tx, const MlBackend& given, Time now);
Result<MlBackend> GetBackend(db::Connection& tx, int64_t id);  // kNotFound
// By id.
Result<std::vector<MlBackend>> ListBackends(db::Connection& tx, int64_t project_id);
// Everything but id, project, created_at, state and error. A project that shows the predictions of
// this backend goes on to do so under its new title.
Result<MlBackend> UpdateBackend(db::Connection& tx, const MlBackend& backend, Time now);

// What was learned of it when it was asked. Nothing for a backend that is gone.
struct BackendCheck {
  BackendState state = BackendState::kDisconnected;
  std::optional<std::string> error_message;
  std::optional<std::string> model_version;  // nothing: as it was
};
Result<void> NoteCheck(db::Connection& tx, int64_t id, const BackendCheck& check, Time now);

// With its jobs; its predictions stay. A project that shows its predictions then shows none.
Result<void> DeleteBackend(db::Connection& tx, int64_t id, Time now);
Result<void> DropBackends(db::Connection& tx, int64_t project_id);

// The backend whose predictions the project shows, as its model_version is the backend's title.
Result<std::optional<MlBackend>> ShownBackend(db::Connection& tx, int64_t project_id,
                                              const std::string& model_version);
// Who is asked for predictions of the project's tasks: that one, else the first.
Result<std::optional<int64_t>> BackendToAsk(db::Connection& tx, int64_t project_id);

}  // namespace millrace::labeling
