#pragma once
// Checksums of whole files as RocksDB's own GetFileChecksumGenCrc32cFactory makes them, by the
// processor's instruction: a package for all processors computes them by table, which takes
// several per cent of a core while much is written.
#include <rocksdb/file_checksum.h>

#include <memory>

namespace paktum::ledger {

// Same values, same name in the manifest.
std::shared_ptr<rocksdb::FileChecksumGenFactory> FileChecksums();

}  // namespace paktum::ledger
