import type { CLibrary } from "./library.ts";

/** Cryptography, version control, protocols. */
export const cryptoAndNetwork: readonly CLibrary[] = [
  {
    name: "OpenSSL",
    families: [
      { acquire: "EVP_MD_CTX_new EVP_MD_CTX_create", release: "EVP_MD_CTX_free EVP_MD_CTX_destroy" },
      { acquire: "EVP_CIPHER_CTX_new", release: "EVP_CIPHER_CTX_free" },
      {
        acquire: "EVP_PKEY_CTX_new EVP_PKEY_CTX_new_id EVP_PKEY_CTX_new_from_name EVP_PKEY_CTX_dup",
        release: "EVP_PKEY_CTX_free",
      },
      {
        acquire: `EVP_PKEY_new EVP_PKEY_new_raw_private_key EVP_PKEY_new_raw_public_key EVP_PKEY_dup X509_get_pubkey
          PEM_read_bio_PrivateKey PEM_read_bio_PUBKEY d2i_PrivateKey d2i_AutoPrivateKey d2i_PUBKEY X509_REQ_get_pubkey`,
        release: "EVP_PKEY_free",
        counted: true,
      },
      { acquire: "EVP_MD_fetch", release: "EVP_MD_free" },
      { acquire: "EVP_CIPHER_fetch", release: "EVP_CIPHER_free" },
      { acquire: "EVP_KDF_fetch", release: "EVP_KDF_free" },
      { acquire: "EVP_KDF_CTX_new", release: "EVP_KDF_CTX_free" },
      { acquire: "EVP_MAC_fetch", release: "EVP_MAC_free" },
      { acquire: "EVP_MAC_CTX_new", release: "EVP_MAC_CTX_free" },
      { acquire: "HMAC_CTX_new", release: "HMAC_CTX_free" },
      { acquire: "BN_new BN_dup BN_secure_new BN_bin2bn BN_mod_inverse", release: "BN_free BN_clear_free" },
      { acquire: "BN_CTX_new BN_CTX_secure_new", release: "BN_CTX_free" },
      { acquire: "BN_bn2hex BN_bn2dec", release: "OPENSSL_free CRYPTO_free" },
      {
        acquire: "BIO_new BIO_new_mem_buf BIO_new_file BIO_new_fp",
        release: "BIO_free BIO_free_all BIO_vfree",
        counted: true,
      },
      {
        acquire:
          "RSA_new d2i_RSAPrivateKey d2i_RSAPublicKey PEM_read_bio_RSAPrivateKey PEM_read_bio_RSA_PUBKEY EVP_PKEY_get1_RSA",
        release: "RSA_free",
        counted: true,
      },
      {
        acquire: "EC_KEY_new EC_KEY_new_by_curve_name EC_KEY_dup EVP_PKEY_get1_EC_KEY",
        release: "EC_KEY_free",
        counted: true,
      },
      { acquire: "EC_GROUP_new_by_curve_name EC_GROUP_dup", release: "EC_GROUP_free" },
      { acquire: "EC_POINT_new EC_POINT_dup", release: "EC_POINT_free EC_POINT_clear_free" },
      { acquire: "ECDSA_SIG_new ECDSA_do_sign d2i_ECDSA_SIG", release: "ECDSA_SIG_free" },
      { acquire: "DH_new", release: "DH_free", counted: true },
      { acquire: "X509_new X509_dup d2i_X509 d2i_X509_bio PEM_read_bio_X509", release: "X509_free", counted: true },
      { acquire: "X509_REQ_new d2i_X509_REQ PEM_read_bio_X509_REQ", release: "X509_REQ_free" },
      { acquire: "X509_STORE_new", release: "X509_STORE_free", counted: true },
      { acquire: "X509_STORE_CTX_new", release: "X509_STORE_CTX_free" },
      { acquire: "X509_NAME_new X509_NAME_dup", release: "X509_NAME_free" },
      { acquire: "PKCS12_create d2i_PKCS12 d2i_PKCS12_bio PKCS12_new", release: "PKCS12_free" },
      { acquire: "PKCS7_sign PKCS7_new d2i_PKCS7 d2i_PKCS7_bio PEM_read_bio_PKCS7", release: "PKCS7_free" },
      { acquire: "CMS_sign CMS_encrypt d2i_CMS_bio", release: "CMS_ContentInfo_free" },
      { acquire: "ASN1_INTEGER_new", release: "ASN1_INTEGER_free" },
      { acquire: "SSL_CTX_new", release: "SSL_CTX_free", counted: true },
      { acquire: "SSL_new", release: "SSL_free", counted: true },
      { acquire: "OSSL_PARAM_BLD_new", release: "OSSL_PARAM_BLD_free" },
    ],
    lends: `EVP_sha1 EVP_sha224 EVP_sha256 EVP_sha384 EVP_sha512 EVP_md5 EVP_aes_128_cbc EVP_aes_256_cbc EVP_aes_128_gcm
      EVP_aes_256_gcm EVP_get_digestbyname EVP_get_cipherbyname ERR_error_string ERR_reason_error_string
      X509_get_subject_name X509_get_issuer_name X509_get0_pubkey X509_get_serialNumber EVP_PKEY_get0_RSA
      EVP_PKEY_get0_EC_KEY EC_KEY_get0_group EC_KEY_get0_public_key EC_KEY_get0_private_key BIO_s_mem BIO_s_file
      SSL_get_rbio SSL_get_wbio BN_value_one TLS_method TLS_client_method`,
    keeps: "EVP_PKEY_assign@2 SSL_set_bio@1@2 BIO_push@1",
    reads:
      "EVP_PKEY_CTX_new SSL_new BN_bin2bn EVP_PKEY_new_raw_private_key EVP_PKEY_new_raw_public_key EVP_KDF_CTX_new EVP_MAC_CTX_new EVP_DigestSignInit EVP_DigestVerifyInit EVP_EncryptInit_ex EVP_DecryptInit_ex EVP_DigestInit_ex",
  },
  {
    name: "Botan, Libgcrypt, wolfSSL",
    families: [
      { acquire: "gcry_md_open@0", release: "gcry_md_close" },
      { acquire: "gcry_cipher_open@0", release: "gcry_cipher_close" },
      { acquire: "gcry_mpi_new gcry_mpi_copy", release: "gcry_mpi_release" },
      { acquire: "botan_hash_init@0", release: "botan_hash_destroy" },
      { acquire: "botan_rng_init@0", release: "botan_rng_destroy" },
      { acquire: "botan_cipher_init@0", release: "botan_cipher_destroy" },
      { acquire: "botan_mac_init@0", release: "botan_mac_destroy" },
      { acquire: "botan_mp_init@0", release: "botan_mp_destroy" },
      { acquire: "botan_privkey_create@0 botan_privkey_load@0", release: "botan_privkey_destroy" },
      { acquire: "botan_pubkey_load@0 botan_privkey_export_pubkey@0", release: "botan_pubkey_destroy" },
      { acquire: "wolfSSL_CTX_new", release: "wolfSSL_CTX_free" },
      { acquire: "wolfSSL_new", release: "wolfSSL_free" },
    ],
  },
  { name: "libsodium", families: [{ acquire: "sodium_malloc sodium_allocarray", release: "sodium_free" }] },
  {
    name: "libsecp256k1",
    families: [
      { acquire: "secp256k1_context_create secp256k1_context_clone", release: "secp256k1_context_destroy" },
      { acquire: "secp256k1_scratch_space_create", release: "secp256k1_scratch_space_destroy@1" },
    ],
  },
  {
    name: "liboqs",
    families: [
      { acquire: "OQS_KEM_new", release: "OQS_KEM_free" },
      { acquire: "OQS_SIG_new", release: "OQS_SIG_free" },
    ],
  },
  {
    name: "Signal protocol C",
    families: [
      {
        acquire: "signal_buffer_alloc signal_buffer_create signal_buffer_copy",
        release: "signal_buffer_free signal_buffer_bzero_free",
      },
      { acquire: "signal_context_create@0", release: "signal_context_destroy" },
    ],
  },
  {
    name: "libgit2",
    families: [
      {
        acquire:
          "git_repository_open@0 git_repository_open_ext@0 git_repository_init@0 git_repository_init_ext@0 git_clone@0",
        release: "git_repository_free",
      },
      { acquire: "git_commit_lookup@0 git_commit_parent@0", release: "git_commit_free" },
      { acquire: "git_tree_lookup@0 git_commit_tree@0", release: "git_tree_free" },
      { acquire: "git_blob_lookup@0", release: "git_blob_free" },
      { acquire: "git_object_lookup@0 git_revparse_single@0 git_object_peel@0", release: "git_object_free" },
      {
        acquire:
          "git_reference_lookup@0 git_repository_head@0 git_reference_create@0 git_reference_dwim@0 git_branch_lookup@0 git_branch_create@0",
        release: "git_reference_free",
      },
      { acquire: "git_remote_lookup@0 git_remote_create@0", release: "git_remote_free" },
      { acquire: "git_repository_index@0 git_index_open@0", release: "git_index_free" },
      { acquire: "git_repository_config@0 git_config_new@0 git_config_open_default@0", release: "git_config_free" },
      { acquire: "git_revwalk_new@0", release: "git_revwalk_free" },
      { acquire: "git_status_list_new@0", release: "git_status_list_free" },
      {
        acquire: "git_signature_new@0 git_signature_now@0 git_signature_default@0 git_signature_dup@0",
        release: "git_signature_free",
      },
      {
        acquire:
          "git_diff_tree_to_tree@0 git_diff_tree_to_index@0 git_diff_index_to_workdir@0 git_diff_tree_to_workdir@0",
        release: "git_diff_free",
      },
      { acquire: "git_patch_from_diff@0", release: "git_patch_free" },
      {
        acquire: "git_annotated_commit_from_ref@0 git_annotated_commit_lookup@0",
        release: "git_annotated_commit_free",
      },
    ],
    lends:
      "git_error_last giterr_last git_commit_message git_commit_author git_reference_name git_blob_rawcontent git_status_byindex git_tree_entry_byindex git_tree_entry_name git_object_id git_commit_id git_reference_target",
  },
  {
    name: "libcurl",
    families: [
      { acquire: "curl_easy_init curl_easy_duphandle", release: "curl_easy_cleanup" },
      { acquire: "curl_multi_init", release: "curl_multi_cleanup" },
      { acquire: "curl_share_init", release: "curl_share_cleanup" },
      { acquire: "curl_mime_init", release: "curl_mime_free" },
      { acquire: "curl_url curl_url_dup", release: "curl_url_cleanup" },
      { acquire: "curl_easy_escape curl_easy_unescape curl_escape curl_unescape", release: "curl_free" },
    ],
    lends: "curl_easy_strerror curl_version curl_mime_addpart curl_multi_info_read",
  },
  {
    name: "libssh2",
    families: [
      { acquire: "libssh2_session_init_ex libssh2_session_init", release: "libssh2_session_free" },
      { acquire: "libssh2_channel_open_ex libssh2_channel_open_session", release: "libssh2_channel_free" },
      { acquire: "libssh2_sftp_init", release: "libssh2_sftp_shutdown" },
      { acquire: "libssh2_sftp_open_ex", release: "libssh2_sftp_close_handle" },
      { acquire: "libssh2_knownhost_init", release: "libssh2_knownhost_free" },
      { acquire: "libssh2_agent_init", release: "libssh2_agent_free" },
    ],
  },
  {
    name: "nghttp2",
    families: [
      { acquire: "nghttp2_session_callbacks_new@0", release: "nghttp2_session_callbacks_del" },
      {
        acquire:
          "nghttp2_session_client_new@0 nghttp2_session_server_new@0 nghttp2_session_client_new2@0 nghttp2_session_server_new2@0",
        release: "nghttp2_session_del",
      },
      { acquire: "nghttp2_option_new@0", release: "nghttp2_option_del" },
      { acquire: "nghttp2_hd_deflate_new@0", release: "nghttp2_hd_deflate_del" },
      { acquire: "nghttp2_hd_inflate_new@0", release: "nghttp2_hd_inflate_del" },
    ],
    lends: "nghttp2_strerror",
  },
  {
    name: "llhttp",
    families: [{ acquire: "llhttp_alloc", release: "llhttp_free" }],
    lends: "llhttp_get_error_reason llhttp_errno_name llhttp_method_name llhttp_get_error_pos",
  },
  {
    name: "upb",
    families: [
      { acquire: "upb_Arena_New upb_Arena_Init", release: "upb_Arena_Free" },
      { acquire: "upb_DefPool_New", release: "upb_DefPool_Free" },
    ],
  },
  {
    name: "libpcap",
    families: [
      { acquire: "pcap_open_offline pcap_open_live pcap_open_dead pcap_create", release: "pcap_close" },
      { acquire: "pcap_dump_open", release: "pcap_dump_close" },
    ],
    lends: "pcap_geterr pcap_lib_version",
  },
  {
    name: "libmagic",
    families: [{ acquire: "magic_open", release: "magic_close" }],
    lends: "magic_buffer magic_file magic_error magic_descriptor",
  },
  {
    name: "YARA",
    families: [
      { acquire: "yr_compiler_create@0", release: "yr_compiler_destroy" },
      { acquire: "yr_compiler_get_rules@1 yr_rules_load@1 yr_rules_load_stream@1", release: "yr_rules_destroy" },
      { acquire: "yr_scanner_create@1", release: "yr_scanner_destroy" },
    ],
  },
];
