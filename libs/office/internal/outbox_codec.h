#pragma once
// Outbox values: to and from paktum.office.v1, without encryption.
#include <string>
#include <string_view>

#include "libs/office/outbox.h"

namespace paktum::office {

std::string EncodeWaiting(const QueuedCommand& command);
std::string EncodeRefused(const RefusedCommand& refused);
std::string EncodeNeedless(const std::string& pact, const Uuid& command,
                           const NeedlessCommand& needless);

struct DecodedNeedless {
  std::string pact;
  Uuid command;
  NeedlessCommand needless;
};

// Errors: kDataLoss "outbox.damaged".
Result<QueuedCommand> DecodeWaiting(const std::string& bytes);
Result<RefusedCommand> DecodeRefused(const std::string& bytes);
Result<DecodedNeedless> DecodeNeedless(const std::string& bytes);

}  // namespace paktum::office
