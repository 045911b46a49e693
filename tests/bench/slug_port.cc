// Registers the ports that the bench replays.
#include <portproof/port.h>

#include "slug.h"

PORTPROOF_PORT("bench_slug:slug", slug);
PORTPROOF_PORT("bench_slug:weigh", weigh);
