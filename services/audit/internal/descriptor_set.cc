#include "services/audit/internal/descriptor_set.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <set>

#include "paktum/event/v1/event.pb.h"
#include "paktum/sealed/v1/sealed.pb.h"

namespace paktum::audit {
namespace {

using google::protobuf::FileDescriptor;

// Files before those that import them.
void AddFile(const FileDescriptor& file, std::set<std::string>& added,
             google::protobuf::FileDescriptorSet& set) {
  if (!added.insert(file.name()).second) return;
  for (int i = 0; i < file.dependency_count(); ++i) AddFile(*file.dependency(i), added, set);
  file.CopyTo(set.add_file());
}

}  // namespace

std::string EventDescriptorSet() {
  google::protobuf::FileDescriptorSet set;
  std::set<std::string> added;
  AddFile(*event::v1::Record::descriptor()->file(), added, set);
  AddFile(*sealed::v1::PersonDetails::descriptor()->file(), added, set);
  return set.SerializeAsString();
}

}  // namespace paktum::audit
