#pragma once
#include <stddef.h>
#include <stdint.h>

// The server's half of TLS for the loopback, over OpenSSL 3 as it is installed where the program runs.
//
// libcurl has brought OpenSSL's libraries to every machine that runs Reprise, but not their headers to every
// machine that builds it. So they are opened at run time, by the prototypes in `openssl.h`.

#if defined(__cplusplus)
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// Where a function leaves a sentence about what went wrong.
typedef struct reprise_tls_failure {
    char text[256];
} reprise_tls_failure;

/// Opens OpenSSL's libraries once for the process. False leaves the reason.
///
/// Safe to call from any thread. Nothing else here may be called before it has returned true.
_Bool reprise_tls_load(reprise_tls_failure *failure);

/// A certificate for servers with its key, and the authority that has signed it. May be shared by threads.
typedef struct reprise_tls_context reprise_tls_context;

/// Makes an authority and a server certificate with keys on the curve P-256, good from an hour ago.
///
/// `subject` is the common name of the server. `alternatives` are its names as OpenSSL's configuration writes them:
/// `DNS:localhost,IP:127.0.0.1`. `validity` is in seconds. NULL leaves the reason.
reprise_tls_context *_Nullable reprise_tls_context_make(
    const char *subject, const char *alternatives, int64_t validity, reprise_tls_failure *failure);
/// The authority's certificate as PEM text, valid as long as the context.
const char *reprise_tls_context_authority(const reprise_tls_context *context);
void reprise_tls_context_free(reprise_tls_context *context);

/// One connection. Used by one thread at a time; its context must outlive it.
typedef struct reprise_tls_session reprise_tls_session;

/// What became of a step.
typedef enum {
    /// It was done.
    reprise_tls_done,
    /// It needs more bytes of the peer first.
    reprise_tls_waits,
    /// The peer has said that it will send nothing more.
    reprise_tls_ended,
    /// The connection cannot go on.
    reprise_tls_failed,
} reprise_tls_outcome;

reprise_tls_session *_Nullable reprise_tls_session_new(reprise_tls_context *context);
void reprise_tls_session_free(reprise_tls_session *session);

/// Takes bytes that came from the peer. False when there is no memory for them.
_Bool reprise_tls_take(reprise_tls_session *session, const void *bytes, size_t count);
/// How many bytes there are for the peer.
size_t reprise_tls_pending(const reprise_tls_session *session);
/// Moves bytes for the peer into `room`, and returns how many.
size_t reprise_tls_give(reprise_tls_session *session, void *room, size_t count);

/// Goes on with the handshake.
reprise_tls_outcome reprise_tls_handshake(reprise_tls_session *session, reprise_tls_failure *failure);
/// Decrypts into `room`; `count` says how much fits, and then how much was read.
reprise_tls_outcome reprise_tls_read(
    reprise_tls_session *session, void *room, size_t *count, reprise_tls_failure *failure);
/// Encrypts all of `bytes`, after the handshake. `count` must not be 0.
reprise_tls_outcome reprise_tls_write(
    reprise_tls_session *session, const void *bytes, size_t count, reprise_tls_failure *failure);
/// Says to the peer that nothing more is sent. Does nothing before the handshake is over.
void reprise_tls_finish(reprise_tls_session *session);

#pragma clang assume_nonnull end

#if defined(__cplusplus)
}
#endif
