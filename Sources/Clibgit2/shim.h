#ifndef CLIBGIT2_SHIM_H
#define CLIBGIT2_SHIM_H

#include <git2.h>
#include <git2/sys/stream.h>
#include <git2/sys/transport.h>
#include <unistd.h>

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

static inline int clibgit2_set_certificates(const char *file)
{
    return git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, file, NULL);
}

// The process's variables, which Swift takes for a race: libgit2 reads them in the same way.
static inline char **clibgit2_environment(void)
{
    extern char **environ;
    return environ;
}

// What libgit2 calls back with is a pointer to the first member; `owner` is the Swift object behind it, retained.

typedef struct {
    git_stream stream;
    void *owner;
} clibgit2_stream;

typedef struct {
    git_smart_subtransport transport;
    void *owner;
} clibgit2_subtransport;

typedef struct {
    git_smart_subtransport_stream stream;
    void *owner;
} clibgit2_subtransport_stream;

#endif
