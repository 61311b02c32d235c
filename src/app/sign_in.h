// The administrator's account that `start` makes or is given.
#pragma once

#include <string>

#include "app/client.h"
#include "app/config.h"
#include "db/database.h"

namespace millrace::app {

// Makes config.username an administrator with config.password, or sets that account's password.
// With generate_password an existing account keeps its own. Gives the words behind the address for
// a person: "demo@millrace.local / 3fK…" where the password was made here, "sign up there …" where
// nobody has an account yet.
Result<std::string> PrepareSignIn(const Config& config, Client& client, db::Database& db);

}  // namespace millrace::app
