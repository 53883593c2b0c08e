# Compiler flags. Every target of ours links paktum_flags; third-party and generated code does not.
option(PAKTUM_TESTS "build the tests" ON)
option(PAKTUM_BENCH "build the benchmarks" OFF)
option(PAKTUM_FUZZ "build the fuzz targets too (clang only)" OFF)
set(PAKTUM_SANITIZE "" CACHE STRING "comma-separated list for -fsanitize=")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(PAKTUM_SANITIZE)
  set(CMAKE_CXX_FLAGS_DEV "-O0 -g1")  # compiling takes longer than these tests run
else()
  set(CMAKE_CXX_FLAGS_DEV "-O1 -g1")
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE_PROGRAM}")
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

set(sanitizers "${PAKTUM_SANITIZE}")
if(PAKTUM_FUZZ)
  string(APPEND sanitizers ",fuzzer-no-link")
endif()
if(sanitizers)
  add_compile_options(-fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${sanitizers})
endif()

add_library(paktum_flags INTERFACE)
target_compile_options(paktum_flags INTERFACE -Wall -Wextra -Wpedantic -Werror -Wconversion -Wshadow
  -Wswitch-enum -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast)
# g++ 12 reports impossible overlaps inside std::string at -O2 (its bug 105651).
target_compile_options(paktum_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(PAKTUM_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Instrumented code confuses this warning (its manual says so): inside std::regex, for one.
  target_compile_options(paktum_flags INTERFACE -Wno-maybe-uninitialized)
  # Boost.Asio has fences, which ThreadSanitizer does not follow: it may miss an order, no more.
  target_compile_options(paktum_flags INTERFACE -Wno-tsan)
endif()
target_include_directories(paktum_flags INTERFACE "${CMAKE_SOURCE_DIR}")
