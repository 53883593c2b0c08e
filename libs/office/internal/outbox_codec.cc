#include "libs/office/internal/outbox_codec.h"

#include "paktum/office/v1/outbox.pb.h"

namespace paktum::office {
namespace {

Status Damaged() { return DataLoss("outbox.damaged", "an outbox entry cannot be read"); }

void ToProto(const QueuedCommand& command, v1::WaitingCommand& out) {
  out.set_pact(command.pact);
  out.set_command_id(std::string(command.command.bytes()));
  out.set_canonical(command.canonical);
  out.set_content_digest(command.content_digest);
  out.set_actor(command.actor);
  out.set_simulated(command.simulated);
  out.set_received_at_ms(command.received_at.unix_ms());
  out.set_late_reason(command.late_reason);
}

Result<QueuedCommand> FromProto(const v1::WaitingCommand& in) {
  const std::optional<Uuid> id = Uuid::FromBytes(in.command_id());
  if (!id || in.pact().empty()) return Damaged();
  return QueuedCommand{.pact = in.pact(),
                       .command = *id,
                       .canonical = in.canonical(),
                       .content_digest = in.content_digest(),
                       .actor = in.actor(),
                       .simulated = in.simulated(),
                       .received_at = Instant(in.received_at_ms()),
                       .late_reason = in.late_reason()};
}

}  // namespace

std::string EncodeWaiting(const QueuedCommand& command) {
  v1::WaitingCommand proto;
  ToProto(command, proto);
  return proto.SerializeAsString();
}

Result<QueuedCommand> DecodeWaiting(const std::string& bytes) {
  v1::WaitingCommand proto;
  if (!proto.ParseFromString(bytes)) return Damaged();
  return FromProto(proto);
}

std::string EncodeRefused(const RefusedCommand& refused) {
  v1::RefusedCommand proto;
  ToProto(refused.command, *proto.mutable_command());
  proto.set_reason(refused.refusal.reason());
  proto.set_message(refused.refusal.message());
  for (const Status::Detail& detail : refused.refusal.details()) {
    v1::Detail& out = *proto.add_details();
    out.set_key(detail.key);
    out.set_value(detail.value);
  }
  proto.set_status_code(static_cast<std::uint32_t>(refused.refusal.code()));
  proto.set_refused_at_ms(refused.refused_at.unix_ms());
  return proto.SerializeAsString();
}

Result<RefusedCommand> DecodeRefused(const std::string& bytes) {
  v1::RefusedCommand proto;
  if (!proto.ParseFromString(bytes)) return Damaged();
  PAKTUM_ASSIGN_OR_RETURN(QueuedCommand command, FromProto(proto.command()));
  constexpr auto kLast = static_cast<std::uint32_t>(StatusCode::kInternal);
  if (proto.status_code() == 0 || proto.status_code() > kLast) return Damaged();
  std::vector<Status::Detail> details;
  for (const v1::Detail& detail : proto.details())
    details.push_back({detail.key(), detail.value()});
  return RefusedCommand{.command = std::move(command),
                        .refusal = Status(static_cast<StatusCode>(proto.status_code()),
                                          proto.reason(), proto.message(), std::move(details)),
                        .refused_at = Instant(proto.refused_at_ms())};
}

std::string EncodeNeedless(const std::string& pact, const Uuid& command,
                           const NeedlessCommand& needless) {
  v1::NeedlessCommand proto;
  proto.set_pact(pact);
  proto.set_command_id(std::string(command.bytes()));
  proto.set_content_digest(needless.content_digest);
  proto.mutable_result()->insert(needless.result.begin(), needless.result.end());
  return proto.SerializeAsString();
}

Result<DecodedNeedless> DecodeNeedless(const std::string& bytes) {
  v1::NeedlessCommand proto;
  if (!proto.ParseFromString(bytes)) return Damaged();
  const std::optional<Uuid> id = Uuid::FromBytes(proto.command_id());
  if (!id) return Damaged();
  return DecodedNeedless{.pact = proto.pact(),
                         .command = *id,
                         .needless = {.content_digest = proto.content_digest(),
                                      .result = {proto.result().begin(), proto.result().end()}}};
}

}  // namespace paktum::office
