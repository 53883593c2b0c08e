#pragma once
// The systems that a user would pick instead, as contestants: what each is asked to do, with which
// settings, stands in docs/performance.md.
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/harness/contestant.h"

namespace paktum::bench {

// Redis Streams: XADD, append-only file fsynced before the answer. No condition, no idempotency.
std::unique_ptr<Contestant> MakeRedis();

// NATS JetStream, file storage: it answers before the disk has it. With message ids it refuses
// repeats within two minutes.
std::unique_ptr<Contestant> MakeJetStream(bool message_ids);

// PostgreSQL with a message store of our own making: version condition, unique command id, global
// position; one commit an append, synchronous.
std::unique_ptr<Contestant> MakePostgres();

// The version of each peer's program, one line each.
std::string PeerVersions();

}  // namespace paktum::bench
