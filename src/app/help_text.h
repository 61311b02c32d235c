// The prose of --help.
#pragma once

#include <string_view>

namespace millrace::app {

extern const std::string_view kProgramHelp, kProgramExamples;
extern const std::string_view kStartExamples, kStorageAddExamples, kStorageCheckExamples, kSyncExamples,
    kExportExamples, kConflictsExamples, kUserExamples;

}  // namespace millrace::app
