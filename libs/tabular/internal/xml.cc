#include "libs/tabular/internal/xml.h"

#include <expat.h>

#include <algorithm>
#include <memory>

namespace paktum::tabular {
namespace {

constexpr std::size_t kStepBytes = std::size_t{1} * 1024 * 1024;

std::string_view LocalName(const XML_Char* name) {
  const std::string_view whole(name);
  return whole.substr(whole.find_last_of(':') + 1);  // npos + 1 = 0
}

struct Reading {
  XML_Parser parser;
  XmlHandler& handler;
  Status status;
  bool entities = false;

  void Look() {
    status = handler.status();
    if (!status.ok()) XML_StopParser(parser, XML_FALSE);
  }
};

void OnBegin(void* data, const XML_Char* name, const XML_Char** attributes) {
  auto& reading = *static_cast<Reading*>(data);
  XmlHandler::Attributes read;
  for (std::size_t i = 0; attributes[i] != nullptr; i += 2) {
    read.emplace_back(LocalName(attributes[i]), attributes[i + 1]);
  }
  reading.handler.Begin(LocalName(name), read);
  reading.Look();
}

void OnEnd(void* data, const XML_Char* name) {
  auto& reading = *static_cast<Reading*>(data);
  reading.handler.End(LocalName(name));
  reading.Look();
}

void OnText(void* data, const XML_Char* text, int length) {
  static_cast<Reading*>(data)->handler.Text({text, static_cast<std::size_t>(length)});
}

// No workbook declares entities; who does wants them to grow.
void OnEntity(void* data, const XML_Char* /*name*/, int /*parameter*/, const XML_Char* /*value*/,
              int /*length*/, const XML_Char* /*base*/, const XML_Char* /*system*/,
              const XML_Char* /*public_id*/, const XML_Char* /*notation*/) {
  auto& reading = *static_cast<Reading*>(data);
  reading.entities = true;
  XML_StopParser(reading.parser, XML_FALSE);
}

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

}  // namespace

std::string_view AttributeOf(const XmlHandler::Attributes& attributes, std::string_view name) {
  for (const auto& [key, value] : attributes) {
    if (key == name) return value;
  }
  return {};
}

Status ReadXml(std::string_view xml, XmlHandler& handler) {
  const std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser(
      XML_ParserCreate(nullptr));
  Reading reading{parser.get(), handler, OkStatus(), false};
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), OnBegin, OnEnd);
  XML_SetCharacterDataHandler(parser.get(), OnText);
  XML_SetEntityDeclHandler(parser.get(), OnEntity);
  bool whole = false;
  while (!whole) {
    const std::string_view step = xml.substr(0, kStepBytes);
    xml.remove_prefix(step.size());
    whole = xml.empty();
    if (XML_Parse(parser.get(), step.data(), static_cast<int>(step.size()), whole ? 1 : 0) !=
        XML_STATUS_OK) {
      PAKTUM_RETURN_IF_ERROR(reading.status);
      return InvalidArgument("table.damaged",
                             "this XLSX file cannot be read: open it in a spreadsheet program and "
                             "save it again");
    }
  }
  return OkStatus();
}

}  // namespace paktum::tabular
