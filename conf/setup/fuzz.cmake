# libFuzzer instruments our own code too, not only the targets.
if(QUITTANCE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
