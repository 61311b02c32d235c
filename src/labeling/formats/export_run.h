// One export from its tasks to its bytes, piece by piece.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "labeling/formats/export_format.h"

namespace millrace::labeling {

// Some tasks of an export with what hangs on them, as long as this lives.
class ExportPage {
 public:
  virtual ~ExportPage() = default;
  virtual std::span<const ExportItem> items() const = 0;
};

// Where the tasks come from. Used by one thread at a time.
class ExportSource {
 public:
  virtual ~ExportSource() = default;
  // The next ones; null at the end.
  virtual Result<std::shared_ptr<const ExportPage>> Next() = 0;
  virtual void Restart() = 0;
};

// Used by one thread at a time. Memory: a page of tasks, a piece of bytes, and what the format
// holds.
class ExportRun {
 public:
  virtual ~ExportRun() = default;
  // The rounds that the format needs before its first byte.
  virtual Result<void> Survey() = 0;
  // The next bytes, some 64 KiB to 2 MiB of them; "" at the end.
  virtual Result<std::string> Next() = 0;
  virtual int64_t tasks() const = 0;  // written so far
};

std::unique_ptr<ExportRun> MakeFlatRun(std::unique_ptr<ExportSource> source,
                                       std::unique_ptr<ExportFormat> format);
// The files as a zip archive.
Result<std::unique_ptr<ExportRun>> MakeArchiveRun(std::unique_ptr<ExportSource> source,
                                                  std::unique_ptr<ExportFormat> format, Time now);

}  // namespace millrace::labeling
