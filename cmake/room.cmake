# millrace_room(NAME [ROOMS room…] [LIBS target…]): the library millrace_NAME from src/NAME/**.cc and,
# when tests are built, the program NAME_test from src/NAME/**_test.cc. ROOMS are the rooms directly
# below; what they may include in turn is checked by tests/include_direction_test.py.
function(millrace_room name)
  cmake_parse_arguments(ROOM "" "" "ROOMS;LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

  list(TRANSFORM ROOM_ROOMS PREPEND millrace_)
  if(NOT sources)  # a room that is still headers only
    add_library(millrace_${name} INTERFACE)
    target_link_libraries(millrace_${name} INTERFACE ${ROOM_ROOMS} ${ROOM_LIBS})
    return()
  endif()
  add_library(millrace_${name} STATIC ${sources})
  target_include_directories(millrace_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(millrace_${name} PUBLIC ${ROOM_ROOMS} ${ROOM_LIBS} Threads::Threads)

  if(EXISTS ${CMAKE_SOURCE_DIR}/src/${name}/main.cc)
    add_executable(millrace ${CMAKE_SOURCE_DIR}/src/${name}/main.cc)
    target_link_libraries(millrace PRIVATE millrace_${name})
  endif()
  if(MILLRACE_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE millrace_${name} GTest::gtest GTest::gmock GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE MILLRACE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()
