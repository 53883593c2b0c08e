#pragma once
// How many connections the system's limit of open files leaves room for. A storage that cannot open
// a file stops writing, so connections must never take the last descriptor.
#include <cstddef>

namespace paktum::event_log {

// Raises the soft limit of this process to the hard one, then: `wanted`, or fewer when the
// storage's files and what else the program opens leave less; at least 1.
std::size_t ConnectionsThatFit(std::size_t wanted, std::size_t storage_files);

}  // namespace paktum::event_log
