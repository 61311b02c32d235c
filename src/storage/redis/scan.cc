#include "storage/redis/scan.h"

#include <algorithm>

#include "base/text.h"

namespace millrace::storage::redis {
namespace {

constexpr size_t kLargestPage = 10'000;
// Keys that the server looks at per SCAN, about half a millisecond of its time.
constexpr size_t kScanned = 1'000;
constexpr int kScansPerPage = 256;

Error BadPosition() {
  return {.kind = ErrorKind::kInvalid,
          .message = "The listing cannot go on: its position is not one of a Redis.",
          .advice = "List from the start.",
          .operation = "list"};
}

bool IsCursor(std::string_view text) {
  return !text.empty() && text.size() <= 20 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Result<ScanPosition> StartAt(const std::string& position, const std::string& run_id,
                             const Place& place) {
  if (position.empty()) return ScanPosition{.run_id = run_id};
  ASSIGN_OR_RETURN(ScanPosition at, ScanPosition::Parse(position));
  if (at.run_id == run_id) return at;
  return std::unexpected(PositionLost(place.Name() + " was started anew while it was listed."));
}

}  // namespace

std::string ScanPosition::ToText() const {
  std::string text = run_id + " " + (ended ? "-" : cursor);
  for (const std::string& key : keys) text += " " + Base64UrlEncode(key);
  return text;
}

Result<ScanPosition> ScanPosition::Parse(std::string_view text) {
  const std::vector<std::string> words = Split(text, ' ');
  if (words.size() < 2 || words[0].empty()) return std::unexpected(BadPosition());
  ScanPosition position{.run_id = words[0], .ended = words[1] == "-"};
  if (!position.ended) {
    if (!IsCursor(words[1])) return std::unexpected(BadPosition());
    position.cursor = words[1];
  }
  for (size_t i = 2; i < words.size(); ++i) {
    auto key = Base64Decode(words[i]);
    if (!key.has_value() || key->empty()) return std::unexpected(BadPosition());
    position.keys.push_back(*std::move(key));
  }
  return position;
}

std::string ScanPattern(std::string_view prefix) {
  std::string pattern;
  for (const char c : prefix) {
    if (c == '*' || c == '?' || c == '[' || c == ']' || c == '^' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "*";
}

Result<ScannedKeys> ScanKeys(Connection& connection, const Place& place, const std::string& run_id,
                             const ListRequest& request) {
  ASSIGN_OR_RETURN(ScanPosition at, StartAt(request.position, run_id, place));
  const size_t limit = std::clamp<size_t>(request.limit, 1, kLargestPage);
  ScannedKeys out;
  out.keys = std::move(at.keys);
  const std::string pattern = ScanPattern(request.prefix);
  // Without a filter each scanned key is a listed one.
  const bool filtered = !request.prefix.empty() || !request.recursive;
  const std::string count = std::to_string(filtered ? std::max(limit, kScanned) : limit);
  for (int scans = 0; scans < kScansPerPage && !at.ended && out.keys.size() < limit; ++scans) {
    ASSIGN_OR_RETURN(Reply reply,
                     request.prefix.empty()
                         ? connection.One({"SCAN", at.cursor, "COUNT", count})
                         : connection.One({"SCAN", at.cursor, "MATCH", pattern, "COUNT", count}));
    if (reply.error()) return std::unexpected(ErrorOf(reply, place, "list", request.prefix));
    if (reply.items.size() != 2 || !reply.items[0].string() || !IsCursor(reply.items[0].text) ||
        reply.items[1].type != Reply::Type::kArray)
      return std::unexpected(UnexpectedReply(place, "list", request.prefix));
    at.cursor = std::move(reply.items[0].text);
    at.ended = at.cursor == "0";
    for (Reply& item : reply.items[1].items) {
      std::string& key = item.text;
      if (!item.string() || !key.starts_with(request.prefix)) continue;
      if (!request.recursive && key.find('/', request.prefix.size()) != std::string::npos) continue;
      if (key.empty())
        ++out.nameless;
      else
        out.keys.push_back(std::move(key));
    }
  }
  if (out.keys.size() > limit) {
    at.keys.assign(std::make_move_iterator(out.keys.begin() + static_cast<long>(limit)),
                   std::make_move_iterator(out.keys.end()));
    out.keys.resize(limit);
  } else {
    at.keys.clear();
  }
  if (at.ended && at.keys.empty()) return out;
  at.run_id = run_id;
  out.next = at.ToText();
  return out;
}

}  // namespace millrace::storage::redis
