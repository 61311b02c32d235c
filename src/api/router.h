// From method and path to a route.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/route.h"

namespace millrace::api {

class Router {
 public:
  explicit Router(std::span<const Route> routes);

  struct Match {
    const Route* route = nullptr;  // nullptr: no such path, or not with this method
    bool path_known = false;
    std::string allow;  // "GET, POST, HEAD, OPTIONS", if the path is known but not the method
  };
  // A trailing slash is ignored. Of patterns that match, those with most literal segments count:
  // "/things/types" is never a "/things/{word}", whatever the method. Fills ids and words of the
  // call.
  Match Find(Call& call) const;

 private:
  struct Entry {
    const Route* route;
    std::vector<std::string_view> segments;
    size_t literal;  // how many of them are no parameter
  };
  std::vector<std::vector<Entry>> by_length_;
};

}  // namespace millrace::api
