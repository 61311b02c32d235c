#include "app/storage_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/provider.h"

namespace millrace::app {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Part(std::string_view name, std::string_view old = "") {
  return "<!-- generated: " + std::string(name) + " -->" + std::string(old) + "<!-- end -->";
}

std::string Filled(const std::string& page) {
  const auto filled = FillStoragePage(page);
  EXPECT_TRUE(filled.has_value()) << filled.error().Sentence();
  return filled.value_or("");
}

TEST(StoragePage, ProseStaysAndPartsAreMadeAnew) {
  const std::string page = "# Title\n\n" + Part("parameters s3", "stale text") + "\n\nprose\n" +
                           Part("parameters local", "\nstale text\n") + "\nend\n";
  const std::string filled = Filled(page);
  EXPECT_THAT(filled, AllOf(StartsWith("# Title\n\n<!-- generated: parameters s3 -->\n\n| "),
                            HasSubstr("\n<!-- end -->\n\nprose\n"), EndsWith("-->\nend\n")));
  EXPECT_THAT(filled, ::testing::Not(HasSubstr("stale")));
  EXPECT_EQ(Filled(filled), filled);
}

TEST(StoragePage, ParametersAreTheDeclarations) {
  for (const storage::Provider* provider : storage::Providers()) {
    const std::string table = Filled(Part("parameters " + std::string(provider->kind)));
    for (const Field* field : storage::AllFields(*provider))
      EXPECT_THAT(table, HasSubstr("| `" + std::string(field->name) + "` | "));
  }
  EXPECT_THAT(Filled(Part("parameters s3")),
              AllOf(HasSubstr("| `aws_secret_access_key` | both | "),
                    HasSubstr("`--{source,target}-s3-aws-secret-access-key-file`"),
                    HasSubstr("| required | `--{source,target}-path` |"),
                    HasSubstr("| `key_template` | target | "),
                    HasSubstr("| `true`; over REST `false` | `--source-s3-recursive-scan` |")));
}

TEST(StoragePage, CapabilitiesAreAskedOfTheStores) {
  const std::string table = Filled(Part("capabilities"));
  std::string titles = "|  |";
  for (const storage::Provider* provider : storage::Providers())
    titles += " " + std::string(provider->title) + " |";
  EXPECT_THAT(table, HasSubstr(titles + "\n| --- |"));
  EXPECT_THAT(table, HasSubstr("| Listing in the order of keys | yes |"));
  EXPECT_THAT(table, HasSubstr("no: through this server"));
}

TEST(StoragePage, SaysWhatItCannotFill) {
  for (const std::string name : {"parameters ftp", "hints s3", "parameters", ""}) {
    const auto filled = FillStoragePage(Part(name));
    ASSERT_FALSE(filled.has_value()) << name;
    EXPECT_THAT(filled.error().message, HasSubstr("\"" + name + "\""));
  }
  EXPECT_FALSE(FillStoragePage("<!-- generated: capabilities -->\nprose").has_value());
  EXPECT_FALSE(FillStoragePage("<!-- generated: capabilities").has_value());
}

}  // namespace
}  // namespace millrace::app
