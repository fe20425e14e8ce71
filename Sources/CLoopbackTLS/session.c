#include "CLoopbackTLS.h"
#include "openssl.h"

struct reprise_tls_session {
    SSL *ssl;
    /// What came from the peer, and what is to go there; both belong to `ssl`.
    BIO *incoming;
    BIO *outgoing;
};

reprise_tls_session *reprise_tls_session_new(reprise_tls_context *context) {
    reprise_tls_session *made = calloc(1, sizeof *made);
    if (made == NULL) return NULL;
    made->ssl = openssl.SSL_new(context->server);
    made->incoming = openssl.BIO_new(openssl.BIO_s_mem());
    made->outgoing = openssl.BIO_new(openssl.BIO_s_mem());
    if (made->ssl == NULL || made->incoming == NULL || made->outgoing == NULL) {
        openssl.BIO_free(made->incoming);
        openssl.BIO_free(made->outgoing);
        openssl.SSL_free(made->ssl);
        free(made);
        return NULL;
    }
    openssl.SSL_set_bio(made->ssl, made->incoming, made->outgoing);
    openssl.SSL_set_accept_state(made->ssl);
    return made;
}

void reprise_tls_session_free(reprise_tls_session *session) {
    openssl.SSL_free(session->ssl);
    free(session);
}

_Bool reprise_tls_take(reprise_tls_session *session, const void *bytes, size_t count) {
    size_t taken = 0;
    return count == 0
        || (openssl.BIO_write_ex(session->incoming, bytes, count, &taken) && taken == count);
}

size_t reprise_tls_pending(const reprise_tls_session *session) {
    return openssl.BIO_ctrl_pending(session->outgoing);
}

size_t reprise_tls_give(reprise_tls_session *session, void *room, size_t count) {
    size_t given = 0;
    return openssl.BIO_read_ex(session->outgoing, room, count, &given) ? given : 0;
}

/// What a result of an `SSL_…` function means; more than 0 is success.
static reprise_tls_outcome outcome(
    reprise_tls_session *session, int result, reprise_tls_failure *failure) {
    if (result > 0) return reprise_tls_done;
    switch (openssl.SSL_get_error(session->ssl, result)) {
    case ssl_error_want_read: return reprise_tls_waits;
    case ssl_error_zero_return: return reprise_tls_ended;
    default:
        openssl.ERR_error_string_n(openssl.ERR_get_error(), failure->text, sizeof failure->text);
        return reprise_tls_failed;
    }
}

// The queue of errors is the thread's, and `SSL_get_error` looks at it: it is emptied before each step.

reprise_tls_outcome reprise_tls_handshake(
    reprise_tls_session *session, reprise_tls_failure *failure) {
    openssl.ERR_clear_error();
    return outcome(session, openssl.SSL_do_handshake(session->ssl), failure);
}

reprise_tls_outcome reprise_tls_read(
    reprise_tls_session *session, void *room, size_t *count, reprise_tls_failure *failure) {
    openssl.ERR_clear_error();
    size_t fits = *count;
    *count = 0;
    return outcome(session, openssl.SSL_read_ex(session->ssl, room, fits, count), failure);
}

reprise_tls_outcome reprise_tls_write(
    reprise_tls_session *session, const void *bytes, size_t count, reprise_tls_failure *failure) {
    openssl.ERR_clear_error();
    size_t written = 0;
    // Memory takes everything, so it is never written in part.
    return outcome(
        session, openssl.SSL_write_ex(session->ssl, bytes, count, &written), failure);
}

void reprise_tls_finish(reprise_tls_session *session) {
    if (!openssl.SSL_is_init_finished(session->ssl)) return;
    openssl.ERR_clear_error();
    openssl.SSL_shutdown(session->ssl);
}
