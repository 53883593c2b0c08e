#pragma once
// What an office mails to somebody who asked for the newsletter.
#include <optional>
#include <string>

#include "libs/domain/decider.h"

namespace paktum::domain {

// The code that proves who reads the mails of the address: its stream's name and the secret of the
// subscription (Context::newsletter_secret), 84 characters.
std::string NewsletterCode(const std::string& stream, const std::string& secret);

// The subscription of this newsletter stream that waits for its confirmation; nothing when there is
// none.
std::optional<std::string> UnconfirmedSubscription(const LoadedStream& newsletter);

}  // namespace paktum::domain
