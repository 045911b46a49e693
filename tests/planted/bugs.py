"""All planted bugs: faithful ports of real originals, and the mistakes that ports of them have."""

import bugs_in_lists
import bugs_in_numbers
import bugs_in_texts

ORIGINALS = bugs_in_texts.ORIGINALS + bugs_in_numbers.ORIGINALS + bugs_in_lists.ORIGINALS
