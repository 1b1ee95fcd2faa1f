#ifndef CLIBGIT2_SHIM_H
#define CLIBGIT2_SHIM_H

#include <git2.h>

// git_libgit2_opts is variadic, which Swift cannot call: one function for each option in use.

static inline int clibgit2_set_extensions(const char **extensions, size_t count)
{
    return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, count);
}

static inline int clibgit2_set_cache_limit(ssize_t bytes)
{
    return git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, bytes);
}

static inline int clibgit2_set_search_path(int level, const char *path)
{
    return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

#endif
