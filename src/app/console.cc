#include "app/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "app/job_text.h"

namespace millrace::app {
namespace {

constexpr std::chrono::seconds kPlainEvery{5};

size_t TerminalColumns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

void Write(std::FILE* to, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), to);
  std::fputc('\n', to);
  std::fflush(to);
}

}  // namespace

Console::Console(bool json) : json_(json), terminal_(!json && isatty(STDOUT_FILENO) == 1) {}

void Console::Line(std::string_view text) {
  if (json_) return;
  EndProgress();
  Write(stdout, text);
}

void Console::Warning(std::string_view text) {
  EndProgress();
  Write(stderr, "warning: " + std::string(text));
}

void Console::JsonResult(std::string_view json) {
  if (json_) Write(stdout, json);
}

void Console::Progress(const std::string& label, const std::vector<std::string>& lines,
                       const std::string& plain) {
  if (json_) return;
  if (!terminal_) {
    const auto now = std::chrono::steady_clock::now();
    if (!last_plain_) last_plain_ = now;  // a short job needs no progress
    if (now - *last_plain_ < kPlainEvery) return;
    last_plain_ = now;
    Write(stdout, "  " + label + "  " + plain);
    return;
  }
  EndProgress();
  const size_t columns = TerminalColumns();
  const std::string indent(CutToColumns(label, 60).size(), ' ');
  for (const std::string& line : lines) {
    const std::string text = "  " + (drawn_ == 0 ? label : indent) + "  " + line;
    // One column is left free: a full line would wrap and could not be taken back.
    Write(stdout, CutToColumns(text, columns - 1));
    ++drawn_;
  }
}

void Console::EndProgress() {
  if (drawn_ == 0) return;
  std::printf("\x1b[%zuA\x1b[J", drawn_);
  std::fflush(stdout);
  drawn_ = 0;
}

}  // namespace millrace::app
