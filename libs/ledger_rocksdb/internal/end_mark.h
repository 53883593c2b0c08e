#pragma once
// EndMark: how far a directory had got, at the least; in a file of its own, outside of RocksDB.
//
// A write-ahead log that was cut short looks like one that ended there, and so does a manifest. The
// mark tells the difference: what it names was synced and acknowledged, so it must still be there.
// It is written up to `interval` after a batch, by a thread of its own, so that no append waits for
// it; when a table file has been finished; and at the end. Hence after an orderly end a log that
// is too short is always found; after a crash, when what it lacks is older than the interval.
//
// File        "MARK": two pages of 4096 bytes that are written in turn, so that a torn write leaves
//             the older one. docs/formats/storage.md describes a page.
// Threads     Note from any thread; the rest from one.
#include <rocksdb/env.h>
#include <rocksdb/listener.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "libs/base/result.h"

namespace paktum::ledger {

inline constexpr std::string_view kEndMarkFile = "MARK";

struct End {
  std::uint64_t sequence = 0;        // RocksDB's number of the last entry written
  std::uint64_t manifest = 0;        // number of its manifest
  std::uint64_t manifest_bytes = 0;  // of it that are synced
};

// The newest whole mark of the directory; nothing when there is none yet.
// Errors: kDataLoss "storage.damaged": there was one, and no page of it is whole; kUnavailable
// "storage.cannot_open": the file cannot be read
Result<std::optional<End>> ReadEndMark(rocksdb::Env& env, const std::string& directory);

// False when a byte of the mark is not as it was written. So it may be after a power cut, until
// the next Start.
bool EndMarkIsSound(rocksdb::Env& env, const std::string& directory);

// The manifest that CURRENT names; nothing when it names none.
struct Manifest {
  std::string name;
  std::uint64_t number = 0;
};
std::optional<Manifest> CurrentManifest(rocksdb::Env& env, const std::string& directory);

// Gives the file `name` of the directory this content, durably: all of it or, after a crash, what
// it had before.
rocksdb::Status WriteFileDurably(rocksdb::Env& env, const std::string& directory,
                                 const std::string& name, const std::string& bytes);

// Makes what was created, renamed and deleted in the directory durable.
rocksdb::Status SyncDirectory(rocksdb::Env& env, const std::string& directory);

// Whether the manifest that CURRENT names reaches as far as the mark says.
// Errors: kDataLoss "storage.damaged"
Status CheckManifest(rocksdb::Env& env, const std::string& directory, const End& mark);

class EndMark final : public rocksdb::EventListener {
 public:
  using Look = std::function<End()>;  // what is durable now

  EndMark(rocksdb::Env& env, std::string directory, std::chrono::milliseconds interval);
  // Ends the thread; writes nothing more.
  ~EndMark() override;

  // Makes the file when there is none, writes a first mark and starts the thread. `look` is called
  // on any thread until Finish.
  // Errors: as ReadEndMark
  Status Start(Look look);
  // More has become durable.
  void Note();
  // Writes a last mark and ends the thread. Idempotent.
  void Finish();

  void OnFlushCompleted(rocksdb::DB* db, const rocksdb::FlushJobInfo& info) override;

 private:
  rocksdb::Status OpenFile(bool make);
  rocksdb::Status Write(const End& end);
  void Run();
  void EndThread();

  rocksdb::Env& env_;
  const std::string directory_;
  const std::chrono::milliseconds interval_;
  Look look_;
  std::unique_ptr<rocksdb::RandomRWFile> file_;
  std::uint64_t generation_ = 0;  // of the last mark; its page is generation_ % 2
  std::mutex mutex_;
  std::condition_variable changed_;
  bool noted_ = false;     // guarded by mutex_
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace paktum::ledger
