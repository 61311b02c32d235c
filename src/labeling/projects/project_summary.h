// What a project's tasks and annotations hold: the keys of its data, and the controls and labels in
// use. It is counted from the rows whenever somebody asks, so it is never out of step with them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "db/database.h"

namespace millrace::labeling {

// Names with how often they occur, in order of first occurrence.
using Tally = std::vector<std::pair<std::string, int64_t>>;
// Labels by control.
using LabelTally = std::vector<std::pair<std::string, Tally>>;

struct UsedControls {
  // "from_name|to_name|type", the type in lower case; results without a control (relations) and
  // pairwise ones are left out.
  Tally annotations;
  LabelTally labels;        // of annotations, cancelled ones included
  LabelTally draft_labels;  // of drafts
};

// Of 100,000 tasks in a fraction of a second. `common` columns, sorted, are in every task.
struct DataColumns {
  Tally all;
  std::vector<std::string> common;
};
Result<DataColumns> SummarizeData(db::Connection& tx, int64_t project_id);
// The keys of the data of the first and the last `sample` tasks, in order of first occurrence: for
// a look that must cost the same however many tasks there are.
Result<std::vector<std::string>> SampleDataKeys(db::Connection& tx, int64_t project_id,
                                                int64_t sample);
Result<UsedControls> SummarizeResults(db::Connection& tx, int64_t project_id);

}  // namespace millrace::labeling
