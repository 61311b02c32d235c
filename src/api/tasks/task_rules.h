// Does a task fit its project's label config? Label Studio's rules and words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "labeling/config/label_config.h"

namespace millrace::api {

class TaskRules {
 public:
  explicit TaskRules(const labeling::LabelConfig& config);

  // Every data key of the config is there with a type its tag can show. `data` is valid JSON; one
  // sentence.
  Result<void> Check(std::string_view data) const;

 private:
  struct Expected {
    std::vector<std::string> path;  // "a.b" = {"a", "b"}
    std::string key, tag;
    bool list = false;  // of a Repeater: "images[{{idx}}]"
  };
  std::vector<Expected> expected_;
};

}  // namespace millrace::api
