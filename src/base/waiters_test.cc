#include "base/waiters.h"

#include <gtest/gtest.h>

#include <future>
#include <string>

namespace millrace {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST(WaitersTest, AKeyTellsItsOwn) {
  Waiters<std::string> waiters;
  int told = 0;
  waiters.Add("a", hours(1), [&] { ++told; });
  waiters.Add("a", hours(1), [&] { ++told; });
  waiters.Add("b", hours(1), [&] { ADD_FAILURE() << "b was not told"; });
  waiters.Tell("a");
  EXPECT_EQ(told, 2);
  waiters.Tell("a");
  EXPECT_EQ(told, 2) << "nobody is called twice";
}

TEST(WaitersTest, WhoIsNotToldIsCalledAtTheLimit) {
  Waiters<int> waiters;
  std::promise<void> late;
  waiters.Add(1, hours(1), [] { ADD_FAILURE() << "there is time"; });
  waiters.Add(1, milliseconds(1), [&] { late.set_value(); });
  late.get_future().wait();
}

TEST(WaitersTest, OneWhoIsCalledMayWaitAgain) {
  Waiters<int> waiters;
  std::promise<void> again;
  waiters.Add(1, hours(1), [&] { waiters.Add(1, milliseconds(0), [&] { again.set_value(); }); });
  waiters.Tell(1);
  again.get_future().wait();
}

TEST(TimersTest, TheFirstThatIsDueComesFirst) {
  Timers timers;
  std::promise<std::string> order;
  std::string text;
  timers.After(hours(1), [] { ADD_FAILURE() << "it is dropped"; });
  timers.After(milliseconds(20), [&] { order.set_value(text + "b"); });
  timers.After(milliseconds(1), [&] { text += "a"; });
  EXPECT_EQ(order.get_future().get(), "ab");
}

}  // namespace
}  // namespace millrace
