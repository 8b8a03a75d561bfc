#include "gateway/version.h"

#include <elf.h>
#include <link.h>

#include <cstring>

#include "formats/base/bytes.h"

namespace quittance {

namespace {

std::size_t padded(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

/// The build id among the notes of one segment (ELF: name size, descriptor size, type, both padded to 4).
BytesView build_id_in(BytesView notes) {
  constexpr BytesView kGnu{"GNU\0", 4};
  ElfW(Nhdr) head{};
  while (notes.size() >= sizeof head) {
    std::memcpy(&head, notes.data(), sizeof head);
    notes.remove_prefix(sizeof head);
    const std::size_t name_size = padded(head.n_namesz), content_size = padded(head.n_descsz);
    if (name_size + content_size > notes.size()) break;
    if (head.n_type == NT_GNU_BUILD_ID && notes.starts_with(kGnu))
      return notes.substr(name_size, head.n_descsz);
    notes.remove_prefix(name_size + content_size);
  }
  return {};
}

/// The first object is the program itself.
int take_build_id(dl_phdr_info* object, std::size_t, void* out) {
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    // The loader gives the address as a number: there is no pointer to come from.
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    const auto* start = reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr);
    const BytesView notes(start, segment.p_memsz);
    if (const BytesView id = build_id_in(notes); !id.empty()) *static_cast<std::string*>(out) = to_hex(id);
  }
  return 1;
}

}  // namespace

std::string_view version() { return QUITTANCE_VERSION; }

std::string build_id() {
  std::string id;
  dl_iterate_phdr(take_build_id, &id);
  return id;
}

}  // namespace quittance
