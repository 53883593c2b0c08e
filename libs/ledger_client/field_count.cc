#include "libs/ledger_client/internal/field_count.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <climits>
#include <cstdint>

#include "paktum/log/v1/log.pb.h"

namespace paktum::ledger_client {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using log::v1::AppendRequest;

class FieldCount {
 public:
  FieldCount(std::string_view bytes, std::size_t fields_max)
      : input_(reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size())),
        left_(fields_max) {}

  // The fields up to the end of the bytes, or of the message that the limit of the input is around.
  // Those of a group come between its two tags, as if they were the message's own.
  bool Message(bool outermost) {
    int groups = 0;
    for (std::uint32_t tag = input_.ReadTag(); tag != 0; tag = input_.ReadTag()) {
      if (left_ == 0) return false;
      --left_;
      if (!Content(tag, outermost && groups == 0)) return false;
      const auto type = WireFormatLite::GetTagWireType(tag);
      if (type == WireFormatLite::WIRETYPE_START_GROUP) ++groups;
      if (type == WireFormatLite::WIRETYPE_END_GROUP && --groups < 0) return false;
    }
    return groups == 0 && input_.ConsumedEntireMessage();
  }

 private:
  bool Content(std::uint32_t tag, bool outermost) {
    const int field = WireFormatLite::GetTagFieldNumber(tag);
    switch (WireFormatLite::GetTagWireType(tag)) {
      case WireFormatLite::WIRETYPE_START_GROUP:
      case WireFormatLite::WIRETYPE_END_GROUP:
        return field != 0;
      case WireFormatLite::WIRETYPE_LENGTH_DELIMITED:
        if (outermost && (field == AppendRequest::kConditionsFieldNumber ||
                          field == AppendRequest::kEventsFieldNumber)) {
          return Element();
        }
        [[fallthrough]];
      case WireFormatLite::WIRETYPE_VARINT:
      case WireFormatLite::WIRETYPE_FIXED64:
      case WireFormatLite::WIRETYPE_FIXED32:
        return WireFormatLite::SkipField(&input_, tag);
    }
    return false;
  }
  // One condition or event.
  bool Element() {
    const auto whole = input_.ReadLengthAndPushLimit();
    return Message(/*outermost=*/false) && input_.CheckEntireMessageConsumedAndPopLimit(whole);
  }

  CodedInputStream input_;
  std::size_t left_;
};

}  // namespace

bool HasFieldsAtMost(std::string_view append, std::size_t fields_max) {
  return append.size() <= INT_MAX && FieldCount(append, fields_max).Message(/*outermost=*/true);
}

}  // namespace paktum::ledger_client
