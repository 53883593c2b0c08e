// Every register over random histories of every kind of event, with late, voided and nonsensical
// ones. RapidCheck prints the seed of a failure; RC_PARAMS="seed=…" repeats it.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "libs/events/catalogue.h"
#include "libs/views/register_view.h"
#include "libs/views/registers.h"
#include "tests/unit/views/register_testing.h"

namespace paktum::views {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using testing::Ledger;
using testing::Made;
using testing::Person;
using testing::Row;

std::string RandomDay() {
  return Date::Of(2018, 8, 1)->PlusDays(*rc::gen::inRange(0, 1200)).ToString();
}

template <typename Values>
std::string OneOf(const Values& values) {
  return values.Get(*rc::gen::inRange(0, values.size())).code();
}

// What such a field usually holds, and sometimes what it never should.
std::string RandomText(const std::string& field) {
  const plan::v1::Plan& plan = testing::Tiszakecske().data();
  if (*rc::gen::inRange(0, 20) == 0) return "";
  if (field.ends_with("_id")) return Person(*rc::gen::inRange(1, 5));
  if (field.ends_with("_on") || field == "until" || field == "reference_date") return RandomDay();
  if (field == "scheme") return OneOf(plan.schemes());
  if (field == "document_kind") return OneOf(plan.document_kinds());
  if (field == "member_code" || field == "employer") return OneOf(plan.members());
  if (field == "post" || field == "mentor_post") return OneOf(plan.staff());
  if (field == "section") return OneOf(plan.activity_sections());
  if (field == "activity") return "a";
  if (field == "month") return "2019-0" + std::to_string(*rc::gen::inRange(1, 10));
  if (field == "period") return "2019-H1";
  if (field == "measure") return OneOf(plan.measures());
  if (field == "body" || field == "approved_by") return OneOf(plan.bodies());
  return "x" + std::to_string(*rc::gen::inRange(0, 3));
}

void Randomise(Message& message);

void RandomiseField(Message& message, const FieldDescriptor& field) {
  const auto* reflection = message.GetReflection();
  if (field.is_repeated()) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      reflection->AddString(&message, &field, RandomText(field.name()));
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Randomise(*reflection->AddMessage(&message, &field));
    }
    return;
  }
  const auto type = field.cpp_type();
  if (type == FieldDescriptor::CPPTYPE_STRING) {
    reflection->SetString(&message, &field, RandomText(field.name()));
  } else if (type == FieldDescriptor::CPPTYPE_ENUM) {
    reflection->SetEnumValue(&message, &field,
                             *rc::gen::inRange(0, field.enum_type()->value_count()));
  } else if (type == FieldDescriptor::CPPTYPE_BOOL) {
    reflection->SetBool(&message, &field, *rc::gen::inRange(0, 2) == 1);
  } else if (type == FieldDescriptor::CPPTYPE_UINT32) {
    reflection->SetUInt32(&message, &field,
                          field.name() == "year" ? 2019 : *rc::gen::inRange<std::uint32_t>(0, 5));
  } else if (type == FieldDescriptor::CPPTYPE_UINT64) {
    reflection->SetUInt64(&message, &field, *rc::gen::inRange<std::uint64_t>(0, 30));
  } else if (type == FieldDescriptor::CPPTYPE_INT64) {
    reflection->SetInt64(&message, &field, *rc::gen::inRange<std::int64_t>(-5, 500'000));
  }
}

void Randomise(Message& message) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    RandomiseField(message, *message.GetDescriptor()->field(i));
  }
}

std::string StreamOf(const event::v1::Event& event) {
  const Message& body = *events::BodyOf(event);
  for (const char* name : {"participant_id", "scheme", "member_code", "document_kind", "post",
                           "task_id", "notice_id", "deviation_id"}) {
    const auto* field = body.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) continue;
    const std::string id = body.GetReflection()->GetString(body, field);
    return std::string(field->name() == "participant_id" ? "participant" : name) + "/" + id;
  }
  return "pact";
}

void AddRandomEvent(Ledger& ledger) {
  const auto& fields = *event::v1::Event::descriptor()->FindOneofByName("body");
  event::v1::Event event;
  const FieldDescriptor& field = *fields.field(*rc::gen::inRange(0, fields.field_count()));
  Message& body = *event.GetReflection()->MutableMessage(&event, &field);
  Randomise(body);
  event.set_source("/pacts/tiszakecske/members/charity");
  event.set_simulated(*rc::gen::inRange(0, 10) == 0);
  const std::string stream = StreamOf(event);
  ledger.Add(stream, RandomDay(), std::move(event));
}

