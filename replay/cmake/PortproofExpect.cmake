# Runs GATE with ARGUMENTS and fails unless it ends with the exit code EXPECT.
separate_arguments(ARGUMENTS)
execute_process(COMMAND ${GATE} ${ARGUMENTS} RESULT_VARIABLE code)
if(NOT code EQUAL EXPECT)
  message(FATAL_ERROR "${GATE} ended with ${code}, not with ${EXPECT}")
endif()
