#include "api/storages/v1_job_shapes.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "sync/job.h"

namespace millrace::api {
namespace {

// What a job counts is declared in sync/job.cc; the shape says it to the readers of the API.
TEST(V1JobShapes, NameWhatAJobCounts) {
  std::vector<std::string> counted, shown;
  const boost::json::value counts = boost::json::parse(sync::CountsJson({}));
  for (const auto& member : counts.as_object()) counted.emplace_back(member.key());
  for (const Member& member : kCountsV1.members) shown.emplace_back(member.name);
  EXPECT_EQ(shown, counted);
}

}  // namespace
}  // namespace millrace::api
