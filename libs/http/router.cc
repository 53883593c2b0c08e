#include "libs/http/router.h"

#include <deque>
#include <set>
#include <utility>

#include "libs/base/check.h"

namespace paktum::http {
namespace {

// "/a/b/" → {"a", "b", ""}; "/" → {""}.
std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  path.remove_prefix(1);
  while (true) {
    const std::size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool IsParameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// Reads the parameters out of the decoded segments. Segments of a rest are joined again; one that
// holds a '/' itself could not be told apart from two then, so it does not match.
bool BindParameters(std::string_view pattern, const std::vector<std::string>& decoded,
                    std::map<std::string, std::string>& parameters) {
  const std::vector<std::string_view> names = Segments(pattern);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!IsParameter(names[i])) continue;
    const std::string_view name = names[i].substr(1, names[i].size() - 2);
    if (!name.ends_with("...")) {
      parameters[std::string(name)] = decoded[i];
      continue;
    }
    std::string rest;
    for (std::size_t j = i; j < decoded.size(); ++j) {
      if (decoded[j].find('/') != std::string::npos) return false;
      rest += (j == i ? "" : "/") + decoded[j];
    }
    parameters[std::string(name.substr(0, name.size() - 3))] = rest;
  }
  return true;
}

constexpr std::size_t kSegmentsMax = 32;  // of a path; a longer one matches nothing

}  // namespace

// One node a segment; parameter names belong to the routes, so that two routes may name the same
// place differently.
struct Router::Tree {
  using Methods = std::map<std::string, const Route*>;
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    Methods methods;       // routes that end here
    Methods rest_methods;  // routes that end with {name...} here
  };

  // Depth first: literal, then parameter, then rest.
  static const Methods* Search(const Node& node, const std::vector<std::string>& decoded,
                               std::size_t at) {
    if (at == decoded.size()) {
      if (!node.methods.empty()) return &node.methods;
    } else {
      if (const auto next = node.literals.find(decoded[at]); next != node.literals.end()) {
        if (const Methods* found = Search(*next->second, decoded, at + 1)) return found;
      }
      if (node.parameter && !decoded[at].empty()) {
        if (const Methods* found = Search(*node.parameter, decoded, at + 1)) return found;
      }
    }
    return node.rest_methods.empty() ? nullptr : &node.rest_methods;
  }

  Node root;
  std::deque<Route> routes;
};

Router::Router() : tree_(std::make_unique<Tree>()) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

void Router::Add(std::string_view method, std::string_view pattern, Handler handler,
                 RouteOptions options) {
  PAKTUM_CHECK(handler != nullptr);
  AddRoute({std::string(method), std::string(pattern), std::move(handler), nullptr, options});
}

void Router::AddStream(std::string_view pattern, StreamHandler handler) {
  PAKTUM_CHECK(handler != nullptr);
  AddRoute({"GET", std::string(pattern), nullptr, std::move(handler), {}});
}

void Router::AddRoute(Route route) {
  PAKTUM_CHECK(route.pattern.starts_with('/'));
  tree_->routes.push_back(std::move(route));
  const Route& added = tree_->routes.back();
  Tree::Node* node = &tree_->root;
  const std::vector<std::string_view> segments = Segments(added.pattern);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::string_view segment = segments[i];
    if (IsParameter(segment) && segment.ends_with("...}")) {
      PAKTUM_CHECK(i + 1 == segments.size());
      PAKTUM_CHECK(node->rest_methods.emplace(added.method, &added).second);
      return;
    }
    PAKTUM_CHECK(IsParameter(segment) || segment.find_first_of("{}") == std::string_view::npos);
    std::unique_ptr<Tree::Node>& next =
        IsParameter(segment) ? node->parameter : node->literals[std::string(segment)];
    if (!next) next = std::make_unique<Tree::Node>();
    node = next.get();
  }
  PAKTUM_CHECK(node->methods.emplace(added.method, &added).second);
}

Router::Match Router::Find(std::string_view method, std::string_view path) const {
  Match match;
  if (!path.starts_with('/')) {
    match.malformed = true;
    return match;
  }
  std::vector<std::string> decoded;
  for (const std::string_view segment : Segments(path)) {
    if (decoded.size() >= kSegmentsMax) return match;
    Result<std::string> text = PercentDecode(segment);
    if (!text.ok()) {
      match.malformed = true;
      return match;
    }
    decoded.push_back(*std::move(text));
  }
  const Tree::Methods* methods = Tree::Search(tree_->root, decoded, 0);
  if (methods == nullptr) return match;
  auto route = methods->find(std::string(method));
  if (route == methods->end() && method == "HEAD") route = methods->find("GET");
  if (route == methods->end()) {
    std::set<std::string> allowed;
    for (const auto& [name, unused] : *methods) allowed.insert(name);
    if (allowed.contains("GET")) allowed.insert("HEAD");
    for (const std::string& name : allowed) match.allow += (match.allow.empty() ? "" : ", ") + name;
    return match;
  }
  if (!BindParameters(route->second->pattern, decoded, match.parameters)) return {};
  match.route = route->second;
  return match;
}

std::vector<const Router::Route*> Router::routes() const {
  std::vector<const Route*> routes;
  for (const Route& route : tree_->routes) routes.push_back(&route);
  return routes;
}

}  // namespace paktum::http
