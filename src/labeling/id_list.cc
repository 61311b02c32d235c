#include "labeling/id_list.h"

#include <algorithm>

namespace millrace::labeling {

IdList TakeIds(std::span<const int64_t>& ids) {
  constexpr size_t kMost = 256;
  const size_t taken = std::min(ids.size(), kMost);
  size_t places = 1;
  while (places < taken) places *= 4;
  IdList list;
  list.args.reserve(places);
  list.sql.reserve(places * 6);
  for (size_t i = 0; i < places; ++i) {
    list.args.emplace_back(ids[std::min(i, taken - 1)]);
    list.sql.append(i == 0 ? "($" : ", $").append(std::to_string(i + 1));
  }
  list.sql += ')';
  ids = ids.subspan(taken);
  return list;
}

}  // namespace millrace::labeling
