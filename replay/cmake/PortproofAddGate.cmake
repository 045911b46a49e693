# portproof_add_gate(NAME
#   PORT    FILE…       the files with PORTPROOF_PORT lines
#   SPEC    FILE        the spec, compiled into the gate as its default
#   CORPUS  PATH        the recordings: a file or a folder, likewise
#   SOURCES FILE…       the port's own code
#   LINK    TARGET…     what the port needs, linked as it is
#   PYTHON  FILE        the interpreter of the original, for stages that ask it (default: the
#                       one that the gate finds: $VIRTUAL_ENV, ./.venv, python3)
#   EXPECT  CODE)       exit code that the tests expect (default 0)
#
# Makes the target NAME_gate_san too, with AddressSanitizer and UndefinedBehaviorSanitizer, which is
# built where it is named (cmake --build . --target NAME_gate_san), or with the rest where
# PORTPROOF_SANITIZE is set. NAME_gate runs its calls there too, where it stands beside it.
#
# Makes the executable NAME_gate, which judges, and NAME_gate_port, which holds the port and stands
# beside it; and the tests NAME.replay, which needs no Python, and NAME.props, labelled `portproof`
# and with their stage.
include_guard(GLOBAL)

function(portproof_add_gate name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SPEC;CORPUS;PYTHON;EXPECT" "PORT;SOURCES;LINK")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "portproof_add_gate(${name}): unknown ${arg_UNPARSED_ARGUMENTS}")
  endif()
  foreach(needed PORT SPEC CORPUS)
    if(NOT arg_${needed})
      message(FATAL_ERROR "portproof_add_gate(${name}): ${needed} is missing")
    endif()
  endforeach()
  cmake_path(ABSOLUTE_PATH arg_SPEC NORMALIZE)
  cmake_path(ABSOLUTE_PATH arg_CORPUS NORMALIZE)
  set(defaults ${CMAKE_CURRENT_BINARY_DIR}/${name}_gate_defaults.cc)
  file(CONFIGURE OUTPUT ${defaults} CONTENT [[
// Where this gate's spec and corpus are. Made by portproof_add_gate.
#include "replay/gate_defaults.h"

static const bool set = [] {
  portproof::gate_defaults() = {"@name@", "@arg_SPEC@", "@arg_CORPUS@", PORTPROOF_GATE_PORT};
  return true;
}();
]] @ONLY)
  foreach(gate ${name}_gate ${name}_gate_san)
    add_executable(${gate}_port ${arg_PORT} ${arg_SOURCES})
    target_link_libraries(${gate}_port PRIVATE portproof::port ${arg_LINK})
    set_target_properties(${gate}_port PROPERTIES ENABLE_EXPORTS ON)
    add_executable(${gate} ${defaults})
    target_link_libraries(${gate} PRIVATE portproof::main)
    target_compile_definitions(${gate} PRIVATE
      PORTPROOF_GATE_PORT="$<TARGET_FILE:${gate}_port>")
    add_dependencies(${gate} ${gate}_port)
  endforeach()
  set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=undefined)
  target_compile_options(${name}_gate_san_port PRIVATE ${sanitizers} -fno-omit-frame-pointer -g)
  target_link_options(${name}_gate_san_port PRIVATE ${sanitizers})
  add_dependencies(${name}_gate_san_port ${name}_gate_port)  # the later one is not out of date
  if(NOT PORTPROOF_SANITIZE)
    set_target_properties(${name}_gate_san ${name}_gate_san_port PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
  if(NOT DEFINED arg_EXPECT)
    set(arg_EXPECT 0)
  endif()
  set(python)
  if(arg_PYTHON)
    set(python --python ${arg_PYTHON})
  endif()
  foreach(stage replay props)
    set(command ${name}_gate ${stage} ${python})
    if(NOT arg_EXPECT EQUAL 0)
      list(JOIN python " " arguments)
      set(command ${CMAKE_COMMAND} -DGATE=$<TARGET_FILE:${name}_gate>
                  "-DARGUMENTS=${stage} ${arguments}" -DEXPECT=${arg_EXPECT}
                  -P ${PORTPROOF_CMAKE_DIR}/PortproofExpect.cmake)
    endif()
    add_test(NAME ${name}.${stage} COMMAND ${command})
    set_tests_properties(${name}.${stage} PROPERTIES LABELS "portproof;${stage}")
  endforeach()
endfunction()

set(PORTPROOF_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR} CACHE INTERNAL "")
