#include "CLoopbackTLS.h"
#include "openssl.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct openssl openssl;

// Where the machine that builds has the headers, the prototypes are held against them.
#if __has_include(<openssl/ssl.h>)
#include <openssl/opensslv.h>
#if OPENSSL_VERSION_MAJOR == 3
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#define AGREES(RESULT, NAME, ARGUMENTS)                                                             \
    _Static_assert(                                                                                 \
        __builtin_types_compatible_p(RESULT(*) ARGUMENTS, __typeof__(&NAME)),                       \
        #NAME " is declared in another way by <openssl/...>");
OPENSSL_FUNCTIONS(AGREES)
_Static_assert(ssl_error_want_read == SSL_ERROR_WANT_READ, "SSL_ERROR_WANT_READ");
_Static_assert(ssl_error_zero_return == SSL_ERROR_ZERO_RETURN, "SSL_ERROR_ZERO_RETURN");
_Static_assert(ssl_ctrl_set_min_proto_version == SSL_CTRL_SET_MIN_PROTO_VERSION, "min version");
_Static_assert(tls1_2_version == TLS1_2_VERSION, "TLS1_2_VERSION");
_Static_assert(ssl_tlsext_err_ok == SSL_TLSEXT_ERR_OK, "SSL_TLSEXT_ERR_OK");
_Static_assert(ssl_tlsext_err_alert_fatal == SSL_TLSEXT_ERR_ALERT_FATAL, "ALERT_FATAL");
_Static_assert(openssl_npn_negotiated == OPENSSL_NPN_NEGOTIATED, "OPENSSL_NPN_NEGOTIATED");
_Static_assert(SSL_OP_NO_RENEGOTIATION == UINT64_C(1) << 30, "SSL_OP_NO_RENEGOTIATION");
#endif
#endif

static const char *const libraries[] = {
#if defined(__APPLE__)
    "libssl.3.dylib",
    "/opt/homebrew/opt/openssl@3/lib/libssl.3.dylib",
    "/usr/local/opt/openssl@3/lib/libssl.3.dylib",
#else
    "libssl.so.3",
#endif
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Bool loaded;
static reprise_tls_failure reason;

/// The certificates' functions are in libcrypto, which libssl brings along: `dlsym` looks there as well.
static void load(void) {
    void *library = NULL;
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries && library == NULL; i++) {
        library = dlopen(libraries[i], RTLD_NOW | RTLD_LOCAL);
    }
    if (library == NULL) {
        snprintf(reason.text, sizeof reason.text, "%s", dlerror());
        return;
    }
#define FIND(RESULT, NAME, ARGUMENTS)                                                               \
    openssl.NAME = (RESULT(*) ARGUMENTS)dlsym(library, #NAME);                                      \
    if (openssl.NAME == NULL) {                                                                     \
        snprintf(reason.text, sizeof reason.text, "OpenSSL's library has no " #NAME);               \
        return;                                                                                     \
    }
    OPENSSL_FUNCTIONS(FIND)
    loaded = 1;
}

_Bool reprise_tls_load(reprise_tls_failure *failure) {
    pthread_once(&once, load);
    if (!loaded) *failure = reason;
    return loaded;
}
