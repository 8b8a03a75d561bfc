# Warnings, hardening and sanitizers, for all our targets.
add_compile_options(-Wall -Wextra -Werror -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  add_compile_options(-Wno-enum-constexpr-conversion  # boost/log/trivial.hpp under clang 19
                      -Wno-deprecated-declarations)   # std::stable_sort of libstdc++ 12 calls its own deprecated function
endif()
if(QUITTANCE_SANITIZE)
  add_compile_options(-fsanitize=${QUITTANCE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${QUITTANCE_SANITIZE})
else()
  add_compile_options(-D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection
                      -D_GLIBCXX_ASSERTIONS)
  add_link_options(-Wl,-z,relro,-z,now)
endif()
find_program(QUITTANCE_CCACHE ccache)
if(QUITTANCE_CCACHE)
  # Paths below the project count relative to it: another clone, and another build folder, hit the same cache.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${QUITTANCE_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()
find_program(QUITTANCE_MOLD mold)
if(QUITTANCE_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
