#include "labeling/data_manager/task_filter.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <cmath>

#include "base/clock.h"

namespace millrace::labeling {
namespace {

using testing::HasSubstr;

std::string Item(std::string_view column, std::string_view op, std::string_view type,
                 std::string_view value) {
  return R"({"filter":"filter:tasks:)" + std::string(column) + R"(","operator":")" +
         std::string(op) + R"(","type":")" + std::string(type) + R"(","value":)" +
         std::string(value) + "}";
}

Result<TaskFilter> Read(const std::string& items) {
  return ReadTaskFilter(boost::json::parse(R"({"conjunction":"and","items":[)" + items + "]}"));
}

Condition ConditionOf(std::string_view column, std::string_view op, std::string_view type,
                      std::string_view value) {
  const auto filter = Read(Item(column, op, type, value));
  EXPECT_TRUE(filter.has_value()) << op << " " << value;
  return filter.has_value() ? filter->lines.at(0).at(0) : Condition{};
}

constexpr TaskValue kNothing;
constexpr TaskValue kJsonNull{TaskValue::kNull, 0, "null"};

struct Case {
  std::string_view op, value;
  std::vector<TaskValue> match, others;
};

void Check(std::string_view column, std::string_view type, const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const Condition condition = ConditionOf(column, one.op, type, one.value);
    const auto told = [&](const TaskValue& value) {
      return std::string(type) + " " + std::string(one.op) + " " + std::string(one.value) +
             " of kind " + std::to_string(value.kind) + " " + std::to_string(value.number) +
             std::string(value.text);
    };
    for (const TaskValue& value : one.match) EXPECT_TRUE(condition.Matches(value)) << told(value);
    for (const TaskValue& value : one.others) EXPECT_FALSE(condition.Matches(value)) << told(value);
  }
}

TaskValue N(double number) { return TaskValue::Number(number); }
TaskValue T(std::string_view text) { return TaskValue::Text(text); }

TEST(TaskFilter, TextsOfTheData) {
  for (const std::string_view type : {"String", "Unknown", "Image"}) {
    Check("data.a", type,
          {{"equal", R"("Cat")", {T("Cat")}, {T("cat"), T("Cats"), N(0), kNothing, kJsonNull}},
           {"equal", R"("5")", {T("5")}, {N(5)}},
           {"equal", R"("true")", {T("true")}, {}},
           {"not_equal", R"("Cat")", {T("cat"), N(1), kJsonNull}, {T("Cat"), kNothing}},
           {"contains", R"("cA")", {T("Cat"), T("a cat")}, {T("dog"), kNothing}},
           {"contains", R"("5")", {N(5), N(1.5)}, {N(4)}},
           {"contains", R"("")", {T(""), T("x")}, {kNothing}},
           {"contains", "5", {T("a5")}, {T("a")}},
           {"not_contains", R"("cA")", {T("dog"), N(1), kJsonNull}, {T("Cat"), kNothing}},
           {"regex", R"("^c.t$")", {T("cat")}, {T("cats"), T("Cat"), kNothing}},
           {"regex", R"("\\d")", {N(5)}, {T("x")}},
           {"less", R"("b")", {T("a")}, {T("b"), T("c"), N(1), kNothing}},
           {"less_or_equal", R"("b")", {T("a"), T("b")}, {T("c"), kNothing}},
           {"greater", R"("b")", {T("c")}, {T("b"), kNothing}},
           {"greater_or_equal", R"("b")", {T("b"), T("ba")}, {T("a"), kNothing}},
           {"in", R"({"min":"b","max":"d"})", {T("b"), T("c"), T("d")}, {T("a"), T("e"), kNothing}},
           {"not_in", R"({"min":"b","max":"d"})", {T("a"), T("e")}, {T("c"), kNothing}},
           {"in_list", R"(["a","c"])", {T("a"), T("c")}, {T("b"), kNothing}},
           {"not_in_list", R"(["a","c"])", {T("b")}, {T("a"), kNothing}},
           {"empty", "true", {kNothing, kJsonNull, T("")}, {T(" "), N(0)}},
           {"empty", R"("False")", {T("x"), N(0)}, {kNothing, kJsonNull, T("")}}});
  }
}

TEST(TaskFilter, NumbersOfTheData) {
  Check("data.a", "Number",
        {{"equal", "5", {N(5), T("5"), T(" 5.0 ")}, {N(5.1), T("5 cats"), kNothing, kJsonNull}},
         {"equal", R"("5")", {N(5)}, {}},
         {"not_equal", "5", {N(4), T("4")}, {N(5), T("x"), kNothing}},
         {"less", "5", {N(-1), T("1e0")}, {N(5), T("x"), kNothing}},
         {"less_or_equal", "5", {N(5)}, {N(6)}},
         {"greater", "5", {N(6)}, {N(5)}},
         {"greater_or_equal", "5.5", {N(5.5)}, {N(5.4)}},
         {"in", R"({"min":1,"max":"3"})", {N(1), N(3)}, {N(0), N(4), T("x"), kNothing}},
         {"not_in", R"({"min":1,"max":3})", {N(0), N(4)}, {N(2), T("x"), kNothing}},
         {"in_list", "[1,3]", {N(3), T("1")}, {N(2)}},
         {"not_in_list", "[1,3]", {N(2)}, {N(1), kNothing}},
         {"empty", "true", {kNothing, kJsonNull, T("")}, {N(0)}}});
}

