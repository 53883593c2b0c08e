#pragma once
// Router: which handler answers which method and path.
//
// Patterns   "/api/pacts/{pact}/commands/{name}": a segment is literal or one {parameter}; the last
//            may be {name...}, which takes the rest of the path (also nothing). A literal wins over
//            a parameter, a parameter over the rest. No two routes may have the same shape and
//            method.
// Segments   are split first and percent-decoded then, so "%2F" never makes a segment.
// Threads    Add routes before the server starts; matching is const and thread-safe.
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/http/event_stream.h"
#include "libs/http/message.h"

namespace paktum::http {

// Runs on the worker pool and may block until its own deadlines. It must not throw: what it throws
// becomes a 500 without details.
using Handler = std::function<Response(const Request&)>;

// Decides whether a reader may have the stream, on the worker pool. A Response refuses; nothing
// accepts, and the server answers 200 text/event-stream and sends what is pushed, also what was
// pushed before it returned.
using StreamHandler =
    std::function<std::optional<Response>(const Request&, const std::shared_ptr<EventStream>&)>;

struct RouteOptions {
  std::optional<std::size_t> body_bytes_max{};  // instead of ServerOptions::body_bytes_max
  // Runs on an I/O thread: answers while all workers are busy. Such a handler never blocks.
  bool quick = false;
};

class Router {
 public:
  Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;
  ~Router();

  // GET routes answer HEAD too. A malformed or repeated pattern stops the process.
  void Add(std::string_view method, std::string_view pattern, Handler handler,
           RouteOptions options = {});
  // A GET route that answers with Server-Sent Events.
  void AddStream(std::string_view pattern, StreamHandler handler);

  struct Route {
    std::string method;
    std::string pattern;
    Handler handler;
    StreamHandler stream_handler;  // set instead of `handler` on a stream route
    RouteOptions options;
  };
  struct Match {
    const Route* route = nullptr;  // nullptr: nothing matches, or a method does not
    std::map<std::string, std::string> parameters;
    std::string allow;       // methods of this path, "GET, HEAD", when only the method is wrong
    bool malformed = false;  // the path cannot be decoded
  };
  [[nodiscard]] Match Find(std::string_view method, std::string_view path) const;

  // Every route, in the order added.
  [[nodiscard]] std::vector<const Route*> routes() const;

 private:
  struct Tree;
  void AddRoute(Route route);
  std::unique_ptr<Tree> tree_;
};

}  // namespace paktum::http
