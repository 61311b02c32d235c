#include "labeling/webhooks/deliveries.h"

#include <gmock/gmock.h>

#include "labeling/testing.h"
#include "labeling/webhooks/announce.h"

namespace millrace::labeling {
namespace {

using db::Connection;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class DeliveriesTest : public LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    project_ = AddProject();
    webhook_ = Listen();
  }
  Webhook Listen() {
    return Do([&](Connection& tx) {
      return CreateWebhook(
          tx, {.project_id = project_.id, .url = "http://a/", .headers = "h", .secret = "s"}, kNow);
    });
  }
  void Happen(int times = 1) {
    for (int i = 0; i < times; ++i)
      Do([&](Connection& tx) {
        return AnnounceProject(tx, Action::kProjectUpdated, project_.id, kNow);
      });
  }
  std::vector<Delivery> First() {
    return Do([&](Connection& tx) { return FirstWaiting(tx); });
  }
  std::vector<Delivery> All() {
    return Do([&](Connection& tx) {
      return ListDeliveries(tx, {.webhook_id = webhook_.id, .limit = 10'000});
    });
  }
  void Settle(Delivery delivery, DeliveryState state, Time at = kNow) {
    delivery.state = state;
    delivery.tried_at = at;
    ++delivery.tries;
    Do([&](Connection& tx) { return UpdateDelivery(tx, delivery); });
  }

  Project project_;
  Webhook webhook_;
};

TEST_F(DeliveriesTest, OneAfterTheOther) {
  Happen(2);
  const auto first = First();
  ASSERT_THAT(first, SizeIs(1));
  EXPECT_EQ(First()[0].id, first[0].id);
  Settle(first[0], DeliveryState::kDelivered);
  ASSERT_THAT(First(), SizeIs(1));
  EXPECT_GT(First()[0].id, first[0].id);
  EXPECT_NE(First()[0].event_uuid, first[0].event_uuid);
  Settle(First()[0], DeliveryState::kFailed);
  EXPECT_THAT(First(), IsEmpty());
}

TEST_F(DeliveriesTest, TwoWebhooksHearOfOneEvent) {
  Listen();
  Happen();
  const auto first = First();
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_EQ(first[0].event_uuid, first[1].event_uuid);
  EXPECT_NE(first[0].webhook_id, first[1].webhook_id);
  // The event stays as long as one of them needs it.
  Do([&](Connection& tx) { return DeleteWebhook(tx, first[0].webhook_id); });
  EXPECT_EQ(Number("SELECT COUNT(*) FROM webhook_event"), 1);
  Do([&](Connection& tx) { return DeleteWebhook(tx, first[1].webhook_id); });
  EXPECT_EQ(Number("SELECT COUNT(*) FROM webhook_event"), 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM webhook_delivery"), 0);
}

TEST_F(DeliveriesTest, AnInactiveWebhookRests) {
  Happen();
  webhook_.is_active = false;
  Do([&](Connection& tx) { return UpdateWebhook(tx, webhook_, kNow); });
  EXPECT_THAT(First(), IsEmpty());
  EXPECT_FALSE(Do([&](Connection& tx) { return AnyActiveWebhook(tx); }));
  webhook_.is_active = true;
  Do([&](Connection& tx) { return UpdateWebhook(tx, webhook_, kNow); });
  EXPECT_THAT(First(), SizeIs(1));
  EXPECT_TRUE(Do([&](Connection& tx) { return AnyActiveWebhook(tx); }));
}

TEST_F(DeliveriesTest, AChangedWebhookIsTriedAtOnce) {
  Happen();
  Delivery waiting = First()[0];
  waiting.not_before = kLater;
  Do([&](Connection& tx) { return UpdateDelivery(tx, waiting); });
  Do([&](Connection& tx) { return UpdateWebhook(tx, webhook_, kNow); });
  EXPECT_EQ(First()[0].not_before, Time{});
}

TEST_F(DeliveriesTest, Redelivery) {
  Happen();
  Delivery delivery = First()[0];
  delivery.tries = 9;
  delivery.status = 500;
  delivery.error = "No.";
  Settle(delivery, DeliveryState::kFailed);
  Do([&](Connection& tx) { return Redeliver(tx, delivery.id, kLater); });
  const Delivery again = First()[0];
  EXPECT_EQ(again.id, delivery.id);
  EXPECT_EQ(again.event_uuid, delivery.event_uuid);
  EXPECT_EQ(again.tries, 0);
  EXPECT_EQ(again.queued_at, kLater);
  EXPECT_EQ(again.error, "No.");  // until something else is known
}

TEST_F(DeliveriesTest, ListsAndCounts) {
  Happen(3);
  Settle(First()[0], DeliveryState::kDelivered);
  Settle(First()[0], DeliveryState::kFailed);
  const auto counts = Do([&](Connection& tx) { return CountDeliveries(tx, webhook_.id); });
  EXPECT_EQ(counts.waiting, 1);
  EXPECT_EQ(counts.delivered, 1);
  EXPECT_EQ(counts.failed, 1);
  EXPECT_EQ(counts.Of(std::nullopt), 3);
  const auto all = All();
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_GT(all[0].id, all[1].id);
  EXPECT_EQ(all[0].action, "PROJECT_UPDATED");
  const auto failed = Do([&](Connection& tx) {
    return ListDeliveries(tx, {.webhook_id = webhook_.id, .state = DeliveryState::kFailed});
  });
  ASSERT_THAT(failed, SizeIs(1));
  EXPECT_EQ(failed[0].id, all[1].id);
  EXPECT_THAT(Do([&](Connection& tx) {
                return ListDeliveries(tx, {.webhook_id = webhook_.id, .offset = 1, .limit = 1});
              }),
              ElementsAre(testing::Field(&Delivery::id, all[1].id)));
}

TEST_F(DeliveriesTest, WhatIsOldGoes) {
  Happen(3);
  Settle(First()[0], DeliveryState::kDelivered);
  Settle(First()[0], DeliveryState::kFailed);
  const auto prune = [&](std::chrono::days age) {
    return Do([&](Connection& tx) { return PruneDeliveries(tx, kNow + age); });
  };
  EXPECT_EQ(prune(std::chrono::days(6)), 0);
  EXPECT_EQ(prune(std::chrono::days(8)), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM webhook_event"), 2);
  EXPECT_EQ(prune(std::chrono::days(29)), 0);
  EXPECT_EQ(prune(std::chrono::days(31)), 1);
  EXPECT_EQ(prune(std::chrono::days(400)), 0);  // what waits stays
  EXPECT_THAT(First(), SizeIs(1));
}

TEST_F(DeliveriesTest, WhatIsTooMuchGoes) {
  Happen(1'010);
  Do([&](Connection& tx) {
    return tx.Execute("UPDATE webhook_delivery SET state = 1, tried_at = $1", {ToMicros(kNow)});
  });
  const auto before = All();
  EXPECT_EQ(Do([&](Connection& tx) { return PruneDeliveries(tx, kNow); }), 10);
  EXPECT_EQ(Do([&](Connection& tx) { return PruneDeliveries(tx, kNow); }), 0);
  const auto after = All();
  ASSERT_THAT(after, SizeIs(1'000));
  EXPECT_EQ(after.front().id, before.front().id);
}

TEST_F(DeliveriesTest, WhatIsTooLongGoes) {
  for (int i = 0; i < 5; ++i) {
    Do([&](Connection& tx) {
      return AddEvent(tx,
                      {.action = Action::kProjectUpdated,
                       .project_id = project_.id,
                       .members = "{\"x\":\"" + std::string(20 << 20, 'x') + "\"}"},
                      std::vector<Listener>{{webhook_.id}}, kNow);
    });
  }
  Do([&](Connection& tx) {
    return tx.Execute("UPDATE webhook_delivery SET state = 1, tried_at = $1", {ToMicros(kNow)});
  });
  EXPECT_EQ(Do([&](Connection& tx) { return PruneDeliveries(tx, kNow); }), 2);
  EXPECT_THAT(All(), SizeIs(3));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM webhook_event"), 3);
}

// Asked with every change, and by the sender all the time.
TEST_F(DeliveriesTest, FrequentQueriesUseAnIndex) {
  for (const char* sql :
       {"SELECT id FROM webhook WHERE is_active = 1 AND (project_id = 1 OR project_id IS NULL)",
        "SELECT MIN(f.id) FROM webhook_delivery f WHERE f.webhook_id = 1 AND f.state = 0",
        "SELECT id FROM webhook_delivery WHERE webhook_id = 1 ORDER BY id DESC LIMIT 10"}) {
    std::string plan;
    Do([&](Connection& tx) {
      return tx.Query("EXPLAIN QUERY PLAN " + std::string(sql), {},
                      [&](const db::Row& row) { plan += row.String(3) + "\n"; });
    });
    EXPECT_THAT(plan, HasSubstr("SEARCH")) << sql;
    EXPECT_THAT(plan, Not(HasSubstr("TEMP B-TREE"))) << sql << "\n" << plan;
  }
}

}  // namespace
}  // namespace millrace::labeling
