// libcurl, loaded when it is first needed: linked in, its twenty libraries would cost every start of the program 4 ms.
#define CURL_DISABLE_TYPECHECK
#define _GNU_SOURCE
#include "Ccurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

static struct {
    CURLcode (*global_init)(long);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *);
    CURLcode (*setopt)(CURL *, CURLoption, ...);
    CURLcode (*getinfo)(CURL *, CURLINFO, ...);
    const char *(*strerror)(CURLcode);
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_cleanup)(CURLM *);
    CURLMcode (*multi_setopt)(CURLM *, CURLMoption, ...);
    CURLMcode (*multi_add)(CURLM *, CURL *);
    CURLMcode (*multi_remove)(CURLM *, CURL *);
    CURLMcode (*multi_perform)(CURLM *, int *);
    CURLMcode (*multi_poll)(CURLM *, struct curl_waitfd *, unsigned int, int, int *);
    CURLMsg *(*multi_info_read)(CURLM *, int *);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free)(struct curl_slist *);
} curl;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *load_problem;

static void load(void) {
    // Bound to itself: the program's own names for libcurl's functions are empty, see packaging/linker.
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    if (library == NULL) {
        load_problem = "libcurl.so.4 is not installed";
        return;
    }
    const struct { void **function; const char *name; } functions[] = {
        { (void **)&curl.global_init, "curl_global_init" }, { (void **)&curl.easy_init, "curl_easy_init" },
        { (void **)&curl.easy_cleanup, "curl_easy_cleanup" }, { (void **)&curl.setopt, "curl_easy_setopt" },
        { (void **)&curl.getinfo, "curl_easy_getinfo" }, { (void **)&curl.strerror, "curl_easy_strerror" },
        { (void **)&curl.multi_init, "curl_multi_init" }, { (void **)&curl.multi_cleanup, "curl_multi_cleanup" },
        { (void **)&curl.multi_setopt, "curl_multi_setopt" }, { (void **)&curl.multi_add, "curl_multi_add_handle" },
        { (void **)&curl.multi_remove, "curl_multi_remove_handle" }, { (void **)&curl.multi_perform, "curl_multi_perform" },
        { (void **)&curl.multi_poll, "curl_multi_poll" }, { (void **)&curl.multi_info_read, "curl_multi_info_read" },
        { (void **)&curl.slist_append, "curl_slist_append" }, { (void **)&curl.slist_free, "curl_slist_free_all" },
    };
    for (size_t index = 0; index < sizeof functions / sizeof *functions; index++) {
        *functions[index].function = dlsym(library, functions[index].name);
        if (*functions[index].function == NULL) load_problem = "libcurl.so.4 is older than 7.66";
    }
    if (load_problem == NULL && curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        load_problem = "libcurl does not start";
    }
}

const char *ccurl_load(void) {
    pthread_once(&once, load);
    return load_problem;
}

/// Appends bytes to a text that is NULL at first; what exceeds the limit is dropped.
static size_t append(char **text, const char *bytes, size_t count) {
    size_t length = *text == NULL ? 0 : strlen(*text);
    if (length + count > CCURL_BODY_LIMIT) return 0;
    char *longer = realloc(*text, length + count + 1);
    if (longer == NULL) return 0;
    memcpy(longer + length, bytes, count);
    longer[length + count] = 0;
    *text = longer;
    return count;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
    ccurl_request *request = context;
    if (!request->is_streaming) return append(&request->body, bytes, size * count);
    request->on_body(request->context, bytes, size * count);
    return size * count;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context) {
    ccurl_request *request = context;
    size_t length = size * count;
    // A new status line begins a new answer: that of a redirection or a proxy is of no interest.
    if (length > 5 && strncasecmp(bytes, "HTTP/", 5) == 0) {
        const char *status = memchr(bytes, ' ', length - 1);
        free(request->answer_headers);
        request->answer_headers = NULL;
        request->is_streaming = request->on_body != NULL && status != NULL && status[1] == '2';
    }
    if (request->is_streaming && length == 2 && memcmp(bytes, "\r\n", 2) == 0) request->on_begin(request->context);
    return append(&request->answer_headers, bytes, length) == length ? length : 0;
}

