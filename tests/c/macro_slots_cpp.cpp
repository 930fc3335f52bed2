#include "macro_slots.c"
