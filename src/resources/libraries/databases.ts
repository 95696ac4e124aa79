import type { CLibrary } from "./library.ts";

/** SQL, key and value, search. */
export const databases: readonly CLibrary[] = [
  {
    name: "SQLite",
    families: [
      { acquire: "sqlite3_open@1 sqlite3_open16@1 sqlite3_open_v2@1", release: "sqlite3_close_v2 sqlite3_close" },
      {
        acquire: `sqlite3_prepare@3 sqlite3_prepare_v2@3 sqlite3_prepare_v3@4 sqlite3_prepare16@3 sqlite3_prepare16_v2@3
          sqlite3_prepare16_v3@4`,
        release: "sqlite3_finalize",
      },
      {
        acquire: `sqlite3_malloc sqlite3_malloc64 sqlite3_realloc sqlite3_realloc64 sqlite3_mprintf sqlite3_expanded_sql
          sqlite3_serialize sqlite3_str_finish sqlite3_exec@4`,
        release: "sqlite3_free",
      },
      { acquire: "sqlite3_blob_open@6", release: "sqlite3_blob_close" },
      { acquire: "sqlite3_backup_init", release: "sqlite3_backup_finish" },
      { acquire: "sqlite3_value_dup", release: "sqlite3_value_free" },
      { acquire: "sqlite3_snapshot_get@2", release: "sqlite3_snapshot_free" },
      { acquire: "sqlite3session_create@2", release: "sqlite3session_delete" },
      {
        acquire: "sqlite3session_changeset@2 sqlite3session_patchset@2 sqlite3changeset_invert@3",
        release: "sqlite3_free",
      },
      { acquire: "sqlite3changeset_start@0", release: "sqlite3changeset_finalize" },
      { acquire: "sqlite3changegroup_new@0", release: "sqlite3changegroup_delete" },
      { acquire: "sqlite3_str_new", release: "sqlite3_str_finish" },
    ],
    lends: `sqlite3_errmsg sqlite3_errmsg16 sqlite3_errstr sqlite3_column_text sqlite3_column_text16 sqlite3_column_blob
      sqlite3_column_name sqlite3_column_name16 sqlite3_column_decltype sqlite3_column_value sqlite3_column_table_name
      sqlite3_column_origin_name sqlite3_value_text sqlite3_value_text16 sqlite3_value_blob sqlite3_libversion
      sqlite3_sourceid sqlite3_sql sqlite3_normalized_sql sqlite3_db_filename sqlite3_db_handle sqlite3_user_data
      sqlite3_context_db_handle sqlite3_next_stmt sqlite3_vfs_find sqlite3_bind_parameter_name sqlite3_aggregate_context
      sqlite3_compileoption_get sqlite3_get_auxdata sqlite3_str_value`,
    // What a virtual file system is registered with, it goes on using.
    keeps: "sqlite3_vfs_register@0 sqlite3_deserialize@2 sqlite3_result_pointer@1",
  },
  {
    // Its binding copies the text of statements into the module.
    name: "wa-sqlite",
    families: [{ acquire: "str_new", release: "str_finish" }],
    lends: "str_value str_appendall",
  },
  {
    name: "DuckDB",
    families: [
      {
        acquire:
          "duckdb_malloc duckdb_value_varchar duckdb_value_varchar_internal duckdb_get_varchar duckdb_enum_dictionary_value duckdb_struct_type_child_name",
        release: "duckdb_free",
      },
      { acquire: "duckdb_create_table_function", release: "duckdb_destroy_table_function" },
      {
        acquire:
          "duckdb_create_logical_type duckdb_create_list_type duckdb_create_map_type duckdb_create_struct_type duckdb_column_logical_type duckdb_vector_get_column_type",
        release: "duckdb_destroy_logical_type",
      },
      {
        acquire: "duckdb_create_data_chunk duckdb_result_get_chunk duckdb_stream_fetch_chunk duckdb_fetch_chunk",
        release: "duckdb_destroy_data_chunk",
      },
      {
        acquire: "duckdb_create_varchar duckdb_create_int64 duckdb_create_struct_value duckdb_create_list_value",
        release: "duckdb_destroy_value",
      },
    ],
    lends:
      "duckdb_result_error duckdb_prepare_error duckdb_column_name duckdb_library_version duckdb_data_chunk_get_vector duckdb_vector_get_data duckdb_vector_get_validity",
  },
  {
    name: "LMDB",
    families: [
      { acquire: "mdb_env_create@0", release: "mdb_env_close" },
      { acquire: "mdb_txn_begin@3", release: "mdb_txn_commit mdb_txn_abort" },
      { acquire: "mdb_cursor_open@2", release: "mdb_cursor_close" },
    ],
    lends: "mdb_strerror mdb_version mdb_txn_env mdb_cursor_txn",
  },
  ...["leveldb", "rocksdb"].map((name): CLibrary => ({
    name: name === "leveldb" ? "LevelDB" : "RocksDB",
    families: [
      { acquire: `${name}_open`, release: `${name}_close` },
      { acquire: `${name}_options_create`, release: `${name}_options_destroy` },
      { acquire: `${name}_readoptions_create`, release: `${name}_readoptions_destroy` },
      { acquire: `${name}_writeoptions_create`, release: `${name}_writeoptions_destroy` },
      { acquire: `${name}_writebatch_create`, release: `${name}_writebatch_destroy` },
      { acquire: `${name}_create_iterator`, release: `${name}_iter_destroy` },
      { acquire: `${name}_get ${name}_property_value`, release: `${name}_free` },
      { acquire: `${name}_filterpolicy_create_bloom`, release: `${name}_filterpolicy_destroy` },
      { acquire: `${name}_cache_create_lru`, release: `${name}_cache_destroy` },
    ],
    lends: `${name}_iter_key ${name}_iter_value`,
    reads: `${name}_open ${name}_create_iterator`,
  })),
  {
    name: "libpq",
    families: [
      {
        acquire: "PQconnectdb PQconnectdbParams PQconnectStart PQconnectStartParams PQsetdbLogin",
        release: "PQfinish",
      },
      {
        acquire:
          "PQexec PQexecParams PQexecPrepared PQprepare PQgetResult PQdescribePrepared PQmakeEmptyPGresult PQcopyResult",
        release: "PQclear",
      },
      {
        acquire: "PQescapeLiteral PQescapeIdentifier PQescapeByteaConn PQunescapeBytea PQescapeBytea",
        release: "PQfreemem",
      },
      { acquire: "PQgetCancel", release: "PQfreeCancel" },
    ],
    lends: "PQerrorMessage PQresultErrorMessage PQgetvalue PQfname PQcmdTuples PQresStatus PQdb PQuser PQhost",
  },
  {
    name: "MySQL, MariaDB",
    families: [
      { acquire: "mysql_store_result mysql_use_result mysql_list_tables mysql_list_dbs", release: "mysql_free_result" },
      { acquire: "mysql_stmt_init", release: "mysql_stmt_close" },
    ],
    lends: "mysql_error mysql_fetch_row mysql_fetch_field mysql_fetch_fields",
  },
  {
    name: "UnQLite, gdbm",
    families: [
      { acquire: "unqlite_open@0", release: "unqlite_close" },
      { acquire: "unqlite_compile@3 unqlite_compile_file@2", release: "unqlite_vm_release" },
      { acquire: "unqlite_kv_cursor_init@1", release: "unqlite_kv_cursor_release@1" },
      { acquire: "gdbm_open", release: "gdbm_close" },
    ],
  },
  {
    name: "Groonga",
    families: [
      { acquire: "grn_ctx_open", release: "grn_ctx_close" },
      { acquire: "grn_db_open grn_db_create", release: "grn_db_close grn_obj_close@1 grn_obj_unlink@1" },
    ],
  },
  {
    name: "hiredis, libmongoc, libbson",
    families: [
      { acquire: "redisConnect redisConnectWithTimeout", release: "redisFree" },
      { acquire: "redisReaderCreate", release: "redisReaderFree" },
      { acquire: "bson_new bson_new_from_json bson_new_from_data bson_copy bson_sized_new", release: "bson_destroy" },
      { acquire: "bson_as_json bson_as_canonical_extended_json bson_as_relaxed_extended_json", release: "bson_free" },
      { acquire: "mongoc_client_new", release: "mongoc_client_destroy" },
    ],
  },
  {
    name: "CRoaring",
    families: [
      {
        acquire:
          "roaring_bitmap_create roaring_bitmap_create_with_capacity roaring_bitmap_copy roaring_bitmap_from_range roaring_bitmap_of_ptr roaring_bitmap_and roaring_bitmap_or roaring_bitmap_xor roaring_bitmap_andnot roaring_bitmap_deserialize roaring_bitmap_portable_deserialize roaring_bitmap_portable_deserialize_safe",
        release: "roaring_bitmap_free",
      },
    ],
  },
  {
    name: "FAISS, USearch",
    families: [
      { acquire: "usearch_init", release: "usearch_free" },
      {
        acquire:
          "faiss_index_factory@0 faiss_IndexFlatL2_new_with@0 faiss_IndexFlat_new_with@0 faiss_read_index@2 faiss_read_index_fname@2",
        release: "faiss_Index_free",
      },
    ],
  },
];
