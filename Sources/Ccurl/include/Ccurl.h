#ifndef PIPELINE_RUNNER_CCURL_H
#define PIPELINE_RUNNER_CCURL_H

#include <stddef.h>

/// One request of a batch, and what came of it. The caller owns the texts that go in; what comes out is freed by
/// `ccurl_free`.
typedef struct {
    const char *method;
    const char *url;
    /// Header lines without line ends.
    const char *const *headers;
    size_t header_count;
    /// What is sent behind the headers, or NULL.
    const char *content;
    /// Called once a successful answer has begun, and then with each piece of its body, which is not kept; or NULL.
    void (*on_begin)(void *context);
    void (*on_body)(void *context, const char *bytes, size_t count);
    void *context;

    /// The HTTP status, or 0 if there was no answer.
    long status;
    /// The header lines of the answer, LF between them.
    char *answer_headers;
    /// The answer's body, at most `CCURL_BODY_LIMIT` bytes, with a NUL behind it.
    char *body;
    /// Why there was no answer.
    char *problem;
    /// Not 0 while an answer goes to `on_body`.
    int is_streaming;
} ccurl_request;

/// How all requests of a batch are sent.
typedef struct {
    /// NULL to go by the environment.
    const char *proxy;
    /// A PEM file, or NULL for the system's authorities.
    const char *authorities;
    /// A socket of this machine that takes the place of every host, or NULL.
    const char *socket;
    /// For how long nothing may come; 0 for ever.
    long timeout_seconds;
    long connections;
} ccurl_options;

#define CCURL_BODY_LIMIT (4 << 20)

/// Loads libcurl when first called. Returns NULL, or why it cannot be loaded, as text that is never freed.
const char *ccurl_load(void);

/// Sends all requests, several at a time, and returns when each has its answer or `*is_cancelled` is not 0.
/// Returns 0, or 1 if memory or libcurl fail.
int ccurl_perform(ccurl_request *requests, size_t count, const ccurl_options *options, const int *is_cancelled);

void ccurl_free(ccurl_request *requests, size_t count);

#endif
