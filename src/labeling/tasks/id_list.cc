#include "labeling/tasks/id_list.h"

#include <algorithm>

namespace millrace::labeling {

namespace {

template <class T, class ToArg>
IdList Take(std::span<const T>& items, db::Args before, ToArg to_arg) {
  constexpr size_t kMost = 256;
  const size_t taken = std::min(items.size(), kMost);
  size_t places = 1;
  while (places < taken) places *= 4;
  IdList list{.args = before};
  list.args.reserve(before.size() + places);
  list.sql.reserve(places * 6);
  for (size_t i = 0; i < places; ++i) {
    list.args.push_back(to_arg(items[std::min(i, taken - 1)]));
    list.sql.append(i == 0 ? "($" : ", $").append(std::to_string(list.args.size()));
  }
  list.sql += ')';
  items = items.subspan(taken);
  return list;
}

}  // namespace

IdList TakeIds(std::span<const int64_t>& ids, db::Args before) {
  return Take(ids, before, [](int64_t id) { return db::Arg(id); });
}

IdList TakeKeys(std::span<const std::string>& keys, db::Args before) {
  return Take(keys, before, [](const std::string& key) { return db::Arg(db::Blob{key}); });
}

}  // namespace millrace::labeling
