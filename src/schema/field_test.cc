#include "schema/field.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace millrace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

constexpr Field kBucket{.name = "bucket",
                        .title = "Bucket name",
                        .help = "Name.",
                        .required = true,
                        .aliases = {"bucket_name"}};
constexpr Field kTtl{.name = "presign_ttl",
                     .type = FieldType::kInt,
                     .title = "TTL",
                     .help = "Minutes.",
                     .role = FieldRole::kSource,
                     .fallback = "15",
                     .minimum = 0,
                     .maximum = 100};
constexpr Field kFlag{.name = "use_blob_urls",
                      .type = FieldType::kBool,
                      .title = "Blobs",
                      .help = "Blobs.",
                      .fallback = "true"};
constexpr Field kMode{.name = "on_change",
                      .title = "Mode",
                      .help = "Mode.",
                      .advanced = true,
                      .fallback = "keep",
                      .choices = {"keep", "update"}};
constexpr Field kKey{
    .name = "secret_key", .type = FieldType::kSecret, .title = "Secret", .help = "Secret."};
constexpr Field kNote{
    .name = "note", .title = "Note", .help = "Note.", .role = FieldRole::kTarget, .flag = "remark"};
constexpr Field kCopies{.name = "copies",
                        .type = FieldType::kInt,
                        .title = "Copies",
                        .help = "Copies.",
                        .fallback = "1",
                        .suggested = "2",
                        .dialog = "3",
                        .unit = "files",
                        .only_with = {"use_blob_urls", "false"}};
constexpr Field kSize{.name = "size",
                      .title = "Size",
                      .help = "Size.",
                      .choices = {"s", "m"},
                      .choice_titles = {"small"},
                      .only_with = {"elsewhere", "true"}};
constexpr const Field* kAll[] = {&kBucket, &kTtl, &kFlag, &kMode, &kKey, &kNote};

Result<Values> Parse(std::string_view text, std::vector<std::string>* unknown = nullptr) {
  return ParseValues(kAll, boost::json::parse(text).as_object(), unknown);
}

TEST(ValuesTest, AbsentGivesTheDefault) {
  const Values none;
  EXPECT_EQ(none.Int(kTtl), 15);
  EXPECT_TRUE(none.Bool(kFlag));
  EXPECT_EQ(none.String(kMode), "keep");
  EXPECT_EQ(none.String(kBucket), "");
  EXPECT_TRUE(none.SecretValue(kKey).empty());
  EXPECT_FALSE(none.Has(kTtl));
}

TEST(ValuesTest, GivenValuesReplaceDefaultsAlsoWhenEmptyOrFalse) {
  Values values;
  values.Set(kFlag, false);
  values.Set(kTtl, 0);
  values.Set(kMode, "");
  EXPECT_FALSE(values.Bool(kFlag));
  EXPECT_EQ(values.Int(kTtl), 0);
  EXPECT_EQ(values.String(kMode), "");
  values.Clear(kTtl);
  EXPECT_EQ(values.Int(kTtl), 15);
}

TEST(ValuesTest, MergeKeepsWhatTheOtherDoesNotGive) {
  Values base, change;
  base.Set(kBucket, "cats");
  base.Set(kKey, "old");
  change.Set(kBucket, "dogs");
  base.Merge(change);
  EXPECT_EQ(base.String(kBucket), "dogs");
  EXPECT_EQ(base.SecretValue(kKey).Reveal(), "old");
}

TEST(ValuesTest, SecretIsNotGivenAsText) {
  Values values;
  values.Set(kKey, "hunter2");
  EXPECT_EQ(values.String(kKey), "");
  EXPECT_EQ(values.SecretValue(kKey).Reveal(), "hunter2");
}

TEST(SetFromTextTest, ReadsEveryType) {
  Values values;
  ASSERT_TRUE(SetFromText(values, kTtl, " 7 "));
  ASSERT_TRUE(SetFromText(values, kFlag, "No"));
  ASSERT_TRUE(SetFromText(values, kMode, "update"));
  EXPECT_EQ(values.Int(kTtl), 7);
  EXPECT_FALSE(values.Bool(kFlag));
  EXPECT_EQ(values.String(kMode), "update");
}

TEST(SetFromTextTest, RefusesWithTheFieldsNameAndKeepsTheOldValue) {
  const struct {
    const Field& field;
    std::string text, sentence;
  } cases[] = {
      {kTtl, "ten", "A valid integer is required."},
      {kTtl, "", "A valid integer is required."},
      {kTtl, "99999999999999999999", "A valid integer is required."},
      {kTtl, "-1", "Ensure this value is greater than or equal to 0."},
      {kTtl, "101", "Ensure this value is less than or equal to 100."},
      {kFlag, "perhaps", "Must be a valid boolean."},
      {kMode, "never", "\"never\" is not a valid choice."},
      {kBucket, std::string("a\0b", 3), "Null characters are not allowed."},
      {kBucket, "\xff", "Must be UTF-8 text."},
  };
  for (const auto& c : cases) {
    Values values;
    const auto outcome = SetFromText(values, c.field, c.text);
    ASSERT_FALSE(outcome) << c.text;
    EXPECT_EQ(outcome.error().kind, ErrorKind::kInvalid);
    EXPECT_THAT(outcome.error().fields, ElementsAre(Pair(c.field.name, c.sentence)));
    EXPECT_THAT(outcome.error().message, HasSubstr(std::string(c.field.name)));
    EXPECT_FALSE(values.Has(c.field));
  }
}

