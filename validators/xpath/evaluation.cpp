#include "validators/xpath/evaluation.h"

#include "validators/xpath/code/namespaces.h"
#include "validators/xpath/failure.h"
#include "validators/xpath/module_shared.h"
#include "validators/xpath/state.h"

namespace quittance::xpath {

Evaluation::Evaluation(std::shared_ptr<const Module> module)
    : state_(std::make_unique<State>(*this, std::move(module))) {}
Evaluation::~Evaluation() = default;

void Evaluation::start(const xml::Tree& document, const Budget& budget) {
  State& s = *state_;
  for (Arena* arena : {&s.temporary, &s.scope, &s.document}) {
    arena->clear();
    arena->give_back();
  }
  s.globals.assign(s.module->global_count(), Global{});
  s.scoped_globals.clear();
  s.in_scope = false;
  s.joins.clear();
  s.facts.start(s.module->shared().facts.size());
  s.facts.refute_all();
  ++s.document_number;
  s.begin_budget(budget);
  s.bind_instance(document);
  s.forget_built(0);
  s.caches.resize(s.module->shared().once.uses.size());
  s.memos.resize(s.module->shared().memos.uses.size());
  s.answers.resize(s.module->shared().answers);
}

void Evaluation::set_clock(Instant now, std::chrono::minutes zone) {
  state_->now = now;
  state_->zone = zone;
}

void Evaluation::bind(std::uint32_t slot, const Sequence& value) {
  State& s = *state_;
  Global& global = s.globals[slot];
  global = Global{};
  global.scoped = s.in_scope;
  if (s.in_scope) {
    s.scoped_globals.push_back(slot);
  }
  s.retain(value);
  global.value = State::keep(value, s.in_scope ? s.scope : s.document);
  global.status = Global::Status::known;
}

void Evaluation::bind_lazily(std::uint32_t slot, const Expression& expression, const Focus& focus) {
  State& s = *state_;
  Global& global = s.globals[slot];
  const bool once = expression.per_document();
  if (once && global.expression == &expression && global.status != Global::Status::unbound) {
    return;
  }
  global.status = Global::Status::waiting;
  global.scoped = s.in_scope && !once;
  global.expression = &expression;
  global.focus = focus;
  if (global.scoped) {
    s.scoped_globals.push_back(slot);
  }
}

void Evaluation::begin_scope() {
  assert(!state_->in_scope);
  state_->in_scope = true;
}

void Evaluation::end_scope() {
  State& s = *state_;
  for (const std::uint32_t slot : s.scoped_globals) {
    s.globals[slot].status = Global::Status::unbound;
  }
  s.scoped_globals.clear();
  s.scope.clear();
  s.in_scope = false;
}

Item Evaluation::attach(const xml::Tree& tree) {
  return Item::node(state_->bind_tree(tree), xml::Tree::document());
}

Item Evaluation::adopt(xml::Tree tree) {
  return Item::node(state_->adopt(std::move(tree)), xml::Tree::document());
}

const xml::Tree& Evaluation::tree(TreeNumber number) const { return *state_->bound(number).tree; }
PooledName Evaluation::pooled(xml::NameId name) const { return state_->bound(0).names.pooled(name); }
const Module& Evaluation::module() const { return *state_->module; }
FactSheet& Evaluation::facts() { return state_->facts; }
Instant Evaluation::now() const { return state_->now; }
std::chrono::minutes Evaluation::implicit_zone() const { return state_->zone; }
Arena& Evaluation::arena() { return state_->temporary; }
std::size_t Evaluation::failure_offset() const { return state_->failure_offset; }
std::uint64_t Evaluation::steps() const { return state_->granted - state_->left; }

std::string_view Evaluation::string_value(const Item& node, Arena& arena) const {
  const xml::Tree& in = *state_->bound(node.tree()).tree;
  if (node.type() == Type::namespace_node) {
    return namespace_binding(in, node).uri;
  }
  const std::string_view stored = in.text(node.id());
  if (!stored.empty()) {
    return stored;
  }
  const xml::NodeKind kind = in.kind(node.id());
  if (kind != xml::NodeKind::element && kind != xml::NodeKind::document) {
    return stored;
  }
  std::string buffer;
  const std::string_view value = in.string_value(node.id(), buffer);
  state_->pass_over(value.size());
  return value.data() == buffer.data() ? arena.copy(value) : value;
}

bool Evaluation::is_text_node(const Item& item) const {
  return item.type() == Type::node && tree_of(item).kind(item.id()) == xml::NodeKind::text;
}

Item Evaluation::atomize(const Item& item, Arena& arena) const {
  if (!item.is_node()) {
    return item;
  }
  // Data model 5.13 to 6.7: without a schema, elements, attributes, text and documents are untyped.
  const xml::Tree& in = *state_->bound(item.tree()).tree;
  const xml::NodeKind kind = in.kind(item.id());
  const bool is_string = item.type() == Type::namespace_node || kind == xml::NodeKind::comment ||
                         kind == xml::NodeKind::processing_instruction;
  return Item::text(string_value(item, arena), is_string ? Type::string : Type::untyped_atomic);
}

}  // namespace quittance::xpath