static CURL *prepare(ccurl_request *request, const ccurl_options *options, struct curl_slist **headers) {
    CURL *handle = curl.easy_init();
    if (handle == NULL) return NULL;
    for (size_t index = 0; index < request->header_count; index++) {
        struct curl_slist *longer = curl.slist_append(*headers, request->headers[index]);
        if (longer == NULL) {
            curl.easy_cleanup(handle);
            return NULL;
        }
        *headers = longer;
    }
    curl.setopt(handle, CURLOPT_URL, request->url);
    curl.setopt(handle, CURLOPT_HTTPHEADER, *headers);
    if (strcmp(request->method, "HEAD") == 0) curl.setopt(handle, CURLOPT_NOBODY, 1L);
    else if (strcmp(request->method, "GET") != 0) curl.setopt(handle, CURLOPT_CUSTOMREQUEST, request->method);
    if (request->content != NULL) curl.setopt(handle, CURLOPT_POSTFIELDS, request->content);
    curl.setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl.setopt(handle, CURLOPT_WRITEDATA, request);
    curl.setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl.setopt(handle, CURLOPT_HEADERDATA, request);
    curl.setopt(handle, CURLOPT_PRIVATE, request);
    curl.setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl.setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
    curl.setopt(handle, CURLOPT_MAXREDIRS, 5L);
    curl.setopt(handle, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    curl.setopt(handle, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    curl.setopt(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    long patience = options->timeout_seconds;
    curl.setopt(handle, CURLOPT_CONNECTTIMEOUT, patience > 0 && patience < 10 ? patience : 10L);
    // Waiting for a free connection does not count: a transfer is given up when nothing has come for that long.
    curl.setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl.setopt(handle, CURLOPT_LOW_SPEED_TIME, patience);
    if (options->socket != NULL) curl.setopt(handle, CURLOPT_UNIX_SOCKET_PATH, options->socket);
    if (options->proxy != NULL) curl.setopt(handle, CURLOPT_PROXY, options->proxy);
    if (options->authorities != NULL) curl.setopt(handle, CURLOPT_CAINFO, options->authorities);
    return handle;
}

static void finish(CURLM *multi) {
    int left;
    CURLMsg *message;
    while ((message = curl.multi_info_read(multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        ccurl_request *request = NULL;
        curl.getinfo(message->easy_handle, CURLINFO_PRIVATE, &request);
        if (request == NULL) continue;
        if (message->data.result == CURLE_OK) {
            curl.getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &request->status);
        } else {
            request->problem = strdup(curl.strerror(message->data.result));
        }
    }
}

int ccurl_perform(ccurl_request *requests, size_t count, const ccurl_options *options, const int *is_cancelled) {
    CURLM *multi = curl.multi_init();
    CURL **handles = calloc(count, sizeof *handles);
    struct curl_slist **headers = calloc(count, sizeof *headers);
    int result = multi == NULL || handles == NULL || headers == NULL;
    if (!result) {
        curl.multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, options->connections);
        for (size_t index = 0; index < count && !result; index++) {
            handles[index] = prepare(&requests[index], options, &headers[index]);
            result = handles[index] == NULL || curl.multi_add(multi, handles[index]) != CURLM_OK;
        }
    }
    int running = !result;
    while (running && !result && !__atomic_load_n(is_cancelled, __ATOMIC_RELAXED)) {
        result = curl.multi_perform(multi, &running) != CURLM_OK;
        finish(multi);
        if (running && !result) result = curl.multi_poll(multi, NULL, 0, 100, NULL) != CURLM_OK;
    }
    for (size_t index = 0; handles != NULL && index < count; index++) {
        if (handles[index] == NULL) continue;
        curl.multi_remove(multi, handles[index]);
        curl.easy_cleanup(handles[index]);
    }
    for (size_t index = 0; headers != NULL && index < count; index++) curl.slist_free(headers[index]);
    if (multi != NULL) curl.multi_cleanup(multi);
    free(handles);
    free(headers);
    return result;
}

void ccurl_free(ccurl_request *requests, size_t count) {
    for (size_t index = 0; index < count; index++) {
        free(requests[index].answer_headers);
        free(requests[index].body);
        free(requests[index].problem);
    }
}
