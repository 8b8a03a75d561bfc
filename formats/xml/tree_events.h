// Tells a tree to a SAX2 handler. Internal to this folder.
#pragma once

#include <xercesc/sax2/ContentHandler.hpp>
#include <xercesc/sax2/LexicalHandler.hpp>

#include "formats/xml/tree.h"

namespace quittance::xml {

/// The whole document as SAX2 events, namespace declarations as prefix mappings. `lexical` hears the
/// comments.
void send(const Tree& tree, xercesc::ContentHandler& content, xercesc::LexicalHandler* lexical);

}  // namespace quittance::xml
