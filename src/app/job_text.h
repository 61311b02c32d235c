// Jobs and storages in words: what the command line prints about them. Pure functions of the JSON
// of REST (/api/v1/storages, /api/v1/jobs).
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::app {

// "s3://cats/raw/", or for local files the directory, relative to `directory` when it lies below.
std::string StorageName(const boost::json::object& storage, const std::string& directory);
// "source  s3://cats/raw/", with the kind for local files.
std::string StorageLabel(const boost::json::object& storage, const std::string& directory);

bool Ended(const boost::json::object& job);

// What a job did, on one line: "24 objects → 24 tasks   0.02 s".
std::string JobSummary(const boost::json::object& job);
// A running job on one line without a bar, for a log.
std::string JobProgress(const boost::json::object& job);
// The same as one or two lines with bars, for a terminal.
std::vector<std::string> JobBars(const boost::json::object& job);
// What a person should read about an ended job: problems, warnings, samples of a dry run, and the
// next step. `project` is named in the advice.
std::vector<std::string> JobNotes(const boost::json::object& job, const std::string& project);

// "▕███████    ▏" of `width` cells. A negative `fraction` is unknown and shows no progress.
std::string Bar(double fraction, int width);
// At most `columns` characters of UTF-8 text.
std::string_view CutToColumns(std::string_view text, size_t columns);

}  // namespace millrace::app
