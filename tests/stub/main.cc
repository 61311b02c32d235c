// s3_stub: the stub server as a program.
//   s3_stub [--port N] [--ready-file F] [--workers N] [--bucket B]… [--access-key K --secret-key S]
//           [--ignore-conditions]
// Writes "endpoint=http://127.0.0.1:PORT" to standard output, and to F once it answers; ends on
// SIGTERM or SIGINT.
#include <signal.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "tests/stub/s3_stub.h"

int main(int argc, char** argv) {
  millrace::stub::S3Stub::Options options;
  std::string ready_file;
  std::vector<std::string> buckets;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (flag == "--ignore-conditions") {
      options.ignore_conditions = true;
      continue;
    }
    if (i + 1 == argc) {
      fprintf(stderr, "s3_stub: %s needs a value\n", flag.c_str());
      return 2;
    }
    const std::string value = argv[++i];
    if (flag == "--ready-file")
      ready_file = value;
    else if (flag == "--bucket")
      buckets.push_back(value);
    else if (flag == "--access-key")
      options.access_key_id = value;
    else if (flag == "--secret-key")
      options.secret_access_key = value;
    else if (const auto number = millrace::ParseInt(value); number && flag == "--port")
      options.port = static_cast<int>(*number);
    else if (number && flag == "--workers")
      options.workers = static_cast<int>(*number);
    else {
      fprintf(stderr, "s3_stub: unknown flag or bad number: %s %s\n", flag.c_str(), value.c_str());
      return 2;
    }
  }

  // Blocked before any thread starts, so that only sigwait below takes them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto stub = millrace::stub::S3Stub::Start(options);
  if (!stub.has_value()) {
    fprintf(stderr, "s3_stub: %s\n", stub.error().Sentence().c_str());
    return 1;
  }
  for (const std::string& bucket : buckets) (*stub)->buckets().Make(bucket);
  printf("endpoint=%s\n", (*stub)->endpoint().c_str());
  fflush(stdout);
  if (!ready_file.empty()) {
    const std::string part = ready_file + ".part";
    std::ofstream(part) << "endpoint=" << (*stub)->endpoint() << "\n";
    rename(part.c_str(), ready_file.c_str());
  }
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
}