TEST(SetFromTextTest, ChoiceErrorListsWhatIsAllowed) {
  Values values;
  EXPECT_EQ(SetFromText(values, kMode, "x").error().advice, "Use one of: keep, update.");
}

TEST(ParseValuesTest, ReadsJsonTypesAndFormText) {
  const auto values =
      Parse(R"({"bucket":"b","presign_ttl":"3","use_blob_urls":"off","secret_key":"s"})");
  ASSERT_TRUE(values);
  EXPECT_EQ(values->String(kBucket), "b");
  EXPECT_EQ(values->Int(kTtl), 3);
  EXPECT_FALSE(values->Bool(kFlag));
  EXPECT_EQ(values->SecretValue(kKey).Reveal(), "s");
  EXPECT_EQ(Parse(R"({"presign_ttl":4.0})")->Int(kTtl), 4);
  EXPECT_FALSE(Parse(R"({"use_blob_urls":0})")->Bool(kFlag));
  EXPECT_EQ(Parse(R"({"bucket":2024})")->String(kBucket), "2024");
}

TEST(ParseValuesTest, NullAndEmptySecretAreAbsent) {
  const auto values =
      Parse(R"({"bucket":null,"secret_key":"","presign_ttl":"","on_change":"","note":""})");
  ASSERT_TRUE(values);
  EXPECT_FALSE(values->Has(kBucket));
  EXPECT_FALSE(values->Has(kKey));
  EXPECT_FALSE(values->Has(kTtl));
  EXPECT_FALSE(values->Has(kMode));
  EXPECT_TRUE(values->Has(kNote)) << "empty text is a value";
}

TEST(ParseValuesTest, AliasIsReadAndTheNameWins) {
  EXPECT_EQ(Parse(R"({"bucket_name":"a"})")->String(kBucket), "a");
  EXPECT_EQ(Parse(R"({"bucket_name":"a","bucket":"b"})")->String(kBucket), "b");
  EXPECT_EQ(Parse(R"({"bucket_name":"a","bucket":null})")->String(kBucket), "a");
}

TEST(ParseValuesTest, AllWrongFieldsAreInOneError) {
  const auto values =
      Parse(R"({"bucket":true,"presign_ttl":1.5,"use_blob_urls":[],"on_change":"x"})");
  ASSERT_FALSE(values);
  EXPECT_THAT(values.error().fields,
              ElementsAre(Pair("bucket", "Not a valid string."),
                          Pair("presign_ttl", "A valid integer is required."),
                          Pair("use_blob_urls", "Must be a valid boolean."),
                          Pair("on_change", "\"x\" is not a valid choice.")));
}

TEST(ParseValuesTest, UnknownMembersAreIgnoredOrNamed) {
  std::vector<std::string> unknown;
  ASSERT_TRUE(Parse(R"({"bucket_name":"a","bukket":1,"x":{}})", &unknown));
  EXPECT_THAT(unknown, ElementsAre("bukket", "x"));
}

TEST(CheckRequiredTest, NamesMissingAndBlank) {
  Values values;
  EXPECT_THAT(CheckRequired(kAll, values).error().fields,
              ElementsAre(Pair("bucket", "This field is required.")));
  values.Set(kBucket, "");
  EXPECT_THAT(CheckRequired(kAll, values).error().fields,
              ElementsAre(Pair("bucket", "This field may not be blank.")));
  values.Set(kBucket, "cats");
  EXPECT_TRUE(CheckRequired(kAll, values));
}

TEST(JsonTest, PublicHasDefaultsAndNoSecret) {
  Values values;
  values.Set(kBucket, "cats");
  values.Set(kKey, "hunter2");
  EXPECT_EQ(
      boost::json::serialize(PublicJson(kAll, values)),
      R"({"bucket":"cats","presign_ttl":15,"use_blob_urls":true,"on_change":"keep","note":null})");
}

TEST(JsonTest, StoredRoundTripKeepsAbsentAbsent) {
  Values values;
  values.Set(kBucket, "caf\xc3\xa9 \"x\"");
  values.Set(kFlag, false);
  values.Set(kTtl, 0);
  values.Set(kKey, "hunter2");
  const std::string plain = StoredJson(kAll, values), secrets = StoredSecrets(kAll, values);
  EXPECT_THAT(plain, Not(HasSubstr("hunter2")));
  const auto back = FromStored(kAll, plain, secrets);
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, values);
  EXPECT_FALSE(back->Has(kMode));
  EXPECT_EQ(StoredSecrets(kAll, Values()), "");
}

