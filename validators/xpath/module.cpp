#include "validators/xpath/module_shared.h"

#include "validators/xpath/compile/compiler.h"

namespace quittance::xpath {

Module::Module() : shared_(std::make_unique<Shared>()) {}
Module::~Module() = default;

const FactPool& Module::facts() const { return shared_->facts; }

PooledName Module::intern(std::string_view uri, std::string_view local) {
  return shared_->names.intern(uri, local);
}
std::string_view Module::uri_of(PooledName name) const { return shared_->names.uri_of(name); }
std::string_view Module::local_of(PooledName name) const { return shared_->names.local_of(name); }
std::size_t Module::name_count() const { return shared_->names.size(); }
PooledName Module::find(std::string_view uri, std::string_view local) const {
  return shared_->names.find(uri, local);
}

Result<FunctionNumber> Module::declare_function(FunctionDeclaration declaration) {
  const auto number = static_cast<FunctionNumber>(shared_->functions.size());
  const auto [place, added] =
      shared_->function_index.try_emplace({declaration.name, declaration.parameters.size()}, number);
  if (!added) {
    return Error{"XTSE0770", Retry::never,
                 "function " + declaration.name.local + "#" + std::to_string(declaration.parameters.size()) +
                     " is declared twice"};
  }
  shared_->functions.push_back({std::move(declaration), nullptr});
  return number;
}

void Module::define_function(FunctionNumber number, std::shared_ptr<const FunctionBody> body) {
  assert(number < shared_->functions.size());
  shared_->functions[number].body = std::move(body);
}

void Module::set_constant(std::uint32_t slot, const Expression& expression) {
  assert(expression.constant());
  const Sequence& value = *ExpressionAccess::of(expression).code->constant();
  shared_->constants.insert_or_assign(slot, State::keep(value, shared_->values));
}

void Module::declare_key(KeyDeclaration declaration) {
  std::vector<KeyDeclaration>& same = shared_->keys[declaration.name];
  same.push_back(std::move(declaration));
}

void Module::add_document(std::string uri, std::shared_ptr<const xml::Tree> tree) {
  shared_->documents[std::move(uri)] = std::move(tree);
}

}  // namespace quittance::xpath
