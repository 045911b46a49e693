# Runs GATE's replay and fails unless it ends with the exit code EXPECT.
execute_process(COMMAND ${GATE} replay RESULT_VARIABLE code)
if(NOT code EQUAL EXPECT)
  message(FATAL_ERROR "${GATE} ended with ${code}, not with ${EXPECT}")
endif()
