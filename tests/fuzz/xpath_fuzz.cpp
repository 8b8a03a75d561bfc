// XPath source: compile it, as an expression and as a pattern, and evaluate it over a small tree. Whatever it
// says, it ends within its budget, in a value or a coded error, and asking for its truth agrees with its
// value.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "formats/xml/parse.h"
#include "validators/xpath/code/code.h"
#include "validators/xpath/evaluation.h"

namespace {

using namespace quittance;

const xml::Tree& document() {
  static const xml::Tree kTree =
      std::move(xml::Reader().read("<a xmlns:p='urn:p' x='1'><b>1</b><!--c--><b y='2'>2.50</b><p:c><?i "
                                   "d?><b>x</b>t</p:c><d/></a>"))
          .value();
  return kTree;
}

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void evaluate(std::string_view source, const xpath::StaticContext& statics) {
  const auto expression = xpath::compile(source, statics);
  if (!expression) {
    return require(!expression.error().code.empty());
  }
  xpath::Evaluation evaluation(statics.module);
  xpath::Budget budget;
  budget.steps = 50'000;
  budget.memory = 16U << 20U;
  budget.depth = 50;
  evaluation.start(document(), budget);
  xpath::Focus focus;
  focus.item = focus.current = evaluation.document();
  const auto truth = expression->test(evaluation, focus);
  const auto value = expression->evaluate(evaluation, focus);
  if (!value || !truth) {
    return;
  }
  try {
    require(xpath::effective_boolean(*value) == *truth);
  } catch (const xpath::Failure&) {
    // A truth may be found before the item that would have been an error.
  }
}

void match(std::string_view source, const xpath::StaticContext& statics) {
  const auto pattern = xpath::compile_pattern(source, statics);
  if (!pattern) {
    return require(!pattern.error().code.empty());
  }
  xpath::Evaluation evaluation(statics.module);
  xpath::Budget budget;
  budget.steps = 50'000;
  evaluation.start(document(), budget);
  for (xml::NodeId n = 0; n < document().size(); ++n) {
    const auto matches = pattern->matches(evaluation, xpath::Item::node(0, n));
    if (!matches || !*matches) {
      continue;
    }
    bool targeted = false;
    for (const auto& target : pattern->targets()) {
      targeted |= target.kind == document().kind(n);
    }
    require(targeted);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  for (const bool compatibility : {false, true}) {
    xpath::StaticContext statics;
    statics.module = std::make_shared<xpath::Module>();
    statics.namespaces["p"] = "urn:p";
    statics.xslt = true;
    statics.compatibility = compatibility;
    evaluate(source, statics);
    match(source, statics);
  }
  return 0;
}
