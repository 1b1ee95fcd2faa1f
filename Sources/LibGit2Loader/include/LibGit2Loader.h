// Nothing of its own: it defines functions that git2.h declares.
