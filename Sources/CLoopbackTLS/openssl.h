#pragma once
#include <stdint.h>
#include <stdlib.h>

// What is used of OpenSSL 3, declared after its manual pages (docs.openssl.org/3.0/man3), and found at run time.

typedef struct ssl_method_st SSL_METHOD;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_st SSL;
typedef struct bio_method_st BIO_METHOD;
typedef struct bio_st BIO;
typedef struct evp_pkey_st EVP_PKEY;
typedef struct evp_md_st EVP_MD;
typedef struct x509_st X509;
typedef struct X509_name_st X509_NAME;
typedef struct X509_extension_st X509_EXTENSION;
typedef struct asn1_string_st ASN1_INTEGER;
typedef struct asn1_string_st ASN1_TIME;
typedef struct v3_ext_ctx X509V3_CTX;
struct X509_req_st;
struct X509_crl_st;
struct conf_st;
struct ossl_lib_ctx_st;
typedef int (*alpn_select)(
    SSL *ssl, const unsigned char **out, unsigned char *outlen, const unsigned char *in,
    unsigned int inlen, void *arg);

#define OPENSSL_FUNCTIONS(F)                                                                        \
    /* The protocol. */                                                                             \
    F(const SSL_METHOD *, TLS_server_method, (void))                                                \
    F(SSL_CTX *, SSL_CTX_new, (const SSL_METHOD *))                                                 \
    F(void, SSL_CTX_free, (SSL_CTX *))                                                              \
    F(long, SSL_CTX_ctrl, (SSL_CTX *, int, long, void *))                                           \
    F(uint64_t, SSL_CTX_set_options, (SSL_CTX *, uint64_t))                                         \
    F(int, SSL_CTX_use_certificate, (SSL_CTX *, X509 *))                                            \
    F(int, SSL_CTX_use_PrivateKey, (SSL_CTX *, EVP_PKEY *))                                         \
    F(void, SSL_CTX_set_alpn_select_cb, (SSL_CTX *, alpn_select, void *))                           \
    F(int, SSL_select_next_proto,                                                                   \
      (unsigned char **, unsigned char *, const unsigned char *, unsigned int,                      \
       const unsigned char *, unsigned int))                                                        \
    F(SSL *, SSL_new, (SSL_CTX *))                                                                  \
    F(void, SSL_free, (SSL *))                                                                      \
    F(void, SSL_set_bio, (SSL *, BIO *, BIO *))                                                     \
    F(void, SSL_set_accept_state, (SSL *))                                                          \
    F(int, SSL_is_init_finished, (const SSL *))                                                     \
    F(int, SSL_do_handshake, (SSL *))                                                               \
    F(int, SSL_read_ex, (SSL *, void *, size_t, size_t *))                                          \
    F(int, SSL_write_ex, (SSL *, const void *, size_t, size_t *))                                   \
    F(int, SSL_shutdown, (SSL *))                                                                   \
    F(int, SSL_get_error, (const SSL *, int))                                                       \
    F(unsigned long, ERR_get_error, (void))                                                         \
    F(void, ERR_clear_error, (void))                                                                \
    F(void, ERR_error_string_n, (unsigned long, char *, size_t))                                    \
    F(const BIO_METHOD *, BIO_s_mem, (void))                                                        \
    F(BIO *, BIO_new, (const BIO_METHOD *))                                                         \
    F(int, BIO_free, (BIO *))                                                                       \
    F(int, BIO_read_ex, (BIO *, void *, size_t, size_t *))                                          \
    F(int, BIO_write_ex, (BIO *, const void *, size_t, size_t *))                                   \
    F(size_t, BIO_ctrl_pending, (BIO *))                                                            \
    /* Certificates. */                                                                             \
    F(EVP_PKEY *, EVP_PKEY_Q_keygen, (struct ossl_lib_ctx_st *, const char *, const char *, ...))   \
    F(void, EVP_PKEY_free, (EVP_PKEY *))                                                            \
    F(const EVP_MD *, EVP_sha256, (void))                                                           \
    F(int, RAND_bytes, (unsigned char *, int))                                                      \
    F(X509 *, X509_new, (void))                                                                     \
    F(void, X509_free, (X509 *))                                                                    \
    F(int, X509_set_version, (X509 *, long))                                                        \
    F(ASN1_INTEGER *, X509_get_serialNumber, (X509 *))                                              \
    F(int, ASN1_INTEGER_set_uint64, (ASN1_INTEGER *, uint64_t))                                     \
    F(ASN1_TIME *, X509_getm_notBefore, (const X509 *))                                             \
    F(ASN1_TIME *, X509_getm_notAfter, (const X509 *))                                              \
    F(ASN1_TIME *, X509_gmtime_adj, (ASN1_TIME *, long))                                            \
    F(X509_NAME *, X509_get_subject_name, (const X509 *))                                           \
    F(int, X509_NAME_add_entry_by_txt,                                                              \
      (X509_NAME *, const char *, int, const unsigned char *, int, int, int))                       \
    F(int, X509_set_issuer_name, (X509 *, const X509_NAME *))                                       \
    F(int, X509_set_pubkey, (X509 *, EVP_PKEY *))                                                   \
    F(void, X509V3_set_ctx,                                                                         \
      (X509V3_CTX *, X509 *, X509 *, struct X509_req_st *, struct X509_crl_st *, int))              \
    F(X509_EXTENSION *, X509V3_EXT_nconf, (struct conf_st *, X509V3_CTX *, const char *, const char *)) \
    F(int, X509_add_ext, (X509 *, X509_EXTENSION *, int))                                           \
    F(void, X509_EXTENSION_free, (X509_EXTENSION *))                                                \
    F(int, X509_sign, (X509 *, EVP_PKEY *, const EVP_MD *))                                         \
    F(int, PEM_write_bio_X509, (BIO *, const X509 *))

/// OpenSSL's functions, by their own names.
struct openssl {
#define MEMBER(RESULT, NAME, ARGUMENTS) RESULT(*NAME) ARGUMENTS;
    OPENSSL_FUNCTIONS(MEMBER)
#undef MEMBER
};

/// Filled in by `reprise_tls_load`.
extern struct openssl openssl;

// Values of <openssl/ssl.h> and <openssl/tls1.h>.
enum {
    ssl_error_want_read = 2,
    ssl_error_zero_return = 6,
    ssl_ctrl_set_min_proto_version = 123,
    tls1_2_version = 0x0303,
    ssl_tlsext_err_ok = 0,
    ssl_tlsext_err_alert_fatal = 2,
    openssl_npn_negotiated = 1,
};
static const uint64_t ssl_op_no_renegotiation = UINT64_C(1) << 30;

struct reprise_tls_context {
    SSL_CTX *server;
    /// PEM text.
    char *authority;
};
