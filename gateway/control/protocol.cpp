#include "gateway/control/protocol.h"

#include <Poco/Exception.h>
#include <Poco/JSON/ParseHandler.h>
#include <Poco/JSON/Parser.h>
#include <Poco/JSON/Stringifier.h>

#include <sstream>

namespace quittance::control {

namespace {

std::string line_of(const Object& object) {
  std::ostringstream out;
  // Control characters are escaped by the stringifier, so the only line feed is ours.
  Poco::JSON::Stringifier::stringify(object, out);
  out << '\n';
  return std::move(out).str();
}

Error malformed(std::string why) { return Error{"CONTROL-JSON", Retry::never, std::move(why)}; }

Result<Object::Ptr> read_object(const std::string& line) {
  try {
    Poco::JSON::Parser parser;
    parser.setDepth(kDeepest);
    const auto value = parser.parse(line);
    if (value.type() != typeid(Object::Ptr)) return malformed("not a JSON object");
    return value.extract<Object::Ptr>();
  } catch (const Poco::Exception& error) {
    return malformed(error.displayText());
  } catch (const std::exception& error) {
    return malformed(error.what());
  }
}

Error read_error(const Object::Ptr& error) {
  return Error{error->optValue<std::string>("code", "CONTROL-FAILED"),
               error->optValue<bool>("retry", false) ? Retry::later : Retry::never,
               error->optValue<std::string>("detail", "")};
}

}  // namespace

std::string write_call(std::string_view name, const Object& arguments) {
  Object call(Poco::JSON_PRESERVE_KEY_ORDER);
  call.set("call", std::string(name));
  call.set("arguments", Object::Ptr(new Object(arguments)));
  return line_of(call);
}

std::string write_answer(const Result<Value>& answer) {
  Object object(Poco::JSON_PRESERVE_KEY_ORDER);
  object.set("ok", answer.ok());
  if (answer.ok()) {
    object.set("result", *answer);
  } else {
    Object::Ptr error(new Object(Poco::JSON_PRESERVE_KEY_ORDER));
    error->set("code", answer.error().code);
    error->set("detail", answer.error().detail);
    error->set("retry", answer.error().retry == Retry::later);
    object.set("error", error);
  }
  return line_of(object);
}

Result<Call> read_call(const std::string& line) {
  const auto object = read_object(line);
  if (!object.ok()) return object.error();
  const auto name = (*object)->get("call");
  if (!name.isString()) return malformed("no \"call\"");
  Call call{name.convert<std::string>(), Object::Ptr(new Object)};
  if ((*object)->has("arguments")) {
    call.arguments = (*object)->getObject("arguments");
    if (!call.arguments) return malformed("\"arguments\" is no object");
  }
  return call;
}

Result<Value> read_answer(const std::string& line) {
  const auto object = read_object(line);
  if (!object.ok()) return object.error();
  const auto ok = (*object)->get("ok");
  if (!ok.isBoolean()) return malformed("an answer without \"ok\"");
  if (ok.convert<bool>()) return (*object)->get("result");
  const auto error = (*object)->getObject("error");
  if (!error) return malformed("an answer that is not ok, without \"error\"");
  try {
    return read_error(error);
  } catch (const Poco::Exception& wrong) {
    return malformed(wrong.displayText());
  }
}

}  // namespace quittance::control
