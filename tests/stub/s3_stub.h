// An S3 server for tests and benches: buckets in memory, path style, faults on demand.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
//
// Beside S3's own paths it answers
//   /_faults?op=get&kind=503&…   adds a fault (tests/stub/faults.h); /_faults?clear=1 takes all
//   away
//   /_stats                      JSON: requests by operation, faults met; /_stats?reset=1 starts at
//   0
//   /_mode?conditions=ignore     conditions of PUT and DELETE are ignored in silence; =obey ends
//   that
//   /_mode?cors=https://a.example   pages of that origin ("*" = all) may load objects; cors=
//   (empty) ends that
//   /_fill?bucket=b&prefix=p&count=n&body=…   makes objects
//   PUT /bucket                  makes a bucket
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "tests/stub/buckets.h"
#include "tests/stub/faults.h"

namespace millrace::stub {

class S3Stub {
 public:
  struct Options {
    int port = 0;
    int workers = 4;
    std::string access_key_id;  // "" = signatures are not checked
    std::string secret_access_key;
    bool ignore_conditions = false;
  };

  static Result<std::unique_ptr<S3Stub>> Start(Options options);
  virtual ~S3Stub() = default;

  virtual int port() const = 0;
  std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(port()); }
  virtual Buckets& buckets() = 0;
  virtual Faults& faults() = 0;
};

}  // namespace millrace::stub
