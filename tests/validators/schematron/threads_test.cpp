// One compiled pack, many threads. Built with the tsan preset this shows that nothing in it is written.
#include <gtest/gtest.h>

#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "formats/xml/parse.h"
#include "tests/validators/schematron/memory_files.h"
#include "validators/schematron/examiner.h"
#include "validators/schematron/pack.h"
#include "validators/schematron/read.h"

namespace quittance::schematron {
namespace {

/// Everything that could be shared by mistake: functions, keys, code lists, automata that grow, kept values.
const char* const kRules =
    "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'><ns prefix='f' uri='urn:f'/>"
    "<function xmlns='http://www.w3.org/1999/XSL/Transform' name='f:fits'><param name='s' as='xs:string?'/>"
    "<sequence select=\"matches($s, '^(\\p{L}|[0-9]){1,40}$') and not(matches($s, '(a|b)*c'))\"/></function>"
    "<key xmlns='http://www.w3.org/1999/XSL/Transform' name='by-id' match='line' use='id'/>"
    "<let name='lines' value='count(//line)'/>"
    "<pattern><rule context='line'><let name='n' value='xs:decimal(amount)'/>"
    "<assert id='FITS' test='f:fits(id)'>no: <value-of select='id'/></assert>"
    "<assert id='ONCE' test=\"count(key('by-id', id)) = 1\"/>"
    "<assert id='CODE' test=\"document('codes.xml')/list/code = code\"/>"
    "<assert id='SUM' test='$n le sum(../line/xs:decimal(amount)) and $lines gt 0'/>"
    "<assert id='BEFORE' test='not(id = preceding-sibling::line/id)'/></rule></pattern>"
    "<pattern><rule context='/*'><assert id='TOKENS' test=\"count(tokenize(string-join(line/id, ' '), "
    "'\\s')) = "
    "$lines\"/></rule></pattern></schema>";

std::string document(int number) {
  std::string out = "<doc>";
  for (int i = 0; i < 20 + number % 7; ++i) {
    out += "<line><id>L" + std::to_string(i * number % 17) + (i % 5 == 0 ? "abc" : "") + "</id><amount>" +
           std::to_string(i) + ".10</amount><code>" + (i % 3 == 0 ? "A" : "Z") + "</code></line>";
  }
  return out + "</doc>";
}

std::string examined(Examiner& examiner, xml::Reader& reader, int number) {
  const auto tree = reader.read(document(number));
  if (!tree) return tree.error().code;
  const Examination examination = examiner.examine(*tree, {});
  std::string out;
  for (const Fired& fired : examination.fired)
    out += fired.assertion->source->id + "@" + std::to_string(fired.node) + " ";
  for (const Undecided& undecided : examination.undecided) out += "!" + undecided.error.code + " ";
  return out;
}

TEST(Threads, EightOfThemShareAPack) {
  constexpr int kThreads = 8;
  constexpr int kDocuments = 24;
  const MemoryFiles files{{"main.sch", kRules}, {"codes.xml", "<list><code>A</code><code>B</code></list>"}};
  auto schema = read("main.sch", files);
  ASSERT_TRUE(schema) << schema.error();
  const auto pack = Pack::compile(std::move(schema).value(), files);
  ASSERT_TRUE(pack) << pack.error();

  std::vector<std::vector<std::string>> answers(kThreads);
  std::latch start(kThreads);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (auto& own : answers) {
    threads.emplace_back([&] {
      Examiner examiner(*pack);
      xml::Reader reader;
      start.arrive_and_wait();
      for (int i = 0; i < kDocuments; ++i) own.push_back(examined(examiner, reader, i));
    });
  }
  for (auto& thread : threads) thread.join();

  Examiner alone(*pack);
  xml::Reader reader;
  for (int i = 0; i < kDocuments; ++i) {
    const std::string expected = examined(alone, reader, i);
    EXPECT_NE(expected.find("CODE@"), std::string::npos);
    for (const auto& own : answers) EXPECT_EQ(own[static_cast<std::size_t>(i)], expected);
  }
}

}  // namespace
}  // namespace quittance::schematron
