// The dialog's form of a storage kind, from its declarations.
#pragma once

#include <string>
#include <vector>

#include "labeling/storages/storages.h"
#include "schema/field.h"
#include "storage/provider.h"

namespace millrace::api {

// The fields of a provider that mean something in this role, as a person goes through them: where,
// what, how to get there, and behind them the rare ones.
std::vector<const Field*> FieldsInOrder(const storage::Provider& provider,
                                        labeling::StorageRole role);

// Label Studio's layout: [{"columnCount": 1, "fields": [{"type", "name", "label", …}]}, …]; rare
// ones last.
std::string FormLayout(Fields fields, FieldRole role);

}  // namespace millrace::api
