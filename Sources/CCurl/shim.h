#pragma once
#include <curl/curl.h>

// Swift cannot call variadic functions, so each kind of option has a function of its own here, typed as
// libcurl documents it. Those that cannot be mistaken for one another share curl's own name.

#define REPRISE_SETOPT(NAME, TYPE)                                                                  \
    __attribute__((swift_name("curl_easy_setopt(_:_:_:)"))) static inline CURLcode                  \
    reprise_easy_setopt_##NAME(CURL *_Nonnull handle, CURLoption option, TYPE value) {              \
        return curl_easy_setopt(handle, option, value);                                             \
    }

REPRISE_SETOPT(long, long)
REPRISE_SETOPT(string, const char *_Nullable)
REPRISE_SETOPT(list, struct curl_slist *_Nullable)
REPRISE_SETOPT(write, curl_write_callback _Nonnull)
REPRISE_SETOPT(seek, curl_seek_callback _Nonnull)

// curl_off_t is long on 64-bit Linux, the read callback has the type of the write callback but for
// const, and any object pointer is also a string: these need names of their own.

static inline CURLcode reprise_easy_setopt_size(
    CURL *_Nonnull handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode reprise_easy_setopt_read(
    CURL *_Nonnull handle, CURLoption option, curl_read_callback _Nonnull value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode reprise_easy_setopt_pointer(
    CURL *_Nonnull handle, CURLoption option, void *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

#if LIBCURL_VERSION_NUM >= 0x075000 // 7.80.0
// What is asked before each request is sent, one that is sent again included; 0 lets it go.
static inline CURLcode reprise_easy_setopt_before_request(
    CURL *_Nonnull handle, curl_prereq_callback _Nonnull value, void *_Nullable me) {
    curl_easy_setopt(handle, CURLOPT_PREREQDATA, me);
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}
#else
typedef int (*curl_prereq_callback)(
    void *_Nullable me, char *_Nullable peer, char *_Nullable own, int peer_port, int own_port);
static inline CURLcode reprise_easy_setopt_before_request(
    CURL *_Nonnull handle, curl_prereq_callback _Nonnull value, void *_Nullable me) {
    (void)handle, (void)value, (void)me;
    return CURLE_UNKNOWN_OPTION;
}
#endif

// Lets go of a look-up that hangs instead of waiting for it.
static inline CURLcode reprise_easy_setopt_quick_exit(CURL *_Nonnull handle) {
#if LIBCURL_VERSION_NUM >= 0x075700 // 7.87.0
    return curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)handle;
    return CURLE_UNKNOWN_OPTION;
#endif
}

static inline CURLcode reprise_easy_getinfo_long(
    CURL *_Nonnull handle, CURLINFO info, long *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode reprise_easy_getinfo_size(
    CURL *_Nonnull handle, CURLINFO info, curl_off_t *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode reprise_easy_getinfo_socket(
    CURL *_Nonnull handle, curl_socket_t *_Nonnull value) {
    return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, value);
}

static inline CURLcode reprise_easy_getinfo_private(
    CURL *_Nonnull handle, void *_Nullable *_Nonnull value) {
    return curl_easy_getinfo(handle, CURLINFO_PRIVATE, value);
}

static inline CURLMcode reprise_multi_setopt_long(
    CURLM *_Nonnull multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLcode reprise_message_result(const CURLMsg *_Nonnull message) {
    return message->data.result;
}

// The constant is an expression, which Swift does not see.
static inline CURLcode reprise_easy_resume(CURL *_Nonnull handle) {
    return curl_easy_pause(handle, CURLPAUSE_CONT);
}

static inline CURLcode reprise_global_init(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}
