// The port file of a user.
#include <portproof/port.h>

#include "total.h"

PORTPROOF_PORT("totals:total", total);
