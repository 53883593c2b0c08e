#pragma once
// BodyReader: reads the bodies of events one after another without the rest of them. One thread.
#include <memory>
#include <vector>

#include "libs/base/result.h"
#include "libs/events/event_head.h"

namespace google::protobuf {
class Message;
}

namespace paktum::events {

class BodyReader {
 public:
  BodyReader();
  ~BodyReader();
  BodyReader(const BodyReader&) = delete;
  BodyReader& operator=(const BodyReader&) = delete;

  // The body of an event whose head ReadHead gave and whose kind is known; the bytes that it was
  // read from must still be there. Valid until the next body of the same kind is read.
  // Errors: kDataLoss "event.unreadable".
  Result<const google::protobuf::Message*> Read(const EventHead& head, const QuietProtobuf& quiet);

 private:
  std::vector<std::unique_ptr<google::protobuf::Message>> bodies_;  // by kind, used again and again
};

}  // namespace paktum::events
