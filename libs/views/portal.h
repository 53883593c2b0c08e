#pragma once
// Portal: the notices that are shown, and the newsletter in numbers (domain.md A17, B8, P-24).
//
// Reads       NoticePublished, NoticeWithdrawn, NewsletterSubscribed, NewsletterConfirmed,
//             NewsletterUnsubscribed.
// Shown       A notice is shown from its day until its last day, or without end when it has none,
//             unless it was withdrawn by then.
// Newsletter  A subscription counts once, by its last step. Few of them are withheld from the
//             public.
#include "libs/base/result.h"
#include "libs/views/register_view.h"
#include "paktum/view/v1/portal.pb.h"

namespace paktum::views {

// Parameters: none of its own. Never fails.
Result<view::v1::PortalView> AnswerPortal(const RegisterQuestion& question);

}  // namespace paktum::views
