// The fixture of the conformance suite and its helpers.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "storage/condition_probe.h"
#include "tests/conformance/candidate.h"

namespace millrace::conformance {

// What came of one object of a GetMany.
struct Received {
  int starts = 0, dones = 0;
  storage::ObjectInfo info;
  std::string body;
  Result<void> outcome;
};

class Conformance : public ::testing::TestWithParam<Candidate> {
 protected:
  void SetUp() override;

  storage::ObjectStore& store() { return *instance_.store; }
  const Instance& instance() const { return instance_; }

  // Writes whatever happens to single answers: one that leaves open whether it was written is
  // settled by reading, as the exporter does it.
  Result<storage::ObjectInfo> Put(const storage::PutRequest& request);
  // The outcomes of one PutMany; a conditional write whose answer was lost is settled as by Put.
  std::vector<Result<storage::ObjectInfo>> PutMany(
      const std::vector<storage::PutRequest>& requests);
  // Writes without condition; a failure fails the test.
  storage::ObjectInfo Write(const std::string& key, const std::string& body);
  std::string Read(const std::string& key);
  std::vector<Received> Fetch(const std::vector<storage::GetRequest>& requests);
  // All pages of at most `limit`; checks the order if the store promises one.
  std::vector<std::string> ListAll(storage::ListRequest request);
  // What the store's conditions are worth, by capability or probe.
  storage::ConditionSupport Conditions();

 private:
  // After an answer that left open whether `request` was applied.
  Result<storage::ObjectInfo> Settle(const storage::PutRequest& request);

  Instance instance_;
};

}  // namespace millrace::conformance
