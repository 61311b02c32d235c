// Every declaration of a provider holds what its users derive from it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "base/text.h"
#include "storage/common_fields.h"
#include "storage/provider.h"

namespace millrace::storage {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(RegistryTest, FindsByEveryName) {
  ASSERT_FALSE(Providers().empty());
  for (const Provider* provider : Providers()) {
    EXPECT_EQ(FindProvider(provider->kind), provider);
    EXPECT_EQ(FindProvider(provider->rest_name), provider);
    EXPECT_EQ(FindProvider(std::string(provider->kind) + "-completions"), provider);
  }
  for (const char* name : {"", "-completions", "ftp", "S3"})
    EXPECT_EQ(FindProvider(name), nullptr) << name;
}

TEST(RegistryTest, HiddenProvidersAreFoundButNotListed) {
  const Provider* memory = FindProvider("memory");
  ASSERT_NE(memory, nullptr);
  for (const Provider* provider : Providers()) EXPECT_NE(provider, memory);
}

// What a field depends on is a field, with values that it can have; a kind may lack that field.
void CheckCondition(const Provider& provider, const Field& field) {
  for (const Field* other : AllFields(provider)) {
    if (other->name != field.only_with.field) continue;
    Values values;
    for (const std::string& text : Split(field.only_with.values, '|'))
      EXPECT_TRUE(SetFromText(values, *other, text)) << text;
  }
}

TEST(RegistryTest, DeclarationsAreWhole) {
  std::set<std::string_view> kinds, rest_names;
  for (const Provider* provider : Providers()) {
    SCOPED_TRACE(provider->kind);
    EXPECT_TRUE(kinds.insert(provider->kind).second);
    EXPECT_TRUE(rest_names.insert(provider->rest_name).second);
    EXPECT_FALSE(provider->title.empty());
    EXPECT_FALSE(provider->rest_title.empty());
    ASSERT_NE(provider->path_field, nullptr);
    EXPECT_TRUE(provider->locate && provider->uri && provider->key_of && provider->open);
    // Members of REST's bodies beside the parameters.
    std::set<std::string> words = {"id",     "type",  "project",       "title", "description",
                                   "status", "meta",  "created_at",    "role",  "last_sync",
                                   "kind",   "reuse", "synchronizable"};
    std::set<std::string> flags;
    for (const Field* field : AllFields(*provider)) {
      SCOPED_TRACE(field->name);
      EXPECT_FALSE(field->title.empty());
      EXPECT_TRUE(field->help.ends_with('.')) << "a sentence";
      EXPECT_TRUE(words.insert(std::string(field->name)).second)
          << "declared twice, or not a parameter's name";
      for (const std::string_view alias : field->aliases) {
        if (alias.empty()) continue;
        EXPECT_TRUE(words.insert(std::string(alias)).second) << alias;
      }
      EXPECT_TRUE(flags.insert(FlagName("source", *field)).second);
      Values values;
      for (const std::string_view text : {field->fallback, field->suggested, field->dialog}) {
        if (!text.empty())
          EXPECT_TRUE(SetFromText(values, *field, text)) << "a default that is not allowed";
      }
      for (size_t i = 0; i < field->choices.size(); ++i)
        EXPECT_TRUE(!field->choices[i].empty() || field->choice_titles[i].empty());
      CheckCondition(*provider, *field);
    }
  }
}

TEST(RegistryTest, NoSecretIsPrinted) {
  for (const Provider* provider : Providers()) {
    const auto fields = AllFields(*provider);
    Values values;
    for (const Field* field : fields)
      if (field->type == FieldType::kSecret) values.Set(*field, "hunter2");
    EXPECT_THAT(boost::json::serialize(PublicJson(fields, values)), Not(HasSubstr("hunter2")));
    EXPECT_THAT(StoredJson(fields, values), Not(HasSubstr("hunter2")));
  }
}

TEST(RegistryTest, RequiredFieldsAreDemandedByName) {
  for (const Provider* provider : Providers()) {
    if (!provider->path_field->required) continue;
    const auto store = OpenStore(*provider, {}, {}, net::AddressPolicy::kTrusted);
    ASSERT_FALSE(store) << provider->kind;
    ASSERT_FALSE(store.error().fields.empty());
    EXPECT_EQ(store.error().fields[0].first, provider->path_field->name);
  }
}

TEST(RegistryTest, CommonFieldsFollowTheProvidersOwn) {
  const Provider* local = FindProvider("localfiles");
  ASSERT_NE(local, nullptr);
  const auto fields = AllFields(*local);
  EXPECT_EQ(fields.front(), local->path_field);
  EXPECT_THAT(fields, ::testing::Contains(&kRegexFilter));
  EXPECT_THAT(fields, Not(::testing::Contains(&kPresign)));
}

}  // namespace
}  // namespace millrace::storage
