// Rows that a label or a link names by their ids.
#pragma once

#include <optional>
#include <string>

#include "api/body.h"
#include "api/call.h"
#include "db/database.h"

namespace millrace::api {

// Label Studio's words for an id that names nothing.
std::string NoSuchRowSentence(int64_t id);

// Each of these members, if it is given, must name a row that is there, and of projects one that the
// caller manages; the form notes it otherwise.
void CheckAccount(db::Connection& tx, Form& form, std::string_view member);
void CheckLabel(db::Connection& tx, Form& form, std::string_view member);
void CheckProjectMember(db::Connection& tx, const Identity& who, Form& form,
                        std::string_view member);

}  // namespace millrace::api
