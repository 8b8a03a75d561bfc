// Pack files in ISO-8859-1: the guard refuses that encoding for documents; publishers still write rules in
// it.
#pragma once

#include "formats/base/bytes.h"

namespace quittance::schematron {

/// The same file in UTF-8, its XML declaration saying so, when the declaration names ISO-8859-1, windows-1252
/// (without octets 80-9F) or US-ASCII; every other file as it is.
Bytes in_utf8(Bytes file);

}  // namespace quittance::schematron
