#pragma once
#include <string>

namespace paktum::audit {

// A serialised google.protobuf.FileDescriptorSet of the record, every event and every sealed part:
// what it takes to read them without this project.
std::string EventDescriptorSet();

}  // namespace paktum::audit
