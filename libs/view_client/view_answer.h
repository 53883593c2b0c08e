#pragma once
// What a request for a view is answered with: JSON, or a file to hand out.
//
// A view name with .csv, .xlsx or .html behind it asks for a file (libs/export): `lang` = hu or en
// says its language (else Accept-Language), `table` the table of a CSV file. Other query parameters
// go with the question.
#include <map>
#include <string>

#include "libs/base/result.h"
#include "libs/http/message.h"
#include "libs/view_client/view_gateway.h"

namespace paktum::view_client {

// Errors: those of ViewGateway::Ask; kNotFound "export.no_table".
Result<http::Response> AnswerView(const ViewGateway& gateway, const http::Request& request,
                                  const std::string& pact, const std::string& view,
                                  const std::map<std::string, std::string>& more);

}  // namespace paktum::view_client
