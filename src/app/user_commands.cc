#include <termios.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <iostream>

#include "app/commands.h"
#include "app/storage_arguments.h"
#include "base/secret.h"

namespace millrace::app {
namespace {

namespace json = boost::json;

// The terminal does not show what is typed while this lives.
class NoEcho {
 public:
  NoEcho() : active_(tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!active_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~NoEcho() {
    if (active_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
  bool active_;
};

std::string AskLine(const char* prompt) {
  std::cerr << prompt << std::flush;
  std::string line;
  {
    const NoEcho hidden;
    std::getline(std::cin, line);
  }
  std::cerr << '\n';
  return line;
}

Result<Secret> ReadPassword(const Arguments& arguments) {
  std::string text;
  if (!arguments.password_file.empty()) {
    ASSIGN_OR_RETURN(text, ReadTextFile(arguments.password_file));
  } else if (isatty(STDIN_FILENO) == 1) {
    text = AskLine("Password: ");
    std::string again = AskLine("The same again: ");
    const bool same = text == again;
    Wipe(again);
    if (!same) {
      Wipe(text);
      return Fail(ErrorKind::kInvalid, "The two passwords differ.", "Type them again.");
    }
  } else {
    ASSIGN_OR_RETURN(text, ReadTextFile("-"));
  }
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  Secret password(text);
  Wipe(text);
  if (password.empty())
    return Fail(ErrorKind::kInvalid, "No password was given.",
                "Type it on a terminal, give it on standard input, or name a --password-file.");
  return password;
}

Result<int> PostAccount(CommandContext& context, const std::string& path, bool with_role,
                        std::string_view done) {
  ASSIGN_OR_RETURN(const Secret password, ReadPassword(context.arguments));
  json::object body{{"email", context.arguments.email}, {"password", password.Reveal()}};
  if (with_role) body["role"] = context.arguments.role;
  ASSIGN_OR_RETURN(const json::value answer, CallJson(context.client, "POST", path, &body));
  context.console.Line("  " + context.arguments.email + "  " + std::string(done));
  context.console.JsonResult(json::serialize(answer));
  return kExitOk;
}

}  // namespace

Result<int> RunUserCreate(CommandContext& context) {
  return PostAccount(context, "/api/v1/accounts", true, "created");
}

Result<int> RunUserResetPassword(CommandContext& context) {
  return PostAccount(context, "/api/v1/accounts/reset-password", false, "has a new password");
}

}  // namespace millrace::app
