#include "CLoopbackTLS.h"
#include "openssl.h"
#include <stdio.h>
#include <string.h>

// Certificates after RFC 5280, through OpenSSL's own configuration syntax for extensions (x509v3_config(5)).

struct extension {
    const char *name;
    const char *value;
};

/// Room for the `X509V3_CTX` of any OpenSSL 3, which has 8 words.
union extension_context {
    char room[256];
    void *aligned;
};

static _Bool add(X509 *certificate, X509 *issuer, struct extension extension) {
    union extension_context room = {{0}};
    X509V3_CTX *context = (X509V3_CTX *)&room;
    openssl.X509V3_set_ctx(context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *made = openssl.X509V3_EXT_nconf(NULL, context, extension.name, extension.value);
    if (made == NULL) return 0;
    _Bool added = openssl.X509_add_ext(certificate, made, -1);
    openssl.X509_EXTENSION_free(made);
    return added;
}

/// A certificate for `key`, signed by `issuer_key`; without an issuer it is its own.
static X509 *certify(
    const char *subject, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key, int64_t validity,
    const struct extension *extensions) {
    const int utf8 = 0x1000;  // MBSTRING_UTF8
    const long version_3 = 2;
    const long hour = 3600;
    uint64_t serial;
    X509 *made = openssl.X509_new();
    if (made == NULL) return NULL;
    X509 *by = issuer == NULL ? made : issuer;
    X509_NAME *name = openssl.X509_get_subject_name(made);
    _Bool good =
        openssl.RAND_bytes((unsigned char *)&serial, sizeof serial) == 1
        && openssl.X509_set_version(made, version_3)
        // Positive and not zero, in at most 20 bytes (RFC 5280 §4.1.2.2).
        && openssl.ASN1_INTEGER_set_uint64(openssl.X509_get_serialNumber(made), (serial >> 1) | 1)
        // Clocks of machines and containers differ a little.
        && openssl.X509_gmtime_adj(openssl.X509_getm_notBefore(made), -hour) != NULL
        && openssl.X509_gmtime_adj(openssl.X509_getm_notAfter(made), (long)validity) != NULL
        && openssl.X509_NAME_add_entry_by_txt(
            name, "CN", utf8, (const unsigned char *)subject, -1, -1, 0)
        && openssl.X509_set_issuer_name(made, openssl.X509_get_subject_name(by))
        && openssl.X509_set_pubkey(made, key);
    for (; good && extensions->name != NULL; extensions++) good = add(made, by, *extensions);
    if (good && openssl.X509_sign(made, issuer_key, openssl.EVP_sha256()) > 0) return made;
    openssl.X509_free(made);
    return NULL;
}

static char *pem(const X509 *certificate) {
    BIO *memory = openssl.BIO_new(openssl.BIO_s_mem());
    if (memory == NULL) return NULL;
    char *text = NULL;
    if (openssl.PEM_write_bio_X509(memory, certificate)) {
        size_t count = openssl.BIO_ctrl_pending(memory);
        text = calloc(count + 1, 1);
        if (text != NULL && !openssl.BIO_read_ex(memory, text, count, &count)) {
            free(text);
            text = NULL;
        }
    }
    openssl.BIO_free(memory);
    return text;
}

/// The server speaks HTTP/1.1 only, and some clients would ask for HTTP/2.
static int select_protocol(
    SSL *ssl, const unsigned char **out, unsigned char *outlen, const unsigned char *in,
    unsigned int inlen, void *arg) {
    static const unsigned char known[] = "\x08http/1.1";
    int result = openssl.SSL_select_next_proto(
        (unsigned char **)out, outlen, known, sizeof known - 1, in, inlen);
    return result == openssl_npn_negotiated ? ssl_tlsext_err_ok : ssl_tlsext_err_alert_fatal;
}

static SSL_CTX *server(X509 *certificate, EVP_PKEY *key) {
    SSL_CTX *made = openssl.SSL_CTX_new(openssl.TLS_server_method());
    if (made == NULL) return NULL;
    openssl.SSL_CTX_set_options(made, ssl_op_no_renegotiation);
    openssl.SSL_CTX_set_alpn_select_cb(made, select_protocol, NULL);
    if (openssl.SSL_CTX_ctrl(made, ssl_ctrl_set_min_proto_version, tls1_2_version, NULL)
        && openssl.SSL_CTX_use_certificate(made, certificate) == 1
        && openssl.SSL_CTX_use_PrivateKey(made, key) == 1) {
        return made;
    }
    openssl.SSL_CTX_free(made);
    return NULL;
}

reprise_tls_context *reprise_tls_context_make(
    const char *subject, const char *alternatives, int64_t validity, reprise_tls_failure *failure) {
    const struct extension of_authority[] = {
        {"basicConstraints", "critical,CA:TRUE,pathlen:0"},
        {"keyUsage", "critical,keyCertSign"},
        {"subjectKeyIdentifier", "hash"},
        {NULL, NULL},
    };
    const struct extension of_server[] = {
        {"basicConstraints", "critical,CA:FALSE"},
        {"keyUsage", "critical,digitalSignature"},
        {"extendedKeyUsage", "serverAuth"},
        {"subjectAltName", alternatives},
        {"subjectKeyIdentifier", "hash"},
        // Python 3.13 and later refuse a certificate without it.
        {"authorityKeyIdentifier", "keyid:always"},
        {NULL, NULL},
    };
    openssl.ERR_clear_error();
    EVP_PKEY *authority_key = openssl.EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    EVP_PKEY *key = openssl.EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    X509 *authority = NULL, *certificate = NULL;
    reprise_tls_context *made = calloc(1, sizeof *made);
    if (authority_key != NULL && key != NULL) {
        authority = certify(
            "Reprise throw-away authority", authority_key, NULL, authority_key, validity,
            of_authority);
    }
    if (authority != NULL) {
        certificate = certify(subject, key, authority, authority_key, validity, of_server);
    }
    if (made != NULL && certificate != NULL) {
        made->authority = pem(authority);
        made->server = server(certificate, key);
    }
    if (made == NULL || made->authority == NULL || made->server == NULL) {
        openssl.ERR_error_string_n(openssl.ERR_get_error(), failure->text, sizeof failure->text);
        if (made != NULL) reprise_tls_context_free(made);
        made = NULL;
    }
    // All of these take NULL, and the authority's key is forgotten here.
    openssl.X509_free(certificate);
    openssl.X509_free(authority);
    openssl.EVP_PKEY_free(key);
    openssl.EVP_PKEY_free(authority_key);
    return made;
}

const char *reprise_tls_context_authority(const reprise_tls_context *context) {
    return context->authority;
}

void reprise_tls_context_free(reprise_tls_context *context) {
    openssl.SSL_CTX_free(context->server);
    free(context->authority);
    free(context);
}
