#include "app/help_text.h"

namespace millrace::app {

constinit const std::string_view kProgramHelp =
    "Millrace: labeling tasks from your buckets, finished annotations back to them.";

constinit const std::string_view kProgramExamples = R"(Examples:
  millrace start                                     serve on http://127.0.0.1:8080
  millrace start cats --init --source s3 --source-path my-bucket
                                                     make a project from the tasks in a bucket, and serve
  millrace storage list                              what is connected, beside a running server or alone
  millrace sync cats                                 look for new objects, send annotations out
  millrace export cats -o cats.json                  the annotated tasks

Every command explains itself: millrace start --help.

Exit status: 0 done, 1 failed, 2 the command line is wrong, 3 a sync completed with errors.
)";

constinit const std::string_view kStartExamples = R"(Examples:
  Tasks as JSON in an S3 bucket:
    millrace start my_project --init --source s3 --source-path my-bucket
  Each picture of a bucket becomes a task:
    millrace start my_project --init --source s3 --source-path my-bucket \
      --source-params '{"use_blob_urls": true, "regex": ".*\\.jpg"}'
  Annotations go to a bucket:
    millrace start my_project --init --target s3-completions --target-path my-bucket
  Directories on this machine:
    millrace start my_project --init --source local --source-path ./pictures \
      --source-local-use-blob-urls true --target local --target-path ./annotations
  Parameters with secrets belong in a file:
    millrace start my_project --init --source s3 --source-path my-bucket --source-params @s3.json

Run again, the same command uses the same project and storages. Environment variables of Label
Studio (LABEL_STUDIO_HOST, LABEL_STUDIO_PORT, LABEL_STUDIO_BASE_DATA_DIR, LABEL_STUDIO_USERNAME, ...)
are read too; flags win.
)";

constinit const std::string_view kStorageAddExamples = R"(Examples:
  millrace storage add cats --source s3 --source-path my-bucket --source-s3-regex '.*\.jpg' \
    --source-s3-use-blob-urls true
  millrace storage add cats --target local --target-path ./annotations
A storage at the same place is given the new parameters; it is never added twice.
)";

constinit const std::string_view kStorageCheckExamples = R"(Examples:
  millrace storage check 2                            a storage that is connected
  millrace storage check --source s3 --source-path my-bucket --source-params @s3.json
                                                      before it is connected
  millrace storage check --target s3 --target-path my-bucket --json
In a target a probe object is written, read and deleted; nothing else is changed.
)";

constinit const std::string_view kSyncExamples = R"(Examples:
  millrace sync                       every storage of every project
  millrace sync cats --dry-run        what a sync would do; writes nothing
  millrace sync cats --failed         only what failed before
)";

constinit const std::string_view kExportExamples = R"(Examples:
  millrace export cats -o cats.json                  the annotated tasks
  millrace export cats --all -o cats.json            tasks without annotations too
  millrace export cats --type JSON_MIN > cats-min.json
)";

constinit const std::string_view kConflictsExamples = R"(Examples:
  millrace storage conflicts 2                       objects of storage 2 that someone else wrote
  millrace storage conflicts 2 --subject 17 --decide adopt
  millrace storage conflicts 2 --decide keep         for all that are listed
adopt: import that annotation and own the object from now on; overwrite: write ours over the version
that is listed; keep: leave theirs and never export here.
)";

constinit const std::string_view kUserExamples =
    R"(The password is asked for on a terminal, else read
from standard input or from --password-file.
)";

}  // namespace millrace::app
