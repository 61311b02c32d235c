// What a person sees: lines, and a progress display that a terminal redraws and a log gets now and
// then.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::app {

// Results go to standard output, warnings and errors to standard error. With `json` only Result()
// and the messages on standard error are written. Used by one thread.
class Console {
 public:
  explicit Console(bool json);

  void Line(std::string_view text);
  void Warning(std::string_view text);
  // The command's machine-readable result; written only with --json.
  void JsonResult(std::string_view json);

  // Shows a running job: `lines` redraw the ones before on a terminal; elsewhere `plain` is written
  // at most every few seconds. `label` stands before both.
  void Progress(const std::string& label, const std::vector<std::string>& lines,
                const std::string& plain);
  // Takes the progress away, before other lines.
  void EndProgress();

  bool json() const { return json_; }

 private:
  bool json_;
  bool terminal_;
  size_t drawn_ = 0;  // lines of progress that stand on the terminal
  std::optional<std::chrono::steady_clock::time_point> last_plain_;
};

}  // namespace millrace::app
