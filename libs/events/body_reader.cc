#include "libs/events/body_reader.h"

#include <google/protobuf/message.h>

#include <climits>

#include "libs/base/check.h"

namespace paktum::events {

BodyReader::BodyReader() : bodies_(AllKinds().size()) {}
BodyReader::~BodyReader() = default;

Result<const google::protobuf::Message*> BodyReader::Read(const EventHead& head,
                                                          const QuietProtobuf& /*quiet*/) {
  PAKTUM_CHECK(head.kind != nullptr);
  auto& body = bodies_[IndexOf(*head.kind)];
  if (body == nullptr) {
    body.reset(google::protobuf::MessageFactory::generated_factory()
                   ->GetPrototype(head.kind->descriptor)
                   ->New());
  }
  if (head.body.size() <= INT_MAX &&
      body->ParseFromArray(head.body.data(), static_cast<int>(head.body.size()))) {
    return body.get();
  }
  return DataLoss("event.unreadable", "a stored body is no " + head.kind->type);
}

}  // namespace paktum::events
