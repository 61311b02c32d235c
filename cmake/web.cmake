# The web app as part of the program: millrace_web defines app::WebApp(). It is built once for all build
# directories, into build/web of the checkout; web/build.sh does nothing when nothing changed.
if(MILLRACE_WEB)
  set(web_out ${CMAKE_SOURCE_DIR}/build/web)
  file(GLOB web_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/*)
  foreach(folder editor public scripts src)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/${folder}/*)
    list(APPEND web_sources ${found})
  endforeach()
  list(FILTER web_sources EXCLUDE REGEX "/(node_modules|dist|editor|public|scripts|src)$|schema\\.d\\.ts$|\\.test\\.")
  add_custom_command(
    OUTPUT ${web_out}/assets.S ${web_out}/assets.cc
    COMMAND ${CMAKE_SOURCE_DIR}/web/build.sh ${web_out}
    DEPENDS ${web_sources}
    COMMENT "Building the web app"
    VERBATIM)
  add_library(millrace_web STATIC ${web_out}/assets.S ${web_out}/assets.cc)
else()
  add_library(millrace_web STATIC ${CMAKE_SOURCE_DIR}/cmake/no_web_app.cc)
endif()
target_include_directories(millrace_web PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(millrace PRIVATE millrace_web)
