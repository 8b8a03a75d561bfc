// What expressions share: variables, functions, keys, other documents, and the budget.
#include "validators/xpath/evaluation.h"

#include <gtest/gtest.h>

#include <thread>

#include "formats/xml/parse.h"

namespace quittance::xpath {
namespace {

xml::Tree parsed(std::string_view text) { return std::move(xml::Reader().read(text)).value(); }

class Evaluations : public testing::Test {
 protected:
  void SetUp() override {
    statics_.module = std::make_shared<Module>();
    statics_.xslt = true;
    statics_.namespaces["f"] = "urn:f";
  }

  Expression compiled(const std::string& source) {
    auto made = compile(source, statics_);
    EXPECT_TRUE(made.ok()) << source;
    return made.ok() ? *made : Expression();
  }
  std::uint32_t global(const std::string& name, Variable::Kind kind = Variable::Kind::global) {
    const std::uint32_t slot = statics_.module->new_global();
    statics_.variables[{"", name}] = {kind, slot};
    return slot;
  }
  std::string text(Evaluation& evaluation, const Expression& expression) const {
    Focus focus;
    focus.item = focus.current = evaluation.document();
    const auto value = expression.text(evaluation, focus);
    return value ? *value : value.error().code;
  }

  /// Value in a fresh evaluation of that document.
  std::string value_in(const xml::Tree& tree, const std::string& source, const Budget& budget = {}) {
    const auto made = compile(source, statics_);
    if (!made) {
      return made.error().code;
    }
    Evaluation evaluation(statics_.module);
    evaluation.start(tree, budget);
    return text(evaluation, *made);
  }

