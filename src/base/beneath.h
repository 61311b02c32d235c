// Opens files below a directory in a way that nothing outside can be reached: neither by "..", nor
// by a symbolic link, nor by a directory that is swapped meanwhile.
#pragma once

#include <string>

#include "base/unique_fd.h"

namespace millrace {

// How paths are resolved.
enum class PathMode {
  kOpenat2,  // openat2(2) with RESOLVE_BENEATH: symbolic links work as long as they stay below
  kWalk,     // component by component with O_NOFOLLOW: symbolic links are not followed at all
};
// The best mode that this kernel allows; found out once.
PathMode BestPathMode();

// Opens `relative` ("" = the directory itself) below the directory `base`; `flags` as for
// openat(2). `links`: may symbolic links be followed, where the mode knows how? Gives an invalid
// descriptor and leaves the cause in errno; EXDEV or ELOOP for what leads outside.
UniqueFd OpenBeneath(PathMode mode, int base, const std::string& relative, int flags, bool links);

// One component, never a symbolic link: ELOOP for one, also where O_DIRECTORY makes the kernel say
// ENOTDIR.
UniqueFd OpenNoFollow(int directory, const std::string& name, int flags);

}  // namespace millrace
