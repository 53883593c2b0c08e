#include "libs/views/portal.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "libs/views/internal/labels.h"

namespace paktum::views {
namespace {

using event::v1::Event;
using view::v1::NewsletterCounts;
using view::v1::NoticeRow;
using view::v1::PortalView;

NoticeRow RowOf(const plan::Plan& plan, const Fact& fact) {
  const portal::v1::NoticePublished& notice = fact.event.notice_published();
  NoticeRow row;
  row.set_notice_id(notice.notice_id());
  row.set_surface(notice.surface());
  for (const plan::v1::PublicSurface& surface : plan.data().public_surfaces()) {
    if (surface.code() != notice.surface()) continue;
    internal::SetLabel(surface.name(), row.mutable_surface_name());
  }
  row.set_title(notice.title());
  row.set_text(notice.text());
  row.set_since(fact.day.ToString());
  row.set_until(notice.until());
  row.set_position(fact.position.value());
  return row;
}

void FillNotices(const RegisterQuestion& question, PortalView* view) {
  std::set<std::string> withdrawn;
  const std::vector<Fact> facts =
      question.history.InForce({Event::kNoticePublished, Event::kNoticeWithdrawn});
  for (const Fact& fact : facts) {
    if (fact.event.has_notice_withdrawn()) {
      withdrawn.insert(fact.event.notice_withdrawn().notice_id());
    }
  }
  const std::string today = question.as_of.valid_at.ToString();
  std::map<std::string, std::uint32_t> shown;
  std::map<std::string, std::uint32_t> published;
  for (auto fact = facts.rbegin(); fact != facts.rend(); ++fact) {
    if (!fact->event.has_notice_published()) continue;
    const portal::v1::NoticePublished& notice = fact->event.notice_published();
    ++published[notice.surface()];
    const bool over = !notice.until().empty() && notice.until() < today;
    if (over || withdrawn.contains(notice.notice_id())) continue;
    ++shown[notice.surface()];
    *view->add_notices() = RowOf(question.plan, *fact);
  }
  for (const plan::v1::PublicSurface& surface : question.plan.data().public_surfaces()) {
    auto* row = view->add_surfaces();
    row->set_code(surface.code());
    internal::SetLabel(surface.name(), row->mutable_name());
    row->set_notices(shown[surface.code()]);
    row->set_published(published[surface.code()]);
  }
}

void FillNewsletter(const RegisterQuestion& question, NewsletterCounts* counts) {
  enum class Step : std::uint8_t { kAsked, kConfirmed, kLeft };
  std::map<std::string, Step> subscriptions;  // by id
  for (const Fact& fact :
       question.history.InForce({Event::kNewsletterSubscribed, Event::kNewsletterConfirmed,
                                 Event::kNewsletterUnsubscribed})) {
    if (fact.event.has_newsletter_subscribed()) {
      subscriptions.emplace(fact.event.newsletter_subscribed().subscription_id(), Step::kAsked);
    } else if (fact.event.has_newsletter_confirmed()) {
      subscriptions[fact.event.newsletter_confirmed().subscription_id()] = Step::kConfirmed;
    } else {
      subscriptions[fact.event.newsletter_unsubscribed().subscription_id()] = Step::kLeft;
    }
  }
  const auto count = [&](Step step) {
    return static_cast<std::uint32_t>(
        std::count_if(subscriptions.begin(), subscriptions.end(),
                      [step](const auto& one) { return one.second == step; }));
  };
  for (const Step step : {Step::kAsked, Step::kConfirmed, Step::kLeft}) {
    counts->set_suppressed(counts->suppressed() || question.Suppresses(count(step)));
  }
  if (counts->suppressed()) return;
  counts->set_asked(static_cast<std::uint32_t>(subscriptions.size()));
  counts->set_waiting(count(Step::kAsked));
  counts->set_confirmed(count(Step::kConfirmed));
  counts->set_left(count(Step::kLeft));
}

}  // namespace

Result<PortalView> AnswerPortal(const RegisterQuestion& question) {
  PortalView view;
  FillNotices(question, &view);
  FillNewsletter(question, view.mutable_newsletter());
  return view;
}

}  // namespace paktum::views
