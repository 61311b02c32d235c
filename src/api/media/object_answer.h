// An object of a storage as an answer: ranges, validators, safe types, streamed.
#pragma once

#include "api/call.h"
#include "sync/connection.h"

namespace millrace::api {

// 200, 206, 304 or 416, kTooLarge for an object of more than `most` bytes, or an Error as a person
// would put it (kNotFound for a missing object). The body is pulled in pieces with If-Match, so an
// object that changes under way is cut, never mixed.
Outcome ObjectAnswer(Call& call, std::shared_ptr<const sync::Connection> connection,
                     std::string key, uint64_t most = UINT64_MAX);

}  // namespace millrace::api
