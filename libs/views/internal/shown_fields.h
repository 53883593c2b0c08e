#pragma once
// Shown fields: the fields of an event's body as text for people, by reflection.
#include <google/protobuf/message.h>

#include <string_view>

#include "paktum/view/v1/pathway.pb.h"

namespace paktum::views::internal {

// Adds every field that is set, but `except`, in the order of the message. Values of enumerations
// by their names in both languages; of repeated fields with commas between; messages are left out.
void AddShownFields(const google::protobuf::Message& body, std::string_view except,
                    google::protobuf::RepeatedPtrField<view::v1::ShownField>* fields);

}  // namespace paktum::views::internal
