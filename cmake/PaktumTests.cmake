# paktum_test(NAME unit_base SOURCES a_test.cc [helper.cc] [ALONE sources] [ROOMS libs/base] [SERVICES services/x]
#             [LIBS targets] [LABELS l] [TIMEOUT seconds] [NEEDS targets that must be built])
#   one GoogleTest program of tests/<layer>/<room>/; every TEST in it becomes a ctest with the label
#   <layer>; with a sanitizer the program is one. The target tests_<layer> builds all programs of a
#   layer.
# paktum_fuzz(NAME record_fuzz SOURCES record_fuzz.cc [ROOMS libs/ledger] [LIBS targets])
#   one libFuzzer program of tests/fuzz/<room>/, written to <build>/fuzz and built with PAKTUM_FUZZ
#   only; the seeds of its corpus stand in tests/fuzz/corpus/<NAME>/. scripts/fuzz runs them. The
#   target tests_fuzz builds all of them.
# paktum_check_registered() fails the configure when a *_test.cc or *_fuzz.cc belongs to no target.
include(GoogleTest)
# Rooms whose tests also run under ThreadSanitizer (scripts/checks/sanitizers).
set(PAKTUM_ROOMS_WITH_THREADS base ledger ledger_rocksdb wire ledger_client projection http office)
set_property(GLOBAL PROPERTY PAKTUM_REGISTERED_TESTS "")

function(paktum_register_tests)
  foreach(source IN LISTS ARGN)
    set_property(GLOBAL APPEND PROPERTY PAKTUM_REGISTERED_TESTS
      "${CMAKE_CURRENT_SOURCE_DIR}/${source}")
  endforeach()
endfunction()

function(paktum_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;TIMEOUT"
    "SOURCES;ALONE;ROOMS;SERVICES;LIBS;LABELS;NEEDS")
  paktum_register_tests(${arg_SOURCES})
  if(NOT PAKTUM_TESTS)
    return()
  endif()
  paktum_united(built ${arg_NAME} "${arg_SOURCES}" ALONE ${arg_ALONE})
  add_executable(${arg_NAME} ${built})
  set_target_properties(${arg_NAME} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  target_link_libraries(${arg_NAME} PRIVATE paktum_flags GTest::gmock GTest::gtest_main ${arg_LIBS})
  foreach(used IN LISTS arg_ROOMS)
    paktum_room_target("${used}" used_target)
    target_link_libraries(${arg_NAME} PRIVATE ${used_target})
  endforeach()
  foreach(used IN LISTS arg_SERVICES)
    paktum_room_target("${used}" used_target)
    target_link_libraries(${arg_NAME} PRIVATE ${used_target}_service)
  endforeach()
  if(arg_NEEDS)
    add_dependencies(${arg_NAME} ${arg_NEEDS})
  endif()
  target_compile_definitions(${arg_NAME} PRIVATE
    PAKTUM_SOURCE_DIR="${CMAKE_SOURCE_DIR}" PAKTUM_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY "${CMAKE_SOURCE_DIR}/tests"
             OUTPUT_VARIABLE place)
  string(REGEX MATCH "^[a-z]+" layer "${place}")
  string(REGEX MATCH "[a-z_]+$" room "${place}")
  set(groups "tests_${layer}")
  if(room IN_LIST PAKTUM_ROOMS_WITH_THREADS AND NOT layer STREQUAL "integration")
    list(APPEND groups tests_threads)
    list(APPEND arg_LABELS threads)
  endif()
  foreach(group IN LISTS groups)
    if(NOT TARGET ${group})
      add_custom_target(${group})
    endif()
    add_dependencies(${group} ${arg_NAME})
  endforeach()
  if(PAKTUM_SANITIZE)
    # An instrumented program is slow to start: all its tests in one run.
    add_test(NAME "${layer}.${arg_NAME}" COMMAND ${arg_NAME})
    set(cost 1)
    if(layer MATCHES "^(contract|property)$")
      set(cost 10)  # they take longest: none of them shall begin last and keep one core only
    endif()
    set_tests_properties("${layer}.${arg_NAME}" PROPERTIES
      TIMEOUT 600 COST ${cost} LABELS "${layer};${arg_LABELS}")
  else()
    gtest_discover_tests(${arg_NAME} DISCOVERY_MODE PRE_TEST TEST_PREFIX "${layer}."
      PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${layer};${arg_LABELS}")
  endif()
endfunction()

# paktum_bench(NAME x SOURCES … [ROOMS …] [LIBS …] [NEEDS …]): a program of scripts/bench, written to
# <build>/bench; built with PAKTUM_BENCH only.
function(paktum_bench)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;ROOMS;LIBS;NEEDS")
  if(NOT PAKTUM_BENCH)
    return()
  endif()
  add_executable(${arg_NAME} ${arg_SOURCES})
  set_target_properties(${arg_NAME} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bench")
  target_link_libraries(${arg_NAME} PRIVATE paktum_flags GTest::gtest ${arg_LIBS})
  foreach(used IN LISTS arg_ROOMS)
    paktum_room_target("${used}" used_target)
    target_link_libraries(${arg_NAME} PRIVATE ${used_target})
  endforeach()
  if(arg_NEEDS)
    add_dependencies(${arg_NAME} ${arg_NEEDS})
  endif()
  target_compile_definitions(${arg_NAME} PRIVATE
    PAKTUM_SOURCE_DIR="${CMAKE_SOURCE_DIR}" PAKTUM_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
endfunction()

function(paktum_fuzz)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;ROOMS;LIBS")
  paktum_register_tests(${arg_SOURCES})
  if(NOT PAKTUM_FUZZ)
    return()
  endif()
  add_executable(${arg_NAME} ${arg_SOURCES})
  set_target_properties(${arg_NAME} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/fuzz")
  target_link_libraries(${arg_NAME} PRIVATE paktum_flags ${arg_LIBS})
  target_link_options(${arg_NAME} PRIVATE -fsanitize=fuzzer)
  if(NOT TARGET tests_fuzz)
    add_custom_target(tests_fuzz)
  endif()
  add_dependencies(tests_fuzz ${arg_NAME})
  foreach(used IN LISTS arg_ROOMS)
    paktum_room_target("${used}" used_target)
    target_link_libraries(${arg_NAME} PRIVATE ${used_target})
  endforeach()
endfunction()

function(paktum_check_registered)
  file(GLOB_RECURSE found CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tests/*_test.cc"
       "${CMAKE_SOURCE_DIR}/tests/*_fuzz.cc")
  get_property(registered GLOBAL PROPERTY PAKTUM_REGISTERED_TESTS)
  foreach(file IN LISTS found)
    if(NOT file IN_LIST registered)
      message(FATAL_ERROR "${file} is built by no target: add it to a paktum_test() or paktum_fuzz() in its directory")
    endif()
  endforeach()
endfunction()
