// The code of a user that a port file registers.
#pragma once

#include <vector>

/// Adds up.
long total(const std::vector<long>& values);
