// validators: whether a document may be sent.
// In: bytes, the scenarios (which rules apply to what), and a place where rule packs and schemas lie.
// Out: a report with one of three answers (valid, invalid, could not be checked), each finding with its rule,
// its words, its place and its business terms, and what could not be decided with the reason. Knows nothing
// of networks, files or delivery. A pack is compiled once, shared by all threads, and run unmodified.
#pragma once

#include "validators/check.h"     // Checker: one document → Report
#include "validators/library.h"   // Library: compiled packs and schemas; Sources: where they come from
#include "validators/report.h"    // Report, and its JSON, SVRL and XML
#include "validators/scenario.h"  // Scenario: which rules apply, as data
