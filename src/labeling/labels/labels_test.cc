#include "labeling/labels/labels.h"

#include <gmock/gmock.h>

#include "labeling/testing.h"

namespace millrace::labeling {
namespace {

using testing::ElementsAre;

class LabelsTest : public LabelingTest {
 protected:
  Label Add(const std::string& title, std::optional<int64_t> by = std::nullopt, Time now = kNow) {
    return Do([&](db::Connection& tx) {
      return CreateLabel(tx, {.title = title, .value = "[\"" + title + "\"]", .created_by = by},
                         now);
    });
  }
  LabelLink Link(const Project& project, const Label& label) {
    return Do([&](db::Connection& tx) {
      return CreateLabelLink(
          tx, {.project_id = project.id, .label_id = label.id, .from_name = "box"}, kNow);
    });
  }
  std::vector<int64_t> Links(const LabelLinkQuery& query, int64_t offset = 0, int64_t limit = 100) {
    const auto links =
        Do([&](db::Connection& tx) { return ListLabelLinks(tx, query, offset, limit); });
    std::vector<int64_t> ids;
    for (const LabelLink& link : links) ids.push_back(link.id);
    if (offset == 0 && limit == 100) {
      EXPECT_EQ(Do([&](db::Connection& tx) { return CountLabelLinks(tx, query); }),
                std::ssize(ids));
    }
    return ids;
  }
};

TEST_F(LabelsTest, AreMadeChangedAndDeleted) {
  const Label cat = Add("Cat", 3), dog = Add("Dog");
  EXPECT_EQ(Do(CountLabels), 2);
  Label changed = cat;
  changed.title = "Lion";
  changed.value = "[1.50]";
  changed.description = "";
  changed.approved = true;
  changed.approved_by = 4;
  changed = Do([&](db::Connection& tx) { return UpdateLabel(tx, changed, kLater); });
  EXPECT_EQ(changed.title, "Lion");
  EXPECT_EQ(changed.value, "[1.50]");
  EXPECT_EQ(changed.description, "");
  EXPECT_TRUE(changed.approved);
  EXPECT_EQ(changed.approved_by, 4);
  EXPECT_EQ(changed.created_by, 3);
  EXPECT_EQ(changed.created_at, kNow);
  EXPECT_EQ(changed.updated_at, kLater);
  EXPECT_EQ(dog.description, std::nullopt);
  const auto found = Do([&](db::Connection& tx) { return FindLabel(tx, "Lion"); });
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->id, cat.id);
  Do([&](db::Connection& tx) { return DeleteLabel(tx, cat.id, kNow); });
  EXPECT_EQ(Refused([&](db::Connection& tx) { return GetLabel(tx, cat.id); }).kind,
            ErrorKind::kNotFound);
  const auto page = Do([&](db::Connection& tx) { return ListLabels(tx, 0, 1); });
  ASSERT_EQ(page.size(), 1u);
  EXPECT_EQ(page.front().id, dog.id);
  EXPECT_TRUE(Do([&](db::Connection& tx) { return ListLabels(tx, 1, 1); }).empty());
}

TEST_F(LabelsTest, ATitleIsGivenOnce) {
  Add("Cat");
  Label dog = Add("Dog");
  dog.title = "Cat";
  for (const Error& error :
       {Refused([&](db::Connection& tx) { return CreateLabel(tx, dog, kNow); }),
        Refused([&](db::Connection& tx) { return UpdateLabel(tx, dog, kNow); })}) {
    ASSERT_EQ(error.fields.size(), 1u);
    EXPECT_EQ(error.fields[0].second, "The fields title, organization must make a unique set.");
  }
}

TEST_F(LabelsTest, LinksAreFoundByProjectAndLabel) {
  const Project one = AddProject(), two = AddProject();
  const Label cat = Add("Cat", 3), dog = Add("Dog", 4, kLater);
  const LabelLink a = Link(one, cat), b = Link(two, cat), c = Link(one, dog);
  EXPECT_THAT(Links({}), ElementsAre(a.id, b.id, c.id));
  EXPECT_THAT(Links({}, 1, 1), ElementsAre(b.id));
  EXPECT_THAT(Links({.project_id = one.id}), ElementsAre(a.id, c.id));
  EXPECT_THAT(Links({.projects = {{two.id}}}), ElementsAre(b.id));
  EXPECT_THAT(Links({.projects = std::vector<int64_t>()}), ElementsAre());
  EXPECT_THAT(Links({.created_by = 4}), ElementsAre(c.id));
  EXPECT_THAT(Links({.created_at = kNow}), ElementsAre(a.id, b.id));
  EXPECT_THAT(Links({.created_from = kLater}), ElementsAre(c.id));
  EXPECT_THAT(Links({.project_id = one.id, .created_to = kNow}), ElementsAre(a.id));
  const int64_t ids[] = {cat.id};
  const auto of_cat = Do([&](db::Connection& tx) { return LinksOfLabels(tx, ids); });
  ASSERT_EQ(of_cat.size(), 2u);
  EXPECT_EQ(of_cat[1].project_id, two.id);

  const LabelLink twice{.project_id = one.id, .label_id = cat.id, .from_name = "x"};
  EXPECT_EQ(
      Refused([&](db::Connection& tx) { return CreateLabelLink(tx, twice, kNow); }).fields.size(),
      1u);
  LabelLink moved = a;
  moved.project_id = two.id;
  EXPECT_EQ(
      Refused([&](db::Connection& tx) { return UpdateLabelLink(tx, moved, kNow); }).fields.size(),
      1u);
  moved = a;
  moved.from_name = "other";
  Do([&](db::Connection& tx) { return UpdateLabelLink(tx, moved, kNow); });
  EXPECT_EQ(Do([&](db::Connection& tx) { return GetLabelLink(tx, a.id); }).from_name, "other");
}

TEST_F(LabelsTest, LinksGoWithTheirLabelAndTheirProject) {
  const Project one = AddProject(), two = AddProject();
  const Label cat = Add("Cat"), dog = Add("Dog");
  Link(one, cat);
  const LabelLink kept = Link(two, dog);
  Link(two, cat);
  Do([&](db::Connection& tx) { return DeleteProject(tx, one.id, kNow); });
  Do([&](db::Connection& tx) { return DeleteLabel(tx, cat.id, kNow); });
  EXPECT_THAT(Links({}), ElementsAre(kept.id));
  EXPECT_EQ(Do(CountLabels), 1);
  Do([&](db::Connection& tx) { return DeleteLabelLink(tx, kept.id, kNow); });
  EXPECT_EQ(Refused([&](db::Connection& tx) { return DeleteLabelLink(tx, kept.id, kNow); }).kind,
            ErrorKind::kNotFound);
}

}  // namespace
}  // namespace millrace::labeling
