// Label configs of every kind, with what Label Studio 1.23.2 made of them (tests/label_configs).
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "base/json_writer.h"
#include "labeling/json/rest_json.h"

namespace millrace::labeling {
namespace {

namespace json = boost::json;

json::array Recorded(const std::string& name) {
  std::ifstream file(MILLRACE_SOURCE_DIR "/tests/label_configs/" + name);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  boost::system::error_code ec;
  const json::value value = json::parse(text, ec);
  return value.is_array() ? value.get_array() : json::array();
}

std::string Text(const json::value& record, std::string_view member) {
  return std::string(record.at(member).as_string());
}

TEST(LabelConfigCorpus, GoodOnesMeanWhatTheyMeanToLabelStudio) {
  const json::array records = Recorded("good.json");
  ASSERT_GE(records.size(), 100U);
  for (const json::value& record : records) {
    const std::string name = Text(record, "name");
    const auto config = ParseLabelConfig(Text(record, "config"));
    ASSERT_TRUE(config.has_value()) << name << ": " << config.error().Sentence();
    EXPECT_EQ(config->ToJson(), json::serialize(record.at("parsed"))) << name;
    EXPECT_EQ(config->SuitsBulkAnnotation(), record.at("suits_bulk").as_bool()) << name;
    JsonWriter project;
    AppendProjectJson(project, {.id = 1}, *config, {});
    EXPECT_EQ(json::parse(project.text()).at("control_weights"), record.at("weights")) << name;
  }
}

TEST(LabelConfigCorpus, BadOnesAreRefusedInLabelStudiosWords) {
  const json::array records = Recorded("bad.json");
  ASSERT_GE(records.size(), 60U);
  for (const json::value& record : records) {
    const std::string name = Text(record, "name");
    const auto config = ParseLabelConfig(Text(record, "config"));
    ASSERT_FALSE(config.has_value()) << name;
    ASSERT_EQ(config.error().fields.size(), 1U) << name;
    EXPECT_EQ(config.error().fields[0].second, Text(record, "words")) << name;
    EXPECT_FALSE(config.error().advice.empty()) << name;
  }
}

}  // namespace
}  // namespace millrace::labeling
