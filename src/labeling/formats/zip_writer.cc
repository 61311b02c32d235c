#include "labeling/formats/zip_writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <sys/stat.h>

#include <chrono>

namespace millrace::labeling {
namespace {

// libarchive marks names as UTF-8 only where the thread's locale says that they are.
class Utf8Names {
 public:
  Utf8Names() : before_(Locale() == locale_t() ? locale_t() : uselocale(Locale())) {}
  ~Utf8Names() {
    if (before_ != locale_t()) uselocale(before_);
  }

 private:
  static locale_t Locale() {
    static const locale_t kLocale = newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t());
    return kLocale;
  }
  const locale_t before_;
};

la_ssize_t Append(struct archive*, void* out, const void* bytes, size_t count) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), count);
  return static_cast<la_ssize_t>(count);
}

}  // namespace

struct ZipWriter::Impl {
  explicit Impl(Time now)
      : zip(archive_write_new()),
        entry(archive_entry_new()),
        seconds(std::chrono::system_clock::to_time_t(
            std::chrono::time_point_cast<std::chrono::system_clock::duration>(now))) {}
  ~Impl() {
    archive_entry_free(entry);
    archive_write_free(zip);
  }

  Result<void> Check(la_ssize_t code) const {
    if (code >= ARCHIVE_WARN) return {};
    const char* words = archive_error_string(zip);
    return Fail(ErrorKind::kInternal, std::string("The archive cannot be written: ") +
                                          (words == nullptr ? "no reason given" : words) + ".");
  }

  Result<void> Begin(const std::string& name, mode_t mode) {
    const Utf8Names names;
    archive_entry_clear(entry);
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_mode(entry, mode);
    archive_entry_set_mtime(entry, seconds, 0);
    return Check(archive_write_header(zip, entry));
  }

  struct archive* zip;
  struct archive_entry* entry;
  const time_t seconds;
  std::string out;
};

ZipWriter::ZipWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ZipWriter::ZipWriter(ZipWriter&&) noexcept = default;
ZipWriter::~ZipWriter() = default;

Result<ZipWriter> ZipWriter::Make(Time now) {
  auto impl = std::make_unique<Impl>(now);
  RETURN_IF_ERROR(impl->Check(archive_write_set_format_zip(impl->zip)));
  RETURN_IF_ERROR(impl->Check(archive_write_set_bytes_per_block(impl->zip, 0)));
  RETURN_IF_ERROR(impl->Check(archive_write_set_bytes_in_last_block(impl->zip, 1)));
  RETURN_IF_ERROR(impl->Check(archive_write_open(impl->zip, &impl->out, nullptr, Append, nullptr)));
  return ZipWriter(std::move(impl));
}

Result<void> ZipWriter::Folder(const std::string& name) {
  return impl_->Begin(name + "/", S_IFDIR | 0755);
}

Result<void> ZipWriter::File(const std::string& name, bool compress) {
  RETURN_IF_ERROR(impl_->Check(compress ? archive_write_zip_set_compression_deflate(impl_->zip)
                                        : archive_write_zip_set_compression_store(impl_->zip)));
  return impl_->Begin(name, S_IFREG | 0644);
}

Result<void> ZipWriter::Data(std::string_view bytes) {
  while (!bytes.empty()) {
    const la_ssize_t written = archive_write_data(impl_->zip, bytes.data(), bytes.size());
    RETURN_IF_ERROR(impl_->Check(written));
    if (written <= 0) return Fail(ErrorKind::kInternal, "The archive takes no bytes.");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

Result<void> ZipWriter::Finish() { return impl_->Check(archive_write_close(impl_->zip)); }

std::string ZipWriter::Take() {
  std::string taken = std::move(impl_->out);
  impl_->out.clear();
  return taken;
}

size_t ZipWriter::ready() const { return impl_->out.size(); }

}  // namespace millrace::labeling
