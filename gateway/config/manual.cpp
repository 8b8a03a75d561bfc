// quittance.toml(5), written from the option table.
#include <fmt/format.h>

#include "gateway/config/print.h"
#include "gateway/config/prose.h"

namespace quittance::config {

namespace {

constexpr std::size_t kWidth = 78;

constexpr std::string_view kHead = R"mdoc(.\" Made by `quittance config reference --man`.
.Dd November 24, 2026
.Dt QUITTANCE.TOML 5
.Os
.Sh NAME
.Nm quittance.toml
.Nd configuration of the e-invoice gateway
.Sh DESCRIPTION
The file is TOML 1.0.
The files
.Pa conf.d/*.toml
beside it are read after it, in the order of their names: a later value wins,
and the lists
.Li folder
and
.Li partner
are added to.
A relative path is taken from the folder of the file it stands in.
An unknown key or a wrong value is an error, and all errors are told at once.
.Pp
A duration is a number with its unit
.Li ( ms , s , m , h , d , w ) ,
or several of them in falling order, such as 1h30m.
A size is a number with
.Li B , KB , MB
or
.Li GB
(powers of 1000),
.Li KiB , MiB
or
.Li GiB
(powers of 1024).
.Pp
A secret never stands in the file.
It is
.Li credential:NAME ,
a credential of
.Xr systemd.exec 5 ,
or
.Li file:PATH ,
a file that others may not read.
.Sh SECTIONS
)mdoc";

constexpr std::string_view kFiles = R"mdoc(.Sh FILES
.Bl -tag -width Ds
.It Pa /etc/quittance/quittance.toml
The default.
Another is named by
.Fl \-config
or
.Ev QUITTANCE_CONFIG .
.El
.Sh EXAMPLES
A sender of one seller with one partner:
.Bd -literal -offset indent
)mdoc";

constexpr std::string_view kTail = R"mdoc(.Ed
.Sh SEE ALSO
.Xr quittance 1 ,
.Xr quittance-serve 8
)mdoc";

/// Octets that roff would take for its own.
std::string escaped(std::string_view text) {
  std::string roff;
  for (const char c : text) {
    if ((c == '.' || c == '\'') && (roff.empty() || roff.back() == '\n' || roff.back() == ' ')) roff += "\\&";
    if (c == '\\') {
      roff += "\\e";
    } else if (c == '"') {
      roff += "\\(dq";
    } else {
      roff += c;
    }
  }
  return roff;
}

std::string paragraph(std::string_view text) {
  std::string roff;
  for (const auto sentence : sentences(text)) roff += wrap(escaped(sentence), "", kWidth);
  return roff;
}

std::string section_of(const Section& section) {
  std::string roff = fmt::format(".Ss {}\n{}", section.name, paragraph(section.purpose));
  if (section.list) roff += fmt::format("Written\n.Li {} ,\nany number of times.\n", heading(section));
  roff += ".Bl -tag -width Ds\n";
  for (const auto& option : options()) {
    if (option.section != section.name) continue;
    roff +=
        fmt::format(".It Cm {}\n{}.Pp\n{}", option.key, paragraph(option.purpose), paragraph(terms(option)));
  }
  return roff + ".El\n";
}

}  // namespace

std::string manual_page() {
  std::string roff(kHead);
  for (const auto& section : sections()) roff += section_of(section);
  return roff + std::string(kFiles) + escaped(smallest_sender()) + std::string(kTail);
}

}  // namespace quittance::config
