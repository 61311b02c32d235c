// Cloud Storage's JSON answers: a page of objects and the resource of one.
// https://cloud.google.com/storage/docs/json_api/v1/objects
#pragma once

#include <string_view>

#include "base/result.h"
#include "storage/object_store.h"

namespace millrace::storage::google {

// What ParseObjects needs of a listing (the parameter "fields").
inline constexpr std::string_view kListFields =
    "kind,nextPageToken,items(name,size,generation,updated)";
inline constexpr std::string_view kObjectFields = "name,size,generation,updated";

// Objects: list. The change token is the generation; ListPage::next the server's token. kCorrupt
// and temporary, with a sentence, for anything that is not a whole page.
Result<ListPage> ParseObjects(std::string_view json);

// The resource of one object.
Result<ObjectInfo> ParseObjectResource(std::string_view json);

}  // namespace millrace::storage::google
