#include "app/program.h"
#include "app/web_app.h"

int main(int argc, char** argv) { return millrace::app::Main(argc, argv, millrace::app::WebApp()); }
