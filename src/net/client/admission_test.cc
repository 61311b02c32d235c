#include "net/client/admission.h"

#include <gtest/gtest.h>

namespace millrace::net {
namespace {

TEST(AdmissionTest, HoldsBothLimits) {
  Admission<int> admission(3, 2);
  for (int i = 0; i < 4; ++i) admission.Add("a", i);
  for (int i = 10; i < 14; ++i) admission.Add("b", i);
  auto first = admission.Next();
  auto second = admission.Next();
  auto third = admission.Next();
  ASSERT_TRUE(first && second && third);
  EXPECT_EQ(first->first, 0);
  EXPECT_EQ(second->first, 10);  // hosts in turn
  EXPECT_EQ(third->first, 1);
  EXPECT_FALSE(admission.Next().has_value());  // three run
  admission.Done(second->second);
  const auto fourth = admission.Next();
  ASSERT_TRUE(fourth.has_value());
  EXPECT_EQ(fourth->first, 11);  // "a" has its two
  EXPECT_EQ(admission.running(), 3u);
  EXPECT_EQ(admission.waiting(), 4u);
}

TEST(AdmissionTest, AFullHostHoldsUpNobodyElse) {
  Admission<int> admission(10, 1);
  for (int i = 0; i < 5; ++i) admission.Add("slow", i);
  ASSERT_TRUE(admission.Next().has_value());
  EXPECT_FALSE(admission.Next().has_value());
  admission.Add("quick", 7);
  EXPECT_EQ(admission.Next()->first, 7);
}

TEST(AdmissionTest, EverythingRunsInTheEnd) {
  Admission<int> admission(4, 2);
  for (int i = 0; i < 3000; ++i) admission.Add("host" + std::to_string(i % 1000), i);
  std::deque<Admission<int>::Host*> running;
  int ran = 0;
  while (true) {
    if (const auto next = admission.Next()) {
      running.push_back(next->second);
      ++ran;
      EXPECT_LE(admission.running(), 4u);
    } else if (!running.empty()) {
      admission.Done(running.front());
      running.pop_front();
    } else {
      break;
    }
  }
  EXPECT_EQ(ran, 3000);
  EXPECT_EQ(admission.waiting(), 0u);
}

}  // namespace
}  // namespace millrace::net
