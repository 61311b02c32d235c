#include "labeling/formats/export_run.h"

#include <deque>
#include <utility>

#include "labeling/formats/zip_writer.h"

namespace millrace::labeling {
namespace {

constexpr size_t kLeast = 64u << 10;  // bytes of a piece, but for the last one
constexpr size_t kCopied = 1u << 20;  // bytes of a file that are copied at once

// Where the bytes are gathered, besides what a format sees of it.
class Pieces : public ExportOutput {
 public:
  // Is a file on its way that is copied piece by piece?
  virtual bool busy() const { return false; }
  virtual Result<void> Copy() { return {}; }
  virtual Result<void> Close() { return {}; }
  virtual size_t ready() const = 0;
  virtual std::string Take() = 0;
};

std::unexpected<Error> NotHere() {
  return Fail(ErrorKind::kInternal, "The format writes what it said it would not.");
}

class FlatPieces final : public Pieces {
 public:
  void Write(std::string_view bytes) override { text_ += bytes; }
  Result<void> AddFolder(const std::string&) override { return NotHere(); }
  Result<void> AddFile(const std::string&, std::string_view) override { return NotHere(); }
  Result<void> AddMedia(const std::string&, std::shared_ptr<const ByteSource>) override {
    return NotHere();
  }
  Result<void> AddText(const std::string&, std::shared_ptr<const ByteSource>) override {
    return NotHere();
  }
  size_t ready() const override { return text_.size(); }
  std::string Take() override { return std::exchange(text_, {}); }

 private:
  std::string text_;
};

class ArchivePieces final : public Pieces {
 public:
  explicit ArchivePieces(ZipWriter zip) : zip_(std::move(zip)) {}

  void Write(std::string_view) override {}  // of formats of one file, which are no archives
  Result<void> AddFolder(const std::string& name) override { return zip_.Folder(name); }
  Result<void> AddFile(const std::string& name, std::string_view bytes) override {
    RETURN_IF_ERROR(zip_.File(name, true));
    return zip_.Data(bytes);
  }
  Result<void> AddMedia(const std::string& name, std::shared_ptr<const ByteSource> bytes) override {
    waiting_.push_back({name, std::move(bytes), false});
    return {};
  }
  Result<void> AddText(const std::string& name, std::shared_ptr<const ByteSource> bytes) override {
    waiting_.push_back({name, std::move(bytes), true});
    return {};
  }

  bool busy() const override { return !waiting_.empty(); }
  Result<void> Copy() override {
    const File& file = waiting_.front();
    if (at_ == 0) RETURN_IF_ERROR(zip_.File(file.name, file.compress));
    std::string buffer;
    ASSIGN_OR_RETURN(const std::string_view piece, file.bytes->Read(at_, kCopied, buffer));
    RETURN_IF_ERROR(zip_.Data(piece));
    at_ += piece.size();
    if (at_ < file.bytes->size()) return {};
    at_ = 0;
    waiting_.pop_front();
    return {};
  }
  Result<void> Close() override { return zip_.Finish(); }
  size_t ready() const override { return zip_.ready(); }
  std::string Take() override { return zip_.Take(); }

 private:
  struct File {
    std::string name;
    std::shared_ptr<const ByteSource> bytes;
    bool compress;
  };
  ZipWriter zip_;
  std::deque<File> waiting_;
  uint64_t at_ = 0;  // of the first one
};

class Run final : public ExportRun {
 public:
  Run(std::unique_ptr<ExportSource> source, std::unique_ptr<ExportFormat> format,
      std::unique_ptr<Pieces> pieces)
      : source_(std::move(source)), format_(std::move(format)), pieces_(std::move(pieces)) {}

  Result<void> Survey() override {
    if (!format_->NeedsSurvey()) return {};
    while (true) {
      ASSIGN_OR_RETURN(const auto page, source_->Next());
      if (page == nullptr) break;
      for (const ExportItem& item : page->items()) format_->Survey(item);
    }
    source_->Restart();
    return {};
  }

  Result<std::string> Next() override {
    while (step_ != Step::kDone && pieces_->ready() < kLeast) RETURN_IF_ERROR(Advance());
    return pieces_->Take();
  }

  int64_t tasks() const override { return tasks_; }

 private:
  enum class Step { kBegin, kTasks, kClose, kDone };

  Result<void> Advance() {
    if (pieces_->busy()) return pieces_->Copy();
    switch (step_) {
      case Step::kBegin: step_ = Step::kTasks; return format_->Begin(*pieces_);
      case Step::kTasks: return AdvanceTasks();
      case Step::kClose: step_ = Step::kDone; return pieces_->Close();
      case Step::kDone: break;
    }
    return {};
  }

  Result<void> AdvanceTasks() {
    if (page_ != nullptr && at_ < page_->items().size()) {
      ++tasks_;
      return format_->Append(*pieces_, page_->items()[at_++]);
    }
    at_ = 0;
    page_ = nullptr;
    ASSIGN_OR_RETURN(page_, source_->Next());
    if (page_ != nullptr) return {};
    step_ = Step::kClose;
    return format_->End(*pieces_);
  }

  const std::unique_ptr<ExportSource> source_;
  const std::unique_ptr<ExportFormat> format_;
  const std::unique_ptr<Pieces> pieces_;
  std::shared_ptr<const ExportPage> page_;
  size_t at_ = 0;  // of page_
  int64_t tasks_ = 0;
  Step step_ = Step::kBegin;
};

}  // namespace

std::unique_ptr<ExportRun> MakeFlatRun(std::unique_ptr<ExportSource> source,
                                       std::unique_ptr<ExportFormat> format) {
  return std::make_unique<Run>(std::move(source), std::move(format),
                               std::make_unique<FlatPieces>());
}

Result<std::unique_ptr<ExportRun>> MakeArchiveRun(std::unique_ptr<ExportSource> source,
                                                  std::unique_ptr<ExportFormat> format, Time now) {
  ASSIGN_OR_RETURN(ZipWriter zip, ZipWriter::Make(now));
  return std::make_unique<Run>(std::move(source), std::move(format),
                               std::make_unique<ArchivePieces>(std::move(zip)));
}

}  // namespace millrace::labeling
