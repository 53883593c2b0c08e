#pragma once
// Reads XML as it goes by (expat). Names come without their namespace.
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/result.h"

namespace paktum::tabular {

class XmlHandler {
 public:
  using Attributes = std::vector<std::pair<std::string_view, std::string_view>>;
  virtual ~XmlHandler() = default;
  virtual void Begin(std::string_view name, const Attributes& attributes) = 0;
  virtual void End(std::string_view name) = 0;
  virtual void Text(std::string_view text) = 0;
  // Asked after each element: an error ends the reading.
  [[nodiscard]] virtual Status status() const { return OkStatus(); }
};

// The value of an attribute; empty when there is none.
std::string_view AttributeOf(const XmlHandler::Attributes& attributes, std::string_view name);

// Errors: kInvalidArgument "table.damaged" when it is no well-formed XML or declares entities; the
// handler's own.
Status ReadXml(std::string_view xml, XmlHandler& handler);

}  // namespace paktum::tabular
