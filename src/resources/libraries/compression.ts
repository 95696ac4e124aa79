import type { CLibrary } from "./library.ts";

/** Streams and archives. */
export const compression: readonly CLibrary[] = [
  {
    name: "Zstandard",
    families: [
      { acquire: "ZSTD_createCCtx", release: "ZSTD_freeCCtx" },
      { acquire: "ZSTD_createDCtx", release: "ZSTD_freeDCtx" },
      { acquire: "ZSTD_createCStream", release: "ZSTD_freeCStream ZSTD_freeCCtx" },
      { acquire: "ZSTD_createDStream", release: "ZSTD_freeDStream ZSTD_freeDCtx" },
      { acquire: "ZSTD_createCDict", release: "ZSTD_freeCDict" },
      { acquire: "ZSTD_createDDict", release: "ZSTD_freeDDict" },
      { acquire: "ZSTD_createCCtxParams", release: "ZSTD_freeCCtxParams" },
    ],
    lends: "ZSTD_getErrorName ZSTD_versionString",
    // A dictionary is copied.
    reads: "ZSTD_createCDict ZSTD_createDDict ZSTD_initCStream ZSTD_initDStream",
  },
  {
    name: "LZ4",
    families: [
      { acquire: "LZ4_createStream", release: "LZ4_freeStream" },
      { acquire: "LZ4_createStreamHC", release: "LZ4_freeStreamHC" },
      { acquire: "LZ4_createStreamDecode", release: "LZ4_freeStreamDecode" },
      { acquire: "LZ4F_createCompressionContext@0", release: "LZ4F_freeCompressionContext" },
      { acquire: "LZ4F_createDecompressionContext@0", release: "LZ4F_freeDecompressionContext" },
    ],
  },
  {
    name: "Brotli",
    families: [
      { acquire: "BrotliEncoderCreateInstance", release: "BrotliEncoderDestroyInstance" },
      { acquire: "BrotliDecoderCreateInstance", release: "BrotliDecoderDestroyInstance" },
      { acquire: "BrotliSharedDictionaryCreateInstance", release: "BrotliSharedDictionaryDestroyInstance" },
      { acquire: "BrotliEncoderPrepareDictionary", release: "BrotliEncoderDestroyPreparedDictionary" },
    ],
    lends: "BrotliEncoderTakeOutput BrotliDecoderTakeOutput BrotliDecoderErrorString",
  },
  {
    name: "zlib, libdeflate, miniz",
    families: [
      { acquire: "libdeflate_alloc_compressor libdeflate_alloc_compressor_ex", release: "libdeflate_free_compressor" },
      {
        acquire: "libdeflate_alloc_decompressor libdeflate_alloc_decompressor_ex",
        release: "libdeflate_free_decompressor",
      },
      { acquire: "gzopen gzopen64 gzdopen", release: "gzclose gzclose_r gzclose_w" },
      { acquire: "tinfl_decompress_mem_to_heap tdefl_compress_mem_to_heap", release: "mz_free free" },
      { acquire: "tinfl_decompressor_alloc", release: "tinfl_decompressor_free" },
      { acquire: "tdefl_compressor_alloc", release: "tdefl_compressor_free" },
    ],
  },
  {
    name: "bzip2",
    families: [
      { acquire: "BZ2_bzReadOpen", release: "BZ2_bzReadClose@1" },
      { acquire: "BZ2_bzopen BZ2_bzdopen", release: "BZ2_bzclose" },
    ],
  },
  {
    name: "libarchive",
    families: [
      {
        acquire: "archive_read_new archive_read_disk_new",
        release: "archive_read_free archive_read_finish archive_free",
      },
      {
        acquire: "archive_write_new archive_write_disk_new",
        release: "archive_write_free archive_write_finish archive_free",
      },
      { acquire: "archive_entry_new archive_entry_new2 archive_entry_clone", release: "archive_entry_free" },
      { acquire: "archive_match_new", release: "archive_match_free" },
    ],
    lends: `archive_error_string archive_entry_pathname archive_entry_pathname_utf8 archive_entry_symlink
      archive_entry_hardlink archive_format_name archive_filter_name archive_version_string`,
    reads:
      "archive_read_add_passphrase archive_write_set_passphrase archive_entry_set_pathname archive_entry_set_pathname_utf8",
  },
  {
    name: "libzip",
    families: [
      { acquire: "zip_open zip_open_from_source zip_fdopen", release: "zip_close zip_discard" },
      { acquire: "zip_fopen zip_fopen_index zip_fopen_encrypted zip_fopen_index_encrypted", release: "zip_fclose" },
      {
        acquire: "zip_source_buffer_create zip_source_buffer zip_source_file zip_source_function",
        release: "zip_source_free",
      },
    ],
    keeps: "zip_open_from_source@0 zip_file_add@2 zip_file_replace@2",
  },
  {
    name: "minizip",
    families: [
      { acquire: "unzOpen unzOpen64 unzOpen2 unzOpen2_64", release: "unzClose" },
      { acquire: "zipOpen zipOpen64 zipOpen2 zipOpen2_64", release: "zipClose" },
      { acquire: "mz_zip_reader_create", release: "mz_zip_reader_delete" },
      { acquire: "mz_zip_writer_create", release: "mz_zip_writer_delete" },
      { acquire: "mz_stream_mem_create", release: "mz_stream_mem_delete" },
      { acquire: "mz_zip_reader_extract_to_heap mz_zip_reader_extract_file_to_heap", release: "mz_free" },
    ],
  },
  { name: "unrar", families: [{ acquire: "RAROpenArchive RAROpenArchiveEx", release: "RARCloseArchive" }] },
  {
    name: "unarr",
    families: [
      { acquire: "ar_open ar_open_file ar_open_memory", release: "ar_close" },
      {
        acquire: "ar_open_rar_archive ar_open_tar_archive ar_open_zip_archive ar_open_7z_archive",
        release: "ar_close_archive",
      },
    ],
    lends: "ar_entry_get_name",
  },
  {
    name: "Blosc2",
    families: [
      { acquire: "blosc2_create_cctx", release: "blosc2_free_ctx" },
      { acquire: "blosc2_create_dctx", release: "blosc2_free_ctx" },
      { acquire: "blosc2_schunk_new blosc2_schunk_from_buffer", release: "blosc2_schunk_free" },
    ],
  },
  {
    name: "xxHash",
    families: [
      { acquire: "XXH32_createState", release: "XXH32_freeState" },
      { acquire: "XXH64_createState", release: "XXH64_freeState" },
      { acquire: "XXH3_createState", release: "XXH3_freeState" },
    ],
  },
  { name: "librsync", families: [{ acquire: "rs_sig_begin rs_delta_begin rs_patch_begin", release: "rs_job_free" }] },
];
