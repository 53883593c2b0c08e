#pragma once
#include <string>

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace paktum::plan {

// SHA-256 of the deterministic bytes of a message, 64 lower-case hexadecimal digits. Equal messages
// have equal digests as long as their .proto keeps its field numbers. Pure; thread-safe.
std::string Sha256OfMessage(const google::protobuf::Message& message);

}  // namespace paktum::plan
