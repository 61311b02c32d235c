// The tables of the labeling room, step by step.
#pragma once

#include <span>

#include "db/database.h"

namespace millrace::labeling {

std::span<const db::Migration> Migrations();

}  // namespace millrace::labeling
