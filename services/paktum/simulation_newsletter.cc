// The newsletter: readers who ask for it, confirm by the mailed code, and one who leaves.
#include "paktum/command/v1/portal.pb.h"
#include "services/paktum/internal/journey_builder.h"

namespace paktum::simulation {

using namespace command::v1;  // NOLINT(google-build-using-namespace): command names only

namespace {

constexpr int kReaders = 8;
constexpr int kLeaves = 2;  // the reader who leaves again
constexpr std::uint64_t kStream = 800;

}  // namespace

Journey SimulateNewsletter(const plan::Plan& plan, const Options& options) {
  Random random(options.seed, kStream);
  JourneyBuilder journey(random, false, plan.end_date());
  for (int i = 1; i <= kReaders; ++i) {
    const std::string email = "olvaso" + std::to_string(i) + "@" + plan.pact_id() + ".example.org";
    const Date asked = plan.start_date().PlusDays(30 + 20 * i);
    SubscribeNewsletter subscribe;
    subscribe.set_subscribed_on(asked.ToString());
    subscribe.set_email(email);
    journey.Add(asked, kPactOffice, subscribe);
    if (i % 4 != 0) {  // some never answer
      ConfirmNewsletter confirm;
      confirm.set_confirmed_on(asked.PlusDays(1).ToString());
      journey.AddMailed(asked.PlusDays(1), kPactOffice, confirm, email);
    }
    if (i != kLeaves) continue;
    const Date left = plan.start_date().PlusDays(260);
    UnsubscribeNewsletter unsubscribe;
    unsubscribe.set_email(email);
    unsubscribe.set_unsubscribed_on(left.ToString());
    journey.Add(left, kPactOffice, unsubscribe);
  }
  return journey.Take();
}

}  // namespace paktum::simulation
