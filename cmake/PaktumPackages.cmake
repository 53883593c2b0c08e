# Third-party libraries, all from Debian 12 (docs/decisions/0001-dependencies.md).
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(RocksDB REQUIRED CONFIG)
find_package(fmt REQUIRED CONFIG)
find_package(spdlog REQUIRED CONFIG)
find_package(OpenSSL REQUIRED)
find_package(Boost 1.81 REQUIRED CONFIG)
find_package(prometheus-cpp REQUIRED CONFIG)
pkg_check_modules(zmq REQUIRED IMPORTED_TARGET libzmq)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)

# Shared RocksDB: linking it statically would triple every test binary.
add_library(paktum_rocksdb INTERFACE)
target_link_libraries(paktum_rocksdb INTERFACE RocksDB::rocksdb-shared)

if(PAKTUM_TESTS OR PAKTUM_BENCH)
  find_package(GTest REQUIRED CONFIG)
endif()
if(PAKTUM_TESTS)
  find_package(rapidcheck REQUIRED CONFIG)
endif()
