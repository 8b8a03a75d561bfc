#include "validators/schematron/examiner.h"

#include <algorithm>

#include "validators/schematron/elements.h"

namespace quittance::schematron {

namespace {

/// Findings beyond this many say nothing new and would let a small document make a huge report.
constexpr std::size_t kMaxFired = 100'000;
constexpr std::size_t kMaxUndecided = 10'000;
/// Octets of their texts together: a message may quote a long value each time.
constexpr std::size_t kMaxText = 64U << 20U;

xpath::Focus focus_on(xml::NodeId node) {
  xpath::Focus focus;
  focus.item = xpath::Item::node(0, node);
  focus.current = focus.item;
  return focus;
}

}  // namespace

Examiner::Examiner(std::shared_ptr<const Pack> pack)
    : pack_(std::move(pack)),
      evaluation_(pack_->module()),
      classes_(*pack_, pack_->dispatch(), evaluation_) {}

Examination Examiner::examine(const xml::Tree& document, const ExamineOptions& options) {
  options_ = options;
  out_ = Examination();
  stopped_ = false;
  document_ = 0;
  rules_fired_ = 0;
  text_octets_ = 0;
  budget_ = options.budget;
  began_ = budget_.meter();
  start(document);
  walk(pack_->dispatch(), classes_);
  for (std::uint32_t p = 0; p < pack_->patterns().size() && !stopped_; ++p) {
    if (pack_->patterns()[p].documents) subordinate(p, options, document);
  }
  out_.rules_fired = rules_fired_;
  std::stable_sort(out_.fired.begin(), out_.fired.end(),
                   [](const Fired& a, const Fired& b) { return a.pattern < b.pattern; });
  return std::move(out_);
}

void Examiner::start(const xml::Tree& document) {
  tree_ = &document;
  evaluation_.start(document, budget_);
  evaluation_.set_clock(options_.now);
  for (const LetCode& let : pack_->globals()) {
    evaluation_.bind_lazily(let.slot, let.value, focus_on(xml::Tree::document()));
  }
}

void Examiner::walk(const Dispatch& dispatch, PathClasses& classes) {
  classes.start(*tree_);
  open_asserts_.start(pack_->settlement(), evaluation_.facts());
  for (xml::NodeId n = 0, size = tree_->size(); n < size && !stopped_; ++n) {
    const xml::ClassId of = tree_->class_of(n);
    if (!classes.unknown(of)) {
      const auto candidates = classes.candidates(of);
      if (!candidates.empty()) visit(n, candidates);
    } else if (classes.visits(tree_->kind(n))) {
      visit_unclassed(n, dispatch);
    }
  }
}

/// In each pattern the first rule whose context matches claims the node.
void Examiner::visit(xml::NodeId node, std::span<const ClassCandidate* const> candidates) {
  std::uint32_t claimed_in = UINT32_MAX;
  for (const ClassCandidate* const candidate : candidates) {
    if (candidate->at.pattern == claimed_in) continue;
    const auto matches =
        candidate->rule->context.matches(evaluation_, xpath::Item::node(0, node), candidate->chance);
    if (claims(matches, node)) {
      claimed_in = candidate->at.pattern;
      apply(*candidate->rule, candidate->at.pattern, node);
    }
    if (stopped_) return;
  }
}

/// The same for a node whose names are not known beforehand.
void Examiner::visit_unclassed(xml::NodeId node, const Dispatch& dispatch) {
  const auto pooled = pack_->module()->find(tree_->namespace_uri(node), tree_->local_name(node));
  std::uint32_t claimed_in = UINT32_MAX;
  for (const Candidate& candidate : dispatch.find(tree_->kind(node), pooled)) {
    if (candidate.pattern == claimed_in) continue;
    const RuleCode& rule = pack_->patterns()[candidate.pattern].rules[candidate.rule];
    if (claims(rule.context.matches(evaluation_, xpath::Item::node(0, node)), node)) {
      claimed_in = candidate.pattern;
      apply(rule, candidate.pattern, node);
    }
    if (stopped_) return;
  }
}

/// A context that ends in an error on a node does not match it: so XSLT has it (3.0, 5.5.4; in 2.0 the
/// recovery of 5.5.4), and a rule whose context does not match has nothing to say there. Only a used-up
/// budget is told.
bool Examiner::claims(const Result<bool>& matches, xml::NodeId node) {
  if (matches) return *matches;
  if (matches.error().code == "BUDGET") undecided(nullptr, node, matches.error());
  return false;
}

void Examiner::apply(const RuleCode& rule, std::uint32_t pattern, xml::NodeId node) {
  ++rules_fired_;
  if (options_.record_rules) out_.rules.push_back({&rule, pattern, node, rules_fired_});
  const std::span<const std::uint32_t> open = open_asserts_.of(rule.number);
  if (open.empty()) return;
  const xpath::Focus focus = focus_on(node);
  if (!rule.lets.empty()) bind(rule, focus);
  for (const std::uint32_t i : open) {
    decide(rule.assertions[i], pattern, focus);
    if (stopped_) break;
  }
  if (!rule.lets.empty()) evaluation_.end_scope();
}

void Examiner::bind(const RuleCode& rule, const xpath::Focus& focus) {
  evaluation_.begin_scope();
  for (const LetCode& let : rule.lets) evaluation_.bind_lazily(let.slot, let.value, focus);
  failed_.clear();
  for (std::uint32_t i = 0; i < rule.lets.size(); ++i) {
    if (!rule.lets[i].at_once) continue;
    const Result<xpath::Sequence> value = rule.lets[i].at_once.evaluate(evaluation_, focus);
    if (!value) failed_.emplace_back(i, value.error());
  }
}

/// The error of a variable that the assert names and that was evaluated at once, or nullptr.
const Error* Examiner::failed_variable(const AssertionCode& assertion) const {
  for (const auto& [let, error] : failed_) {
    if (std::binary_search(assertion.needs.begin(), assertion.needs.end(), let)) return &error;
  }
  return nullptr;
}

void Examiner::decide(const AssertionCode& assertion, std::uint32_t pattern, const xpath::Focus& focus) {
  if (!assertion.needs.empty()) {
    if (const Error* error = failed_variable(assertion))
      return undecided(&assertion, focus.item.id(), *error);
  }
  if (!assertion.over) return decide_on(assertion, pattern, focus);
  const Result<xpath::Sequence> found = assertion.over.evaluate(evaluation_, focus);
  if (!found) return undecided(&assertion, focus.item.id(), found.error());
  const std::vector<xpath::Item> items(found->begin(), found->end());  // the next evaluation takes the room
  xpath::Focus inner;
  inner.position = 0;
  inner.size = static_cast<std::int64_t>(items.size());
  for (const xpath::Item& item : items) {
    ++inner.position;
    if (!item.is_node() || item.tree() != 0)
      return undecided(&assertion, focus.item.id(),
                       {"XPTY0020", Retry::never, "an assert on what is no node of the document"});
    inner.item = inner.current = item;
    decide_on(assertion, pattern, inner);
    if (stopped_) return;
  }
}

void Examiner::decide_on(const AssertionCode& assertion, std::uint32_t pattern, const xpath::Focus& focus) {
  const Result<bool> holds = assertion.test.test(evaluation_, focus);
  if (!holds) {
    undecided(&assertion, focus.item.id(), holds.error());
  } else if (*holds == assertion.source->is_report) {
    report(assertion, pattern, focus);
  }
}

void Examiner::report(const AssertionCode& assertion, std::uint32_t pattern, const xpath::Focus& focus) {
  if (out_.fired.size() >= kMaxFired) {
    undecided(nullptr, focus.item.id(), {"BUDGET", Retry::never, "more than 100000 findings"});
    stopped_ = true;
    return;
  }
  Fired fired;
  fired.assertion = &assertion;
  fired.pattern = pattern;
  fired.rule = rules_fired_;
  fired.document = document_;
  fired.node = subject(assertion, focus);
  fired.text = assertion.plain_message.empty() ? collapse(render(assertion, assertion.message, focus))
                                               : assertion.plain_message;
  for (const DiagnosticCode& diagnostic : assertion.diagnostics) {
    fired.diagnostics.push_back({diagnostic.source, collapse(render(assertion, diagnostic.message, focus))});
  }
  for (const DiagnosticCode& property : assertion.properties) {
    fired.properties.push_back({property.source, collapse(render(assertion, property.message, focus))});
  }
  text_octets_ += fired.text.size();
  for (const auto& each : fired.diagnostics) text_octets_ += each.text.size();
  for (const auto& each : fired.properties) text_octets_ += each.text.size();
  out_.fired.push_back(std::move(fired));
  if (text_octets_ <= kMaxText) return;
  undecided(nullptr, focus.item.id(), {"BUDGET", Retry::never, "the findings have more than 64 MB of text"});
}

/// A part that fails does not take the finding with it: its error stands in the text and among the undecided.
std::string Examiner::render(const AssertionCode& assertion, const MessageCodes& message,
                             const xpath::Focus& focus) {
  std::string out;
  for (const MessageCode& part : message) {
    out += part.text;
    if (part.is_name) out += tree_->qualified_name(focus.item.id());
    if (!part.expression) continue;
    const Result<std::string> text = part.expression.text(evaluation_, focus);
    if (text) {
      out += *text;
    } else {
      out += "(" + text.error().code + ")";
      undecided(&assertion, focus.item.id(), text.error());
    }
  }
  return out;
}

xml::NodeId Examiner::subject(const AssertionCode& assertion, const xpath::Focus& focus) {
  if (!assertion.subject) return focus.item.id();
  const Result<xpath::Sequence> nodes = assertion.subject.evaluate(evaluation_, focus);
  const bool is_here =
      nodes && !nodes->empty() && nodes->front().type() == xpath::Type::node && nodes->front().tree() == 0;
  return is_here ? nodes->front().id() : focus.item.id();
}

void Examiner::undecided(const AssertionCode* assertion, xml::NodeId node, const Error& error) {
  if (error.code == "BUDGET" || out_.undecided.size() >= kMaxUndecided) {
    stopped_ = true;
    assertion = nullptr;
  }
  out_.undecided.push_back({assertion, node, error});
}

/// The documents a pattern asks for instead of the instance. Its global variables are evaluated in each of
/// them.
void Examiner::subordinate(std::uint32_t pattern, const ExamineOptions& options, const xml::Tree& document) {
  const PatternCode& code = pack_->patterns()[pattern];
  const std::vector<std::string> names = document_names(code, document);
  Dispatch dispatch;
  for (std::uint32_t r = 0; r < code.rules.size(); ++r) {
    for (const xpath::Pattern::Target& target : code.rules[r].context.targets())
      dispatch.add(target, {pattern, r});
  }
  dispatch.finish(pack_->module()->name_count());
  PathClasses classes(*pack_, dispatch, evaluation_);
  for (const std::string& name : names) {
    Result<std::unique_ptr<xml::Tree>> opened =
        options.open ? options.open(name) : Error{"FODC0002", Retry::never, "other documents are not opened"};
    if (!opened) {
      undecided(nullptr, xml::Tree::document(),
                {opened.error().code, Retry::never, name + ": " + opened.error().detail});
      continue;
    }
    out_.documents.push_back(std::move(opened).value());
    document_ = out_.documents.size();
    charge();
    start(*out_.documents.back());
    walk(dispatch, classes);
  }
  document_ = 0;
  charge();
  start(document);
}

/// Takes what was used from the budget: a document has one for all that it names.
void Examiner::charge() {
  budget_.steps -= std::min(budget_.steps, evaluation_.steps());
  budget_.cpu = options_.budget.cpu - (budget_.meter() - began_);
}

std::vector<std::string> Examiner::document_names(const PatternCode& pattern, const xml::Tree& document) {
  std::vector<std::string> names;
  const Result<xpath::Sequence> uris =
      pattern.documents.evaluate(evaluation_, focus_on(xml::Tree::document()));
  if (!uris) {
    undecided(nullptr, xml::Tree::document(), uris.error());
    return names;
  }
  for (const xpath::Item& uri : *uris) {
    if (uri.is_node() && uri.tree() == 0) names.push_back(document.string_value(uri.id()));
    if (xpath::is_text(uri.type())) names.emplace_back(uri.text());
  }
  return names;
}

}  // namespace quittance::schematron
