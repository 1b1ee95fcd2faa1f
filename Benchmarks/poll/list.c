// What libgit2 alone needs to list the branches of every repository whose URL stands in a file: connect, list, disconnect.
// Usage: list URLS-FILE ROUNDS; prints the microseconds that one listing took.
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void list(const char *url)
{
    git_remote *remote = NULL;
    const git_remote_head **heads;
    size_t count;
    if (git_remote_create_detached(&remote, url) < 0 ||
        git_remote_connect(remote, GIT_DIRECTION_FETCH, NULL, NULL, NULL) < 0 ||
        git_remote_ls(&heads, &count, remote) < 0) {
        fprintf(stderr, "list: %s: %s\n", url, git_error_last()->message);
        exit(1);
    }
    git_remote_disconnect(remote);
    git_remote_free(remote);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    char *lines[10000];
    size_t total = 0;
    FILE *file = fopen(argv[1], "r");
    char line[4096];
    while (file && total < 10000 && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        lines[total++] = strdup(line);
    }
    git_libgit2_init();
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int round = 0; round < atoi(argv[2]); round++)
        for (size_t index = 0; index < total; index++)
            list(lines[index]);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double micro = (end.tv_sec - start.tv_sec) * 1e6 + (end.tv_nsec - start.tv_nsec) / 1e3;
    printf("%.0f\n", micro / atoi(argv[2]) / total);
    return 0;
}