  StaticContext statics_;
};

TEST_F(Evaluations, EvaluateALetOnceAndOnlyWhenItIsNeeded) {
  const std::uint32_t bad = global("bad");
  const std::uint32_t sum = global("sum");
  const Expression failing = compiled("1 div 0");
  const Expression adding = compiled("sum(//n)");
  const Expression unneeded = compiled("true() or $bad");
  const Expression needed = compiled("$bad + 1");
  const Expression twice = compiled("$sum + $sum");
  const xml::Tree tree = parsed("<a><n>1</n><n>2</n></a>");
  Evaluation evaluation(statics_.module);
  evaluation.start(tree);
  Focus focus;
  focus.item = evaluation.document();
  evaluation.bind_lazily(bad, failing, focus);
  evaluation.bind_lazily(sum, adding, focus);
  EXPECT_EQ(text(evaluation, unneeded), "true");
  EXPECT_EQ(text(evaluation, needed), "FOAR0001");
  EXPECT_EQ(text(evaluation, needed), "FOAR0001");
  EXPECT_EQ(text(evaluation, twice), "6");
}

TEST_F(Evaluations, RefuseALetThatNeedsItself) {
  const std::uint32_t a = global("a");
  const std::uint32_t b = global("b");
  const Expression of_a = compiled("$b + 1");
  const Expression of_b = compiled("$a + 1");
  const xml::Tree tree = parsed("<a/>");
  Evaluation evaluation(statics_.module);
  evaluation.start(tree);
  evaluation.bind_lazily(a, of_a, {});
  evaluation.bind_lazily(b, of_b, {});
  EXPECT_EQ(text(evaluation, of_b), "XTDE0640");
}

TEST_F(Evaluations, ForgetWhatAScopeHasBound) {
  const std::uint32_t outer = global("outer");
  const std::uint32_t inner = global("inner", Variable::Kind::scoped);
  const Expression text_of_root = compiled("string-join(('from', string(/)), ' ')");
  const Expression both = compiled("concat($outer, '/', $inner)");
  const xml::Tree tree = parsed("<a>x</a>");
  Evaluation evaluation(statics_.module);
  evaluation.start(tree);
  Focus focus;
  focus.item = evaluation.document();
  evaluation.bind_lazily(outer, text_of_root, focus);
  for (const char* value : {"one", "two", "three", "four"}) {
    evaluation.begin_scope();
    evaluation.bind(inner, Item::text(value));
    EXPECT_EQ(text(evaluation, both), std::string("from x/") + value);
    evaluation.end_scope();
  }
  EXPECT_EQ(text(evaluation, both), "XPDY0002");
}

/// f:twice($n) = $n * 2, and f:down($n), which calls itself until 0.
struct Twice final : FunctionBody {
  Sequence call(Evaluation&, std::span<const Sequence> arguments) const override {
    return Item::integer(arguments[0].front().integer() * 2);
  }
};
struct Evaluated final : FunctionBody {
  Expression body;
  Sequence call(Evaluation& evaluation, std::span<const Sequence> arguments) const override {
    return body.run(evaluation, {}, arguments);
  }
};

TEST_F(Evaluations, CallTheFunctionsOfThePack) {
  const SequenceType integer = type::one(Type::integer);
  const auto twice = statics_.module->declare_function({{"urn:f", "twice"}, {integer}, integer});
  statics_.module->define_function(*twice, std::make_shared<Twice>());
  EXPECT_EQ(statics_.module->declare_function({{"urn:f", "twice"}, {integer}, integer}).error().code,
            "XTSE0770");
  const auto down = statics_.module->declare_function({{"urn:f", "down"}, {integer}, integer});
  StaticContext inside = statics_;
  inside.variables[{"", "n"}] = {Variable::Kind::local, 0, integer};
  auto body = std::make_shared<Evaluated>();
  body->body = *compile("if ($n = 0) then 0 else 1 + f:down($n - 1)", inside);
  statics_.module->define_function(*down, body);
  const xml::Tree tree = parsed("<a>21</a>");
  EXPECT_EQ(value_in(tree, "f:twice(21)"), "42");
  EXPECT_EQ(value_in(tree, "f:twice(a)"), "42");
  EXPECT_EQ(value_in(tree, "f:twice('21')"), "XPTY0004");
  EXPECT_EQ(value_in(tree, "f:twice(())"), "XPTY0004");
  EXPECT_EQ(value_in(tree, "f:down(100)"), "100");
  EXPECT_EQ(value_in(tree, "f:down(100000)"), "BUDGET");
  EXPECT_EQ(compile("f:twice(1, 2)", statics_).error().code, "XPST0017");
}

TEST_F(Evaluations, FindNodesByKey) {
  const auto match = std::make_shared<Pattern>(*compile_pattern("item", statics_));
  const auto use = std::make_shared<Expression>(compiled("concat(@a, '-', @b)"));
  statics_.module->declare_key({{"", "k"}, match, use});
  const xml::Tree tree =
      parsed("<r><item a='1' b='2'>x</item><item a='1' b='3'>y</item><item a='1' b='2'>z</item></r>");
  EXPECT_EQ(value_in(tree, "key('k', '1-2')"), "x z");
  EXPECT_EQ(value_in(tree, "key('k', ('1-3', '1-2'))"), "x y z");
  EXPECT_EQ(value_in(tree, "count(key('k', 'no'))"), "0");
  EXPECT_EQ(compile("key('nosuch', 1)", statics_).error().code, "XTDE1260");
}

TEST_F(Evaluations, LetGoOfAPackWhoseKeysAndFunctionsCallEachOther) {
  const SequenceType integer = type::one(Type::integer);
  const auto number = statics_.module->declare_function({{"urn:f", "count"}, {}, integer});
  const auto match = std::make_shared<Pattern>(*compile_pattern("item[f:count() > 0]", statics_));
  const auto use = std::make_shared<Expression>(compiled("f:count()"));
  statics_.module->declare_key({{"", "k"}, match, use});
  auto body = std::make_shared<Evaluated>();
  body->body = compiled("count(key('k', 1))");
  statics_.module->define_function(*number, body);
  const std::weak_ptr<Module> pack = statics_.module;
  statics_.module.reset();
  EXPECT_TRUE(pack.expired()) << "what a pack owns keeps the pack alive: each reload would leave one behind";
}

TEST_F(Evaluations, LookIntoTheDocumentsOfThePack) {
  statics_.base_uri = "http://example.com/pack/rules.sch";
  statics_.module->add_document("codes.xml", std::make_shared<xml::Tree>(parsed("<c><v id='3'>A</v></c>")));
  const xml::Tree tree = parsed("<a>A</a>");
  EXPECT_EQ(value_in(tree, "document('codes.xml')/c/v[@id = 3]"), "A");
  EXPECT_EQ(value_in(tree, "a = doc('codes.xml')//v"), "true");
  EXPECT_EQ(value_in(tree, "document('other.xml')"), "XTDE1162");
  EXPECT_EQ(value_in(tree, "doc('other.xml')"), "FODC0002");
}

/// A header and 200 lines; line n has parent n - 1 and group n mod 3.
std::string many_lines() {
  std::string text = "<i><id>H</id>";
  for (int n = 1; n <= 200; ++n) {
    const std::string number = std::to_string(n);
    text += "<l><id>" + number + "</id><p>" + std::to_string(n - 1) + "</p><g>" + std::to_string(n % 3) +
            "</g><n>0" + number + "</n></l>";
  }
  return text + "</i>";
}

TEST_F(Evaluations, GiveTheSameByIndexAsByWalking) {
  const xml::Tree tree = parsed(many_lines());
  // Asked of each line, so that from the third on they are answered by an index.
  EXPECT_EQ(value_in(tree, "count(/i/l[../id = 'H'])"), "200");
  EXPECT_EQ(value_in(tree, "count(/i/l[../l[id = current()/../id]])"), "0");
  EXPECT_EQ(value_in(tree, "sum(for $l in /i/l return count($l/../l[id = $l/p]))"), "199");
  EXPECT_EQ(value_in(tree, "sum(for $l in /i/l return count(/i/l[g = $l/g]))"), "13334");
  EXPECT_EQ(value_in(tree, "string-join(for $l in /i/l[id < 6] return /i/l[g = $l/g][2]/id, ' ')"),
            "4 5 6 4 5");
  EXPECT_EQ(
      value_in(tree,
               "string-join(for $l in /i/l[id < 6] return string(/i/l[id = ($l/p, $l/id)][last()]/id), ' ')"),
      "1 2 3 4 5");
  EXPECT_EQ(value_in(tree, "sum(for $l in /i/l return count(/i/l[n = number($l/id)]))"), "200");
  EXPECT_EQ(value_in(tree, "sum(for $l in /i/l return count((/i/l | /i/id)[. = $l]))"), "200");
  EXPECT_EQ(value_in(tree, "every $l in /i/l satisfies count(/i/l) = 200"), "true");
  EXPECT_EQ(value_in(tree, "for $l in /i/l[id < 5] return /i/l[xs:date(id) = $l/id]"), "FORG0001");
}

TEST_F(Evaluations, LookUpByAnyConditionThatIsOnlyTrueWithTheText) {
  const xml::Tree tree = parsed(many_lines());
  EXPECT_EQ(value_in(tree, "sum(for $l in /i/l return count(//l[normalize-space(id) = string($l/p)]))"),
            "199");
  EXPECT_EQ(value_in(tree, "sum(for $l in /i/l return count(/i/l[g = $l/g and id = $l/id]))"), "200");
  EXPECT_EQ(value_in(tree, "sum(for $l in /i/l return count(/i/l[g = '1' and id = $l/id][n]))"),
            value_in(tree, "count(/i/l[g = '1'])"));
  EXPECT_EQ(value_in(tree, "sum(for $l in /i/l return count(/i/l[g][position() < 3][id = $l/id]))"), "2");
  EXPECT_EQ(value_in(tree, "sum(for $l in /i/l return count(/i/l[g = $l/g and position() = 2]))"), "67");
}

TEST_F(Evaluations, LookUpWhatIsSoughtForSomeOfAll) {
  const xml::Tree tree = parsed(many_lines());
  EXPECT_EQ(value_in(tree, "count(/i/l[some $o in //l/id satisfies normalize-space($o) = string(p)])"),
            "199");
  EXPECT_EQ(value_in(tree, "count(/i/l[some $o in //l satisfies $o/id = p and $o/g = g])"), "0");
  EXPECT_EQ(value_in(tree, "count(/i/l[some $a in g, $o in //l satisfies $a = $o/id and $o/n])"),
            value_in(tree, "count(/i/l[g = //l/id])"));
  EXPECT_EQ(value_in(tree, "count(/i/l[some $o in //l satisfies $o/n = number(id)])"), "200")
      << "a number is not looked up by its text";
  EXPECT_EQ(value_in(tree, "count(for $l in /i/l return some $c in 1 to 3 satisfies string($c) = $l/g)"),
            "200");
}

TEST_F(Evaluations, FailByIndexWhereWalkingFails) {
  const xml::Tree tree = parsed(many_lines());
  // The key of the last line fails; who finds what he seeks before does not come to it.
  EXPECT_EQ(value_in(tree,
                     "count(/i/l[some $o in //l satisfies "
                     "string(xs:integer($o/id[. != '200']) treat as xs:integer) = '1'])"),
            "200");
  EXPECT_EQ(value_in(tree,
                     "count(/i/l[some $o in //l satisfies "
                     "string(xs:integer($o/id[. != '200']) treat as xs:integer) = 'none'])"),
            "XPDY0050");
  EXPECT_EQ(value_in(tree, "count(/i/l[some $o in //l satisfies $o/g = string((id, p)/.)])"), "XPTY0004");
  EXPECT_EQ(value_in(tree, "count(/i/l[some $o in //none satisfies $o/g = string((id, p)/.)])"), "0")
      << "nobody asks for the other side";
}

TEST_F(Evaluations, EndWhenTheirBudgetIsUsedUp) {
  const Expression much = compiled("count(1 to 1000000000)");
  const Expression little = compiled("count(1 to 1000)");
  const xml::Tree tree = parsed("<a/>");
  Evaluation evaluation(statics_.module);
  Budget steps;
  steps.steps = 100'000;
  evaluation.start(tree, steps);
  EXPECT_EQ(text(evaluation, little), "1000");
  EXPECT_EQ(text(evaluation, much), "BUDGET");
  EXPECT_EQ(text(evaluation, little), "BUDGET") << "a used-up budget stays used up";
  evaluation.start(tree, steps);
  EXPECT_EQ(text(evaluation, little), "1000");
}

TEST_F(Evaluations, EndWhenTheirMemoryIsUsedUp) {
  Budget memory;
  memory.memory = 1U << 20U;
  EXPECT_EQ(value_in(parsed("<a/>"), "string-join(for $i in 1 to 1000000 return string($i), '')", memory),
            "BUDGET");
}

/// A thread that uses ten milliseconds whenever it is looked at.
std::chrono::nanoseconds hasty_thread() {
  static thread_local std::chrono::milliseconds used{0};
  return used += std::chrono::milliseconds(10);
}

TEST_F(Evaluations, EndWhenTheirCpuTimeIsUsedUp) {
  Budget budget;
  budget.meter = hasty_thread;
  budget.cpu = std::chrono::milliseconds(15);
  const xml::Tree tree = parsed("<a>" + std::string(100'000, 'x') + "</a>");
  const auto ends = [&](const std::string& source) { return value_in(tree, source, budget); };
  EXPECT_EQ(ends("count(1 to 1000000000)"), "BUDGET");
  EXPECT_EQ(ends("every $i in 1 to 1000000000 satisfies not(contains(concat(a, $i), 'y'))"), "BUDGET")
      << "texts passed over count";
  EXPECT_EQ(ends("string-length(replace(a, 'x(.*y)?', 'z'))"), "BUDGET") << "each search runs to the end";
  EXPECT_EQ(ends("count(tokenize(a, 'x(.*y)?'))"), "BUDGET");
  EXPECT_EQ(ends("count((1 to 1000000)[. = (1 to 1000000)[. lt 0]])"), "BUDGET");
  EXPECT_EQ(ends("1 + 1"), "2");
}

TEST_F(Evaluations, EndWhenWhatTheyBuildTakesTooMuchMemory) {
  Budget budget;
  budget.memory = 1U << 20U;
  const xml::Tree tree = parsed("<a>" + std::string(10'000, 'x') + "</a>");
  const auto ends = [&](const std::string& source) { return value_in(tree, source, budget); };
  EXPECT_EQ(ends("string-length(string-join(for $i in 1 to 1000 return string(a), ''))"), "BUDGET");
  EXPECT_EQ(ends("string-length(replace(a, 'x', '" + std::string(1000, 'y') + "'))"), "BUDGET");
  EXPECT_EQ(ends("(1 to 100000) = (1 to 100000)[. lt 0]"), "false");
  EXPECT_EQ(ends("(1 to 1000000, 1) = (-1000000 to -1, -2)"), "BUDGET");
  EXPECT_EQ(ends("count(distinct-values(1 to 40000))"), "BUDGET");
  EXPECT_EQ(ends("1 to 100000000"), "BUDGET");
}

TEST_F(Evaluations, RefuseExpressionsThatNestTooDeep) {
  const std::string open(5000, '(');
  EXPECT_EQ(compile(open + "1" + std::string(5000, ')'), statics_).error().code, "BUDGET");
  EXPECT_EQ(compile(std::string(5000, '-') + "1", statics_).error().code, "BUDGET");
  std::string sum = "1";
  for (int i = 0; i < 5000; ++i) {
    sum += "+1";
  }
  EXPECT_EQ(compile(sum, statics_).error().code, "BUDGET");
}

TEST_F(Evaluations, ShareExpressionsBetweenThreads) {
  const Expression expression = compiled("sum(//n[. > 1]/xs:integer(.))");
  const xml::Tree tree = parsed("<a><n>1</n><n>2</n><n>3</n></a>");
  std::vector<std::string> values(4);
  std::vector<std::thread> threads;
  for (std::string& value : values) {
    threads.emplace_back([&] {
      Evaluation evaluation(statics_.module);
      for (int i = 0; i < 100; ++i) {
        evaluation.start(tree);
        value = text(evaluation, expression);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(values, (std::vector<std::string>(4, "5")));
}

}  // namespace
}  // namespace quittance::xpath
