// local_files MODE …: the limit of reading and writing files, with four threads.
//   read DIRECTORY    reads every file below it
//   copy FROM INTO    reads the same, then (measured) writes each file into the new directory INTO:
//                     under a temporary name, fsync, rename; at the end one fsync of the directory
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "figure.h"

namespace millrace::bench {
namespace {

constexpr int kThreads = 4;

struct File {
  std::string path, name, body;
};

std::vector<File> FilesBelow(const std::string& directory) {
  std::vector<File> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory))
    if (entry.is_regular_file()) files.push_back({entry.path(), entry.path().filename(), ""});
  return files;
}

template <class F>
void ForEach(std::vector<File>& files, const F& fn) {
  std::atomic<size_t> next{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&] {
      for (size_t j; (j = next.fetch_add(1)) < files.size();) fn(files[j]);
    });
}

void ReadOne(File& file) {
  const int fd = open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) Stop("local_files", "cannot open a file");
  char buffer[64 << 10];
  for (ssize_t n; (n = read(fd, buffer, sizeof buffer)) > 0;)
    file.body.append(buffer, static_cast<size_t>(n));
  close(fd);
}

void WriteOne(const std::string& directory, const File& file) {
  const std::string path = directory + "/" + file.name, temporary = path + ".tmp";
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  const auto size = static_cast<ssize_t>(file.body.size());
  if (fd < 0 || write(fd, file.body.data(), file.body.size()) != size || fsync(fd) != 0 ||
      close(fd) != 0 || rename(temporary.c_str(), path.c_str()) != 0)
    Stop("local_files", "cannot write a file");
}

int64_t Bytes(const std::vector<File>& files) {
  int64_t bytes = 0;
  for (const File& file : files) bytes += static_cast<int64_t>(file.body.size());
  return bytes;
}

}  // namespace
}  // namespace millrace::bench

int main(int argc, char** argv) {
  using namespace millrace::bench;
  const std::string mode = argc > 2 ? argv[1] : "";
  if (!(mode == "read" && argc == 3) && !(mode == "copy" && argc == 4))
    Stop("usage", "local_files read DIRECTORY | copy FROM INTO");
  Stopwatch watch;
  std::vector<File> files = FilesBelow(argv[2]);
  ForEach(files, ReadOne);
  if (mode == "copy") {
    const std::string into = argv[3];
    std::filesystem::create_directories(into);
    watch = Stopwatch();
    ForEach(files, [&](const File& file) { WriteOne(into, file); });
    const int fd = open(into.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) Stop("local_files", "cannot flush the directory");
    close(fd);
  }
  PrintFigure(static_cast<int64_t>(files.size()), Bytes(files), watch.Seconds());
  return 0;
}