TEST(TaskFilter, TimesAndTruths) {
  const auto at = [](std::string_view time) {
    return N(static_cast<double>(ToMicros(*ParseIso(time))));
  };
  constexpr std::string_view kNewYear = R"("2026-01-01T00:00:00.000Z")";
  for (const char* column : {"created_at", "updated_at", "completed_at", "data.day"}) {
    Check(column, "Datetime",
          {{"less", kNewYear, {at("2025-12-31T23:59:59Z")}, {at("2026-01-01T00:00:00Z"), kNothing}},
           {"greater_or_equal", kNewYear, {at("2026-01-01T00:00:00Z")}, {kNothing}},
           {"in",
            R"({"min":"2026-01-01T00:00:00Z","max":"2026-02-01"})",
            {at("2026-01-15T00:00:00Z")},
            {at("2026-03-01T00:00:00Z")}},
           {"empty", "true", {kNothing}, {at("2026-01-15T00:00:00Z")}}});
  }
  Check("data.day", "Datetime", {{"less", kNewYear, {T("2025-01-01T10:00:00Z")}, {T("soon")}}});
  Check("draft_exists", "Boolean",
        {{"equal", "true", {N(1)}, {N(0)}},
         {"equal", R"("false")", {N(0)}, {N(1)}},
         {"not_equal", "true", {N(0)}, {N(1)}}});
  Check("data.flag", "Boolean",
        {{"equal", "true", {T("true")}, {T("false"), kNothing}},
         {"equal", R"("yes")", {T("true")}, {T("false")}},
         {"not_equal", "false", {T("true")}, {T("false"), kNothing}}});
}

TEST(TaskFilter, AChildNarrowsItsParent) {
  std::string parent = Item("id", "greater", "Number", "1");
  parent.insert(parent.size() - 1, ",\"child_filter\":" + Item("id", "less", "Number", "9"));
  const auto filter = Read(parent);
  ASSERT_TRUE(filter.has_value());
  ASSERT_EQ(filter->lines.size(), 1U);
  EXPECT_EQ(filter->lines[0].size(), 2U);
}

TEST(TaskFilter, WhatIsWrongIsSaid) {
  const auto said = [](const std::string& items) {
    const auto filter = Read(items);
    if (filter.has_value()) return std::string("nothing");
    EXPECT_EQ(filter.error().kind, ErrorKind::kInvalid);
    EXPECT_EQ(filter.error().fields.at(0).first, "filters");
    return filter.error().fields.at(0).second;
  };
  EXPECT_THAT(said(R"({"filter":"id","operator":"equal","type":"Number","value":1})"),
              HasSubstr("should start with \"filter:tasks:\""));
  EXPECT_THAT(said(Item("nothing", "equal", "Number", "1")), HasSubstr("cannot be filtered by"));
  EXPECT_THAT(said(Item("project__title", "equal", "Number", "1")),
              HasSubstr("cannot be filtered by"));
  EXPECT_THAT(said(Item("id", "exists", "Number", "1")), HasSubstr("no operator \"exists\""));
  EXPECT_THAT(said(Item("id", "equal", "Number", "null")), HasSubstr("has no \"value\""));
  EXPECT_THAT(said(Item("id", "equal", "Number", "\"x\"")), HasSubstr("needs a number"));
  EXPECT_THAT(said(Item("id", "in", "Number", "[1,2]")), HasSubstr("needs a range"));
  EXPECT_THAT(said(Item("id", "in_list", "Number", "1")), HasSubstr("needs a list"));
  EXPECT_THAT(said(Item("id", "empty", "Number", "\"x\"")), HasSubstr("needs true or false"));
  EXPECT_THAT(said(Item("created_at", "less", "Datetime", "\"soon\"")), HasSubstr("needs a time"));
  EXPECT_THAT(said(Item("annotators", "contains", "List", "\"Ann\"")),
              HasSubstr("needs the id of an account"));
  EXPECT_THAT(said(Item("data.a", "regex", "String", "\"((\"")),
              HasSubstr("regular expression that cannot be read"));
  EXPECT_THAT(said(Item("data.a", "equal", "String", "{}")), HasSubstr("needs a text or a number"));
  EXPECT_THAT(said("5"), HasSubstr("no object"));
  EXPECT_THAT(said("{}"), HasSubstr("lacks \"filter\""));
  for (const char* wrong :
       {"5", "[]", R"({"items":[]})", R"({"conjunction":"and"})",
        R"({"conjunction":"xor","items":[]})", R"({"conjunction":"and","items":{}})"}) {
    EXPECT_FALSE(ReadTaskFilter(boost::json::parse(wrong)).has_value()) << wrong;
  }
  for (const char* nothing : {"null", "{}", R"({"conjunction":"or","items":[]})"}) {
    const auto filter = ReadTaskFilter(boost::json::parse(nothing));
    ASSERT_TRUE(filter.has_value()) << nothing;
    EXPECT_TRUE(filter->empty()) << nothing;
  }
}

}  // namespace
}  // namespace millrace::labeling
