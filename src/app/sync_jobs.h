// Starting jobs over REST and watching them to their end.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "app/commands.h"

namespace millrace::app {

// One storage whose job is to be run.
struct JobRequest {
  boost::json::object storage;
  std::string project;          // named in advice
  std::string action = "sync";  // "sync" or "verify"
  boost::json::object options;  // the body of that request
};

// Runs the jobs one after the other, showing progress and outcome of each. `results` gets
// {"storage", "job"} of each. Gives the exit status: failed, else with errors, else ok. When a stop
// is requested, a job of this process is cancelled, one of a running server goes on.
Result<int> RunJobs(CommandContext& context, const std::vector<JobRequest>& requests,
                    boost::json::array& results);

}  // namespace millrace::app
