#pragma once
// Whether the end of a write-ahead log or manifest was torn by a power cut or damaged later.
//
// Both are written batch by batch (edit by edit), each synced before the next begins. So a batch
// that is not whole was never acknowledged when it is the last; when another one follows, it was,
// and something wrong with it is damage.
#include <rocksdb/env.h>

#include <cstdint>
#include <string>

#include "libs/ledger_rocksdb/internal/end_mark.h"

namespace paktum::ledger {

// True when the only fault of the directory's write-ahead logs is that the last batch in them is
// not whole, wherever it is torn. False, too, when a log cannot be read, or when the batches before
// it end below what the mark says.
bool OnlyLastBatchIsTorn(rocksdb::Env& env, const std::string& directory, const End& mark);

// Cuts the manifest that CURRENT names back to its last whole edit, when its only fault is that
// another one behind it is not whole and the mark knows of nothing behind it either. True when it
// was cut; false when nothing was changed.
bool CutTornManifest(rocksdb::Env& env, const std::string& directory, const End& mark);

}  // namespace paktum::ledger
