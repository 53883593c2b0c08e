#pragma once
#include <string>

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace paktum::plan::internal {

// SHA-256 of the message's deterministic bytes, 64 lower-case hexadecimal digits.
std::string Sha256OfMessage(const google::protobuf::Message& message);

}  // namespace paktum::plan::internal