Ledger RandomLedger() {
  Ledger ledger;
  const int size = *rc::gen::inRange(0, 120);
  int day = 0;
  for (int i = 0; i < size; ++i) {
    day += *rc::gen::inRange(0, 20);
    ledger.RecordAt(Date::Of(2018, 8, 1)->PlusDays(day).ToString());
    if (i > 0 && *rc::gen::inRange(0, 6) == 0) {
      ledger.Void({*rc::gen::inRange<std::uint64_t>(1, ledger.records().size() + 1)}, RandomDay());
    } else {
      AddRandomEvent(ledger);
    }
  }
  return ledger;
}

Parameters RandomQuestion(const RegisterView& view, const std::string& audience) {
  Parameters parameters{{kAudienceParameter, audience}};
  if (*rc::gen::inRange(0, 4) > 0) parameters["valid_at"] = RandomDay();
  if (*rc::gen::inRange(0, 2) > 0) parameters["known_at"] = RandomDay();
  for (const std::string_view name : view.parameters) {
    if (name == "participant") parameters["participant"] = Person(*rc::gen::inRange(1, 5));
  }
  return parameters;
}

std::string Answer(const RegistersFold& fold, const RegisterView& view,
                   const Parameters& parameters) {
  const auto answer = fold.Query(std::string(view.name), parameters, testing::kNow);
  return answer.ok() ? answer->payload : answer.status().reason();
}

// Applies the ledger, saved and loaded again at random places.
RegistersFold InPieces(const Ledger& ledger) {
  auto fold = Made<RegistersFold>();
  std::vector<Row> saved;
  for (const testing::Recorded& one : ledger.records()) {
    testing::Apply(fold, one);
    if (*rc::gen::inRange(0, 8) != 0) continue;
    for (Row& row : fold.TakeDirtyRows()) {
      std::erase_if(saved, [&](const Row& old) { return old.first == row.first; });
      saved.push_back(std::move(row));
    }
    std::sort(saved.begin(), saved.end());
    auto again = Made<RegistersFold>();
    for (const Row& row : saved) {
      const Status loaded = again.LoadRow(row.first, row.second);
      RC_ASSERT(loaded.ok());
    }
    again.FinishLoading(fold.applied_through());
    fold = std::move(again);
  }
  return fold;
}

TEST(RegistersProperty, InOneGoAndInPiecesAnswerTheSame) {
  EXPECT_TRUE(rc::check([] {
    const Ledger ledger = RandomLedger();
    const RegistersFold whole = testing::RegistersOf(ledger);
    const RegistersFold pieces = InPieces(ledger);
    for (const RegisterView& view : RegisterViews()) {
      for (const char* audience : {"public", "member", "serving"}) {
        const Parameters parameters = RandomQuestion(view, audience);
        RC_ASSERT(Answer(whole, view, parameters) == Answer(pieces, view, parameters));
      }
    }
  }));
}

// What is recorded later changes no answer as known before.
TEST(RegistersProperty, WhatWasKnownStaysAsItWas) {
  EXPECT_TRUE(rc::check([] {
    const Ledger ledger = RandomLedger();
    if (ledger.records().empty()) return;
    const std::size_t cut = *rc::gen::inRange<std::size_t>(0, ledger.records().size());
    auto before = Made<RegistersFold>();
    for (std::size_t i = 0; i <= cut; ++i) testing::Apply(before, ledger.records()[i]);
    const Instant known_at = ledger.records()[cut].recorded_at;
    const bool more = cut + 1 < ledger.records().size();
    if (more && ledger.records()[cut + 1].recorded_at == known_at) return;
    const RegistersFold after = testing::RegistersOf(ledger);
    for (const RegisterView& view : RegisterViews()) {
      Parameters parameters = RandomQuestion(view, "serving");
      parameters["known_at"] = known_at.ToString();
      const auto then = before.Query(std::string(view.name), parameters, testing::kNow);
      const auto now = after.Query(std::string(view.name), parameters, testing::kNow);
      RC_ASSERT(then.ok() == now.ok());
      if (!then.ok()) continue;
      const auto without_meta = [](const ViewAnswer& answer) {
        const auto* type =
            google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(answer.type);
        std::unique_ptr<Message> message(
            google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
        RC_ASSERT(message->ParseFromString(answer.payload));
        message->GetReflection()->ClearField(message.get(), type->FindFieldByName("meta"));
        return message->SerializeAsString();
      };
      RC_ASSERT(without_meta(*then) == without_meta(*now));
    }
  }));
}

}  // namespace
}  // namespace paktum::views
