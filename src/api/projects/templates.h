// Label configs to begin with.
#pragma once

#include <span>
#include <string_view>

namespace millrace::api {

struct Template {
  std::string_view group, title, details, config;
  std::string_view sample;  // data of a task that fits, as JSON; its media come with the web app
};
// Those of one group stand together.
std::span<const Template> Templates();

}  // namespace millrace::api
