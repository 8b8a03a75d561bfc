# embed(TARGET file…): files of conf/ become part of the program, found by their name below conf/ (gateway/embedded.h).
# A tool that renders or validates must not depend on where it was installed.
function(embed target)
  set(rows "")
  foreach(file ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/conf/${file})
    file(READ ${PROJECT_SOURCE_DIR}/conf/${file} content)
    string(APPEND rows "  if (name == \"${file}\") return R\"EMBEDDED(${content})EMBEDDED\";\n")
  endforeach()
  set(source ${CMAKE_BINARY_DIR}/generated/embedded.cpp)
  file(WRITE ${source}.new "#include \"gateway/embedded.h\"\n\nnamespace quittance {\n\n"
       "std::string_view embedded([[maybe_unused]] std::string_view name) {\n${rows}  return {};\n}\n\n}  // namespace quittance\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -E copy_if_different ${source}.new ${source})
  target_sources(${target} PRIVATE ${source})
endfunction()
