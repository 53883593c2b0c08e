#include "libs/access/append_signer.h"

#include "libs/access/signing_event_log.h"
#include "libs/base/clock.h"
#include "libs/ledger/local_event_log.h"
#include "libs/ledger/memory_storage.h"
#include "tests/unit/access/access_testing.h"

namespace paktum::access {
namespace {

TEST(AppendSigner, AnExchangedKeySignsWithoutARestart) {
  const TestDirectory directory;
  const std::string path = directory.Put("sign.key", KeyOf('1').SecretText());
  const auto signer = AppendSigner::Open(path);
  ASSERT_TRUE(signer.ok()) << signer.status();
  auto request = RequestOf("charity", {Interview()});
  const auto signed_by = [&](char digit) {
    (*signer)->Sign(request);
    return VerifyAppend(request, KeyOf(digit).public_key());
  };
  EXPECT_TRUE(signed_by('1'));
  directory.Put("sign.key", KeyOf('2').SecretText());
  EXPECT_TRUE(Eventually([&] { return signed_by('2'); }));
  // A key that is gone or none is not taken.
  directory.Put("sign.key", "none\n");
  const Deadline looked = DeadlineIn(2 * kFileRest + kFileRest);
  EXPECT_TRUE(Eventually([&] { return signed_by('2') && SteadyNow() >= looked; }));
  EXPECT_EQ(AppendSigner::Open(path + "x").status().reason(), "file.missing");
}

TEST(SigningEventLog, EveryAppendReachesTheLogSigned) {
  const TestDirectory directory;
  directory.Put("sign.key", KeyOf('1').SecretText());
  const SystemClock clock;
  ledger::MemoryStorage storage;
  ledger::Sequencer sequencer(storage, clock);
  auto log = SignedWithKeysOf(directory.path(),
                              std::make_unique<ledger::LocalEventLog>(storage, sequencer));
  ASSERT_TRUE(log.ok()) << log.status();
  const auto request = RequestOf("charity", {Interview(), Interview()});
  const Deadline deadline = DeadlineIn(std::chrono::seconds(30));
  ASSERT_TRUE((*log)->Append(request, deadline).ok());
  EXPECT_TRUE((*log)->Append(request, deadline)->repeated);
  const auto slice = (*log)->Read("lenti", Position(0), {}, deadline);
  ASSERT_TRUE(slice.ok()) << slice.status();
  EXPECT_TRUE(VerifyAppend("lenti", slice->records, KeyOf('1').public_key()).ok());
  EXPECT_TRUE(slice->records[1].signature.empty());
  EXPECT_EQ(SignedWithKeysOf(directory.path() + "/none",
                             std::make_unique<ledger::LocalEventLog>(storage, sequencer))
                .status()
                .reason(),
            "file.missing");
}

}  // namespace
}  // namespace paktum::access
