// Portal (domain.md A17, B8, P-24).
#include <algorithm>
#include <map>

#include "paktum/view/v1/portal.pb.h"
#include "tests/property/registers/naive.h"

namespace paktum::views::naive {
namespace {

using event::v1::Event;

bool IsShown(const Question& question, const portal::v1::NoticePublished& notice) {
  for (const Record* record : question.history.InForce()) {
    if (record->event.notice_withdrawn().notice_id() == notice.notice_id()) return false;
  }
  const auto until = Date::Parse(notice.until());
  return !until || question.day <= *until;
}

void FillNotices(const Question& question, view::v1::PortalView* view) {
  for (const Record* record : question.history.InForce()) {
    const auto& notice = record->event.notice_published();
    if (!record->event.has_notice_published() || !IsShown(question, notice)) continue;
    auto* row = view->add_notices();
    row->set_notice_id(notice.notice_id());
    row->set_surface(notice.surface());
    for (const plan::v1::PublicSurface& surface : question.plan.data().public_surfaces()) {
      if (surface.code() == notice.surface()) SetLabel(surface.name(), row->mutable_surface_name());
    }
    row->set_title(notice.title());
    row->set_text(notice.text());
    row->set_since(record->event.occurred_on());
    row->set_until(notice.until());
    row->set_position(record->position);
  }
  std::reverse(view->mutable_notices()->begin(), view->mutable_notices()->end());
}

}  // namespace

void Fill(const Question& question, view::v1::PortalView* view) {
  FillNotices(question, view);
  for (const plan::v1::PublicSurface& surface : question.plan.data().public_surfaces()) {
    auto* row = view->add_surfaces();
    row->set_code(surface.code());
    SetLabel(surface.name(), row->mutable_name());
    for (const view::v1::NoticeRow& notice : view->notices()) {
      if (notice.surface() == surface.code()) row->set_notices(row->notices() + 1);
    }
    for (const Record* record : question.history.InForce()) {
      const bool here = record->event.has_notice_published() &&
                        record->event.notice_published().surface() == surface.code();
      if (here) row->set_published(row->published() + 1);
    }
  }
  std::map<std::string, char> subscriptions;  // by id, the last step
  for (const Record* record : question.history.InForce()) {
    const Event& event = record->event;
    if (event.has_newsletter_subscribed()) {
      subscriptions[event.newsletter_subscribed().subscription_id()] = 'w';
    }
    if (event.has_newsletter_confirmed()) {
      subscriptions[event.newsletter_confirmed().subscription_id()] = 'c';
    }
    if (event.has_newsletter_unsubscribed()) {
      subscriptions[event.newsletter_unsubscribed().subscription_id()] = 'l';
    }
  }
  auto* sum = view->mutable_newsletter();
  for (const auto& [id, step] : subscriptions) {
    sum->set_asked(sum->asked() + 1);
    if (step == 'w') sum->set_waiting(sum->waiting() + 1);
    if (step == 'c') sum->set_confirmed(sum->confirmed() + 1);
    if (step == 'l') sum->set_left(sum->left() + 1);
  }
  if (!question.of_public()) return;
  const std::uint32_t threshold = question.plan.data().rules().small_cell_threshold();
  const auto small = [&](std::uint32_t count) { return count > 0 && count < threshold; };
  if (!small(sum->waiting()) && !small(sum->confirmed()) && !small(sum->left())) return;
  view->clear_newsletter();
  view->mutable_newsletter()->set_suppressed(true);
}

}  // namespace paktum::views::naive