TEST(JsonTest, CorruptStoredTextIsAnErrorWithoutItsBytes) {
  for (const auto& [plain, secrets] :
       {std::pair("{\"bucket\":", ""), std::pair("{}", "[\"hunter2\"]"),
        std::pair("{}", "{\"hunter2")}) {
    const auto values = FromStored(kAll, plain, secrets);
    ASSERT_FALSE(values);
    EXPECT_EQ(values.error().kind, ErrorKind::kCorrupt);
    EXPECT_THAT(values.error().Sentence(), Not(HasSubstr("hunter2")));
  }
}

TEST(JsonSchemaTest, DescribesTypesChoicesAndSecrets) {
  const auto schema = JsonSchema(kAll, FieldRole::kSource);
  const auto& properties = schema.at("properties").as_object();
  EXPECT_EQ(boost::json::serialize(schema.at("required")), R"(["bucket"])");
  EXPECT_FALSE(properties.contains("note")) << "a target's field";
  EXPECT_TRUE(properties.at("secret_key").at("writeOnly").as_bool());
  EXPECT_EQ(boost::json::serialize(properties.at("on_change").at("enum")), R"(["keep","update"])");
  EXPECT_EQ(properties.at("presign_ttl").at("default").as_int64(), 15);
  EXPECT_EQ(properties.at("presign_ttl").at("maximum").as_int64(), 100);
  EXPECT_TRUE(properties.at("on_change").at("x-advanced").as_bool());
  EXPECT_FALSE(properties.at("presign_ttl").as_object().contains("x-suggested"));
  EXPECT_TRUE(JsonSchema(kAll, FieldRole::kTarget).at("properties").as_object().contains("note"));
}

TEST(JsonSchemaTest, SaysWhatTheDialogSuggests) {
  static constexpr Field kDeep{
      .name = "deep", .type = FieldType::kBool, .fallback = "false", .suggested = "true"};
  static constexpr const Field* kOne[] = {&kDeep};
  const auto schema = JsonSchema(kOne, FieldRole::kSource);
  const auto& property = schema.at("properties").at("deep").as_object();
  EXPECT_FALSE(property.at("default").as_bool());
  EXPECT_TRUE(property.at("x-suggested").as_bool());
  EXPECT_FALSE(Values().Bool(kDeep)) << "an absent value means the fallback";
}

TEST(FillDefaultsTest, TargetsMayHaveADefaultOfTheirOwn) {
  static constexpr Field kDb{
      .name = "db", .type = FieldType::kInt, .fallback = "1", .target_fallback = "2"};
  static constexpr const Field* kOne[] = {&kDb, &kTtl};
  const auto filled = [&](FieldRole role, Values values = {}) {
    FillDefaults(kOne, role, values);
    EXPECT_FALSE(values.Has(kTtl)) << "a default that all have stays out of the values";
    return values.Int(kDb);
  };
  EXPECT_EQ(filled(FieldRole::kSource), 1);
  EXPECT_EQ(filled(FieldRole::kTarget), 2);
  Values given;
  given.Set(kDb, 7);
  EXPECT_EQ(filled(FieldRole::kTarget, given), 7);
  for (const auto& [role, value] : {std::pair(FieldRole::kSource, 1), {FieldRole::kTarget, 2}})
    EXPECT_EQ(JsonSchema(kOne, role).at("properties").at("db").at("default").as_int64(), value);
}

TEST(FlagNameTest, TakesTheFlagOrTheName) {
  EXPECT_EQ(FlagName("source-s3", kTtl), "--source-s3-presign-ttl");
  EXPECT_EQ(FlagName("target", kNote), "--target-remark");
  EXPECT_EQ(FlagName("", kBucket), "--bucket");
}

TEST(DialogFormTest, DefaultsAreOfTheFieldsTypeAndTheDialogsOwnWin) {
  const Field* fields[] = {&kFlag, &kCopies, &kKey, &kNote};
  const boost::json::array form = DialogForm(fields, FieldRole::kSource);
  ASSERT_EQ(form.size(), 3u) << "the note is for targets";
  EXPECT_EQ(form[0].at("default").as_bool(), true);
  EXPECT_EQ(form[1].at("default").as_int64(), 3);
  EXPECT_EQ(form[1].at("max").as_int64(), kCopies.maximum);
  EXPECT_EQ(form[1].at("unit").as_string(), "files");
  EXPECT_EQ(form[2].at("type").as_string(), "secret");
  EXPECT_TRUE(form[2].at("default").is_null());
  EXPECT_TRUE(form[2].at("max").is_null());
}

TEST(DialogFormTest, ConditionsNameValuesAndChoicesHaveTitles) {
  const Field* fields[] = {&kFlag, &kCopies, &kSize};
  const boost::json::array form = DialogForm(fields, FieldRole::kBoth);
  EXPECT_TRUE(form[0].at("depends_on").is_null());
  EXPECT_EQ(form[1].at("depends_on"),
            boost::json::parse(R"({"field": "use_blob_urls", "values": [false]})"));
  EXPECT_TRUE(form[2].at("depends_on").is_null()) << "there is no such field here";
  EXPECT_EQ(
      form[2].at("choices"),
      boost::json::parse(R"([{"value": "s", "title": "small"}, {"value": "m", "title": "m"}])"));
}

}  // namespace
}  // namespace millrace
