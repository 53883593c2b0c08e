#pragma once
// What differs between two messages of one type, field by field.
#include <cstdint>
#include <functional>
#include <string>

namespace google::protobuf {
class Message;
}

namespace paktum::audit::internal {

// How rows of repeated fields are paired.
enum class Rows : std::uint8_t {
  kByPlace,     // the second with the second
  kByLikeness,  // each with the one that has most in common with it
};

// Calls `each(where, one, other)` for every field that differs: its path, "indicators[2].value",
// and both values as text, empty where there is none. A default value is none.
void ForEachChange(
    const google::protobuf::Message& one, const google::protobuf::Message& other, Rows rows,
    const std::function<void(std::string where, std::string one, std::string other)>& each);

}  // namespace paktum::audit::internal
