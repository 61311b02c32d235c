#include "api/transfer/export_work.h"

namespace millrace::api {

std::shared_ptr<ExportWork> MakeExportWork(Service&) { return std::make_shared<ExportWork>(); }

}  // namespace millrace::api
