#include "walk_macros.c"
