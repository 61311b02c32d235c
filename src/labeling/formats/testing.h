// For tests of the formats: exports of tasks that are written down as JSON, unpacked.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <locale.h>

#include <map>

#include "db/testing.h"
#include "labeling/formats/export_run.h"
#include "labeling/formats/exported_task.h"

namespace millrace::labeling {

// Gives all tasks as one page.
class GivenTasks final : public ExportSource, public ExportPage {
 public:
  explicit GivenTasks(const std::vector<std::string>& tasks) {
    for (const std::string& json : tasks) {
      auto read = ReadExportedTask(json);
      EXPECT_TRUE(db::Ok(read)) << json;
      if (read.has_value()) tasks_.push_back(*std::move(read));
    }
    for (const ReadTask& task : tasks_) items_.push_back(task.item());
  }
  std::span<const ExportItem> items() const override { return items_; }
  Result<std::shared_ptr<const ExportPage>> Next() override {
    if (std::exchange(given_, true)) return nullptr;
    return std::shared_ptr<const ExportPage>(std::shared_ptr<void>(), this);
  }
  void Restart() override { given_ = false; }

 private:
  std::vector<ReadTask> tasks_;
  std::vector<ExportItem> items_;
  bool given_ = false;
};

using Files = std::map<std::string, std::string>;

inline Files Unpack(const std::string& zip) {
  // The reader gives names in the thread's locale.
  static const locale_t kUtf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t());
  const locale_t before = uselocale(kUtf8);
  Files files;
  struct archive* reader = archive_read_new();
  archive_read_support_format_zip(reader);
  EXPECT_EQ(archive_read_open_memory(reader, zip.data(), zip.size()), ARCHIVE_OK);
  struct archive_entry* entry = nullptr;
  while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
    std::string& text = files[archive_entry_pathname(entry)];
    char buffer[4096];
    la_ssize_t count = 0;
    while ((count = archive_read_data(reader, buffer, sizeof buffer)) > 0)
      text.append(buffer, static_cast<size_t>(count));
    EXPECT_EQ(count, 0);
  }
  archive_read_free(reader);
  uselocale(before);
  return files;
}

class FormatTest : public testing::Test {
 protected:
  // What the media are, by their URI.
  class Media final : public MediaSource {
   public:
    explicit Media(Files files) : files_(std::move(files)) {}
    Result<std::shared_ptr<const ByteSource>> Fetch(std::string_view uri) override {
      const auto found = files_.find(std::string(uri));
      if (found == files_.end()) return Fail(ErrorKind::kNotFound, "There is no such file.");
      return MemoryBytes(found->second);
    }

   private:
    const Files files_;
  };

  std::string Bytes(std::string_view kind_name, const std::string& xml,
                    const std::vector<std::string>& tasks, MediaSource* media = nullptr) {
    const auto config = ParseLabelConfig(xml);
    EXPECT_TRUE(db::Ok(config));
    const ExportKind* kind = FindExportKind(kind_name);
    EXPECT_NE(kind, nullptr) << kind_name;
    if (kind == nullptr || !config.has_value()) return "";
    auto format = kind->make(
        {.config = *config, .media = media, .spool_dir = directory_.File(""), .now = kNow});
    EXPECT_TRUE(db::Ok(format));
    if (!format.has_value()) return "";
    auto source = std::make_unique<GivenTasks>(tasks);
    std::unique_ptr<ExportRun> run;
    if (kind->is_archive()) {
      auto archive = MakeArchiveRun(std::move(source), *std::move(format), kNow);
      EXPECT_TRUE(db::Ok(archive));
      run = *std::move(archive);
    } else {
      run = MakeFlatRun(std::move(source), *std::move(format));
    }
    EXPECT_TRUE(db::Ok(run->Survey()));
    std::string all;
    while (true) {
      const auto piece = run->Next();
      EXPECT_TRUE(db::Ok(piece));
      if (!piece.has_value() || piece->empty()) return all;
      all += *piece;
    }
  }
  Files Export(std::string_view kind, const std::string& xml, const std::vector<std::string>& tasks,
               MediaSource* media = nullptr) {
    return Unpack(Bytes(kind, xml, tasks, media));
  }

  static constexpr Time kNow{std::chrono::seconds(1'700'000'000)};
  db::TempDir directory_;
};

}  // namespace millrace::labeling
