# With PAKTUM_UNITED most of what the compiler reads, the headers, is read once for several sources
# (docs/decisions/0018-united-sources.md).
# paktum_united(OUT TARGET SOURCES [ALONE sources])
#   sets OUT to what TARGET is made of: SOURCES as they are, or sources that include some of them
#   each. Those of ALONE stay what they are: what they define or use does not suit their neighbours.
option(PAKTUM_UNITED "build several sources of a target as one" OFF)
set(PAKTUM_UNITED_SOURCES 8)  # at most so many in one

function(paktum_united out target sources)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "" "ALONE")
  set(apart ${sources})
  list(FILTER apart EXCLUDE REGEX "\\.cc$")
  list(APPEND apart ${arg_ALONE})
  set(together ${sources})
  if(apart)
    list(REMOVE_ITEM together ${apart})
  endif()
  list(LENGTH together count)
  if(NOT PAKTUM_UNITED OR count LESS 2)
    set(${out} ${sources} PARENT_SCOPE)
    return()
  endif()
  set(paths "")
  foreach(source IN LISTS together)
    cmake_path(ABSOLUTE_PATH source NORMALIZE)
    list(APPEND paths "${source}")
  endforeach()
  math(EXPR groups "(${count} + ${PAKTUM_UNITED_SOURCES} - 1) / ${PAKTUM_UNITED_SOURCES}")
  math(EXPR length "(${count} + ${groups} - 1) / ${groups}")
  math(EXPR last "${count} - 1")
  set(made ${apart})
  foreach(first RANGE 0 ${last} ${length})
    list(SUBLIST paths ${first} ${length} group)
    set(united "${CMAKE_CURRENT_BINARY_DIR}/united/${target}_${first}.cc")
    add_custom_command(OUTPUT "${united}"
      COMMAND /usr/bin/python3 "${CMAKE_SOURCE_DIR}/cmake/unite.py" "${united}" ${group}
      DEPENDS ${group} "${CMAKE_SOURCE_DIR}/cmake/unite.py"
      COMMENT "" VERBATIM)
    list(APPEND made "${united}")
  endforeach()
  set(${out} ${made} PARENT_SCOPE)
endfunction()
if(PAKTUM_UNITED)
  # g++ takes what an included source keeps to itself for something that every includer has anew.
  target_compile_options(paktum_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
