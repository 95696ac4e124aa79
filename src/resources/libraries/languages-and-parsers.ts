import type { CLibrary } from "./library.ts";

/** Interpreters, regular expressions, parsers of languages and of data. */
export const languagesAndParsers: readonly CLibrary[] = [
  {
    name: "Oniguruma",
    families: [
      { acquire: "onig_new@0", release: "onig_free" },
      { acquire: "onig_region_new", release: "onig_region_free" },
      { acquire: "onig_new_match_param", release: "onig_free_match_param" },
      { acquire: "onig_regset_new@0", release: "onig_regset_free" },
    ],
    keeps: "onig_regset_add@1",
  },
  {
    name: "PCRE, PCRE2",
    families: [
      {
        acquire: "pcre2_compile_8 pcre2_compile_16 pcre2_compile_32 pcre2_code_copy_8 pcre2_code_copy_16",
        release: "pcre2_code_free_8 pcre2_code_free_16 pcre2_code_free_32",
      },
      {
        acquire: `pcre2_match_data_create_8 pcre2_match_data_create_16 pcre2_match_data_create_32
          pcre2_match_data_create_from_pattern_8 pcre2_match_data_create_from_pattern_16
          pcre2_match_data_create_from_pattern_32`,
        release: "pcre2_match_data_free_8 pcre2_match_data_free_16 pcre2_match_data_free_32",
      },
      {
        acquire: "pcre2_compile_context_create_8 pcre2_compile_context_create_16",
        release: "pcre2_compile_context_free_8 pcre2_compile_context_free_16",
      },
      {
        acquire: "pcre2_match_context_create_8 pcre2_match_context_create_16",
        release: "pcre2_match_context_free_8 pcre2_match_context_free_16",
      },
      {
        acquire: "pcre2_general_context_create_8 pcre2_general_context_create_16",
        release: "pcre2_general_context_free_8 pcre2_general_context_free_16",
      },
    ],
    lends: `pcre2_get_ovector_pointer_8 pcre2_get_ovector_pointer_16 pcre2_get_ovector_pointer_32 pcre2_get_mark_8
      pcre2_get_mark_16`,
    reads: `pcre2_match_data_create_8 pcre2_match_data_create_16 pcre2_match_data_create_from_pattern_8
      pcre2_match_data_create_from_pattern_16`,
  },
  {
    name: "cre2, Hyperscan",
    families: [
      { acquire: "cre2_new", release: "cre2_delete" },
      { acquire: "cre2_opt_new", release: "cre2_opt_delete" },
      { acquire: "hs_compile@4 hs_compile_multi@6", release: "hs_free_database" },
      { acquire: "hs_alloc_scratch@1", release: "hs_free_scratch" },
    ],
  },
  {
    name: "tree-sitter",
    families: [
      { acquire: "ts_parser_new", release: "ts_parser_delete" },
      {
        acquire: `ts_parser_parse ts_parser_parse_string ts_parser_parse_string_encoding ts_parser_parse_with_options
          ts_tree_copy`,
        release: "ts_tree_delete",
      },
      { acquire: "ts_query_new", release: "ts_query_delete" },
      { acquire: "ts_query_cursor_new", release: "ts_query_cursor_delete" },
      { acquire: "ts_lookahead_iterator_new", release: "ts_lookahead_iterator_delete" },
      { acquire: "ts_wasm_store_new", release: "ts_wasm_store_delete" },
      { acquire: "ts_node_string ts_tree_get_changed_ranges ts_tree_included_ranges", release: "free" },
    ],
    lends: `ts_node_type ts_parser_language ts_tree_language ts_language_symbol_name ts_language_field_name_for_id
      ts_query_capture_name_for_id ts_query_string_value_for_id ts_query_predicates_for_pattern`,
    keeps: "ts_parser_set_wasm_store@1",
    reads: "ts_query_new ts_parser_set_language ts_parser_set_included_ranges",
  },
  {
    name: "libxml2, libxslt",
    families: [
      {
        acquire: `xmlParseMemory xmlParseDoc xmlParseFile xmlReadMemory xmlReadDoc xmlReadFile xmlReadFd xmlReadIO
          xmlCtxtReadMemory xmlCtxtReadDoc xmlCtxtReadFile xmlNewDoc xmlCopyDoc xmlRecoverMemory xmlRecoverDoc
          htmlReadMemory htmlReadDoc htmlReadFile htmlParseDoc htmlNewDoc htmlNewDocNoDtD htmlCtxtReadMemory
          xsltApplyStylesheet xsltApplyStylesheetUser xsltProfileStylesheet`,
        release: "xmlFreeDoc",
      },
      {
        acquire:
          "xmlNewParserCtxt xmlCreatePushParserCtxt xmlCreateMemoryParserCtxt xmlCreateDocParserCtxt xmlCreateFileParserCtxt",
        release: "xmlFreeParserCtxt",
      },
      {
        acquire: "htmlNewParserCtxt htmlCreatePushParserCtxt htmlCreateMemoryParserCtxt",
        release: "htmlFreeParserCtxt",
      },
      { acquire: "xmlXPathNewContext", release: "xmlXPathFreeContext" },
      {
        acquire:
          "xmlXPathEval xmlXPathEvalExpression xmlXPathCompiledEval xmlXPathNodeEval xmlXPathNewString xmlXPathNewCString xmlXPathNewFloat xmlXPathNewBoolean xmlXPathObjectCopy",
        release: "xmlXPathFreeObject",
      },
      { acquire: "xmlXPathCompile xmlXPathCtxtCompile", release: "xmlXPathFreeCompExpr" },
      { acquire: "xmlBufferCreate xmlBufferCreateSize", release: "xmlBufferFree" },
      {
        acquire: "xmlNewTextReader xmlReaderForMemory xmlReaderForDoc xmlReaderForFile xmlReaderWalker",
        release: "xmlFreeTextReader",
      },
      { acquire: "xmlNewTextWriter xmlNewTextWriterMemory xmlNewTextWriterFilename", release: "xmlFreeTextWriter" },
      {
        acquire: "xmlSchemaNewMemParserCtxt xmlSchemaNewDocParserCtxt xmlSchemaNewParserCtxt",
        release: "xmlSchemaFreeParserCtxt",
      },
      { acquire: "xmlSchemaParse", release: "xmlSchemaFree" },
      { acquire: "xmlSchemaNewValidCtxt", release: "xmlSchemaFreeValidCtxt" },
      {
        acquire: "xmlRelaxNGNewMemParserCtxt xmlRelaxNGNewDocParserCtxt xmlRelaxNGNewParserCtxt",
        release: "xmlRelaxNGFreeParserCtxt",
      },
      { acquire: "xmlRelaxNGParse", release: "xmlRelaxNGFree" },
      { acquire: "xmlRelaxNGNewValidCtxt", release: "xmlRelaxNGFreeValidCtxt" },
      { acquire: "xmlNewValidCtxt", release: "xmlFreeValidCtxt" },
      { acquire: "xmlParseDTD xmlIOParseDTD", release: "xmlFreeDtd" },
      {
        acquire:
          "xmlNodeGetContent xmlNodeListGetString xmlGetProp xmlGetNsProp xmlGetNoNsProp xmlGetNodePath xmlNodeGetBase xmlNodeGetLang xmlBuildURI xmlEncodeEntitiesReentrant xmlStrdup xmlStrndup xmlXPathCastToString xmlXPathCastNodeToString xmlTextReaderReadOuterXml xmlTextReaderReadInnerXml xmlTextReaderReadString xmlTextReaderGetAttribute xmlDocDumpMemory@1 xmlDocDumpFormatMemory@1 xmlDocDumpMemoryEnc@1 xmlDocDumpFormatMemoryEnc@1 xsltSaveResultToString@0",
        release: "xmlFree free",
      },
      { acquire: "xsltParseStylesheetDoc xsltParseStylesheetFile", release: "xsltFreeStylesheet" },
      { acquire: "xsltNewTransformContext", release: "xsltFreeTransformContext" },
    ],
    lends: `xmlDocGetRootElement xmlTextReaderConstName xmlTextReaderConstValue xmlTextReaderConstLocalName
      xmlTextReaderCurrentNode xmlGetLastError xmlCtxtGetLastError xmlBufferContent xmlSearchNs xmlNewChild xmlNewProp
      xmlAddChild xmlFirstElementChild xmlNextElementSibling xmlHasProp`,
    // The stylesheet frees the document it was parsed from.
    keeps: "xsltParseStylesheetDoc@0 xmlDocSetRootElement@1 xmlAddChild@1 xmlAddNextSibling@1 xmlAddPrevSibling@1",
    reads: `xmlReadMemory xmlReadDoc xmlParseMemory xmlParseDoc htmlReadMemory htmlReadDoc xmlXPathNewContext
      xmlSchemaNewValidCtxt xmlSchemaParse xmlCreateMemoryParserCtxt xmlNewTextWriterMemory xmlCopyDoc
      xmlRelaxNGNewValidCtxt xmlXPathCompile xmlCreatePushParserCtxt`,
  },
  {
    name: "Expat",
    families: [
      {
        acquire: "XML_ParserCreate XML_ParserCreateNS XML_ParserCreate_MM XML_ExternalEntityParserCreate",
        release: "XML_ParserFree",
      },
    ],
    lends: "XML_ErrorString XML_ExpatVersion XML_GetUserData",
  },
  {
    name: "YAJL",
    families: [
      { acquire: "yajl_alloc", release: "yajl_free" },
      { acquire: "yajl_gen_alloc", release: "yajl_gen_free" },
      { acquire: "yajl_tree_parse", release: "yajl_tree_free" },
      { acquire: "yajl_get_error", release: "yajl_free_error@1" },
    ],
  },
  {
    name: "cJSON",
    families: [
      {
        acquire: `cJSON_Parse cJSON_ParseWithLength cJSON_ParseWithOpts cJSON_CreateObject cJSON_CreateArray
          cJSON_CreateString cJSON_CreateNumber cJSON_CreateBool cJSON_CreateTrue cJSON_CreateFalse cJSON_CreateNull
          cJSON_CreateRaw cJSON_CreateIntArray cJSON_CreateDoubleArray cJSON_CreateFloatArray cJSON_CreateStringArray
          cJSON_Duplicate cJSON_DetachItemFromArray cJSON_DetachItemFromObject cJSON_DetachItemViaPointer`,
        release: "cJSON_Delete",
      },
      { acquire: "cJSON_Print cJSON_PrintUnformatted cJSON_PrintBuffered", release: "cJSON_free free" },
    ],
    lends: `cJSON_GetArrayItem cJSON_GetObjectItem cJSON_GetObjectItemCaseSensitive cJSON_GetStringValue cJSON_GetErrorPtr
      cJSON_AddNullToObject cJSON_AddTrueToObject cJSON_AddNumberToObject cJSON_AddStringToObject cJSON_AddObjectToObject
      cJSON_AddArrayToObject cJSON_Version`,
    keeps:
      "cJSON_AddItemToArray@1 cJSON_AddItemToObject@2 cJSON_AddItemToObjectCS@2 cJSON_InsertItemInArray@2 cJSON_ReplaceItemInArray@2 cJSON_ReplaceItemInObject@2",
  },
  {
    name: "Jansson, json-c, yyjson",
    families: [
      {
        acquire: "json_loads json_loadb json_load_file json_pack json_deep_copy",
        release: "json_decref json_delete",
        counted: true,
      },
      { acquire: "json_tokener_new json_tokener_new_ex", release: "json_tokener_free" },
      {
        acquire:
          "json_tokener_parse json_tokener_parse_ex json_object_new_object json_object_new_array json_object_new_string json_object_from_file",
        release: "json_object_put",
        counted: true,
      },
      { acquire: "yyjson_read yyjson_read_opts yyjson_read_file", release: "yyjson_doc_free" },
      { acquire: "yyjson_mut_doc_new yyjson_doc_mut_copy", release: "yyjson_mut_doc_free" },
      { acquire: "yyjson_write yyjson_write_opts yyjson_mut_write yyjson_mut_write_opts", release: "free" },
    ],
  },
  {
    name: "libucl",
    families: [
      { acquire: "ucl_parser_new", release: "ucl_parser_free" },
      { acquire: "ucl_parser_get_object", release: "ucl_object_unref", counted: true },
    ],
  },
  {
    name: "Gumbo, Lexbor",
    families: [
      { acquire: "gumbo_parse gumbo_parse_with_options", release: "gumbo_destroy_output@1" },
      { acquire: "lxb_html_document_create", release: "lxb_html_document_destroy" },
      { acquire: "lxb_html_parser_create", release: "lxb_html_parser_destroy" },
    ],
  },
  {
    name: "libsass",
    families: [
      { acquire: "sass_make_data_context", release: "sass_delete_data_context" },
      { acquire: "sass_make_file_context", release: "sass_delete_file_context" },
      { acquire: "sass_make_options", release: "sass_delete_options" },
    ],
    lends:
      "sass_context_get_output_string sass_context_get_error_message sass_context_get_error_json sass_data_context_get_context sass_file_context_get_context sass_data_context_get_options",
    keeps: "sass_make_data_context@0",
  },
  {
    name: "Graphviz",
    families: [
      { acquire: "gvContext gvContextPlugins", release: "gvFreeContext" },
      { acquire: "agread agmemread agopen agconcat", release: "agclose" },
      { acquire: "gvRenderData@3", release: "gvFreeRenderData" },
    ],
    lends: "agget agnode agedge agsubg agfstnode agnxtnode agfstout agnxtout agroot agnameof",
  },
  {
    name: "Lua",
    families: [{ acquire: "luaL_newstate lua_newstate", release: "lua_close" }],
    lends:
      "lua_tolstring lua_tostring lua_touserdata lua_topointer lua_typename luaL_checklstring luaL_optlstring lua_newuserdata lua_newuserdatauv lua_pushstring lua_pushlstring lua_newthread luaL_tolstring luaL_checkudata luaL_testudata",
    // What is pushed is copied.
    reads:
      "lua_pushstring lua_pushlstring luaL_loadstring luaL_loadbuffer luaL_loadbufferx lua_setglobal lua_setfield lua_newtable lua_createtable",
  },
  {
    name: "QuickJS",
    families: [
      { acquire: "JS_NewRuntime JS_NewRuntime2", release: "JS_FreeRuntime" },
      { acquire: "JS_NewContext JS_NewContextRaw", release: "JS_FreeContext" },
      { acquire: "JS_ToCString JS_ToCStringLen JS_ToCStringLen2", release: "JS_FreeCString@1" },
    ],
    lends: "JS_GetRuntime JS_GetContextOpaque JS_GetRuntimeOpaque",
    reads: "JS_NewContext JS_NewContextRaw JS_NewString JS_NewStringLen JS_NewAtom JS_NewAtomLen",
  },
  {
    name: "Duktape, mJS",
    families: [
      { acquire: "duk_create_heap", release: "duk_destroy_heap" },
      { acquire: "mjs_create", release: "mjs_destroy" },
    ],
    lends:
      "duk_get_string duk_get_lstring duk_to_string duk_to_lstring duk_safe_to_string duk_safe_to_lstring duk_push_string duk_push_lstring duk_json_encode duk_require_string",
  },
  {
    name: "mruby",
    families: [
      { acquire: "mrb_open mrb_open_core mrb_open_allocf", release: "mrb_close" },
      { acquire: "mrbc_context_new mrb_ccontext_new", release: "mrbc_context_free@1 mrb_ccontext_free@1" },
      { acquire: "mrb_parser_new mrb_parse_string mrb_parse_nstring", release: "mrb_parser_free" },
    ],
    lends: "mrb_string_value_ptr mrb_string_value_cstr mrb_class_name mrb_define_class mrb_define_module mrb_class_get",
  },
  {
    name: "CPython",
    families: [
      {
        acquire: `PyList_New PyDict_New PyTuple_New PySet_New PyUnicode_FromString PyUnicode_FromStringAndSize
          PyUnicode_DecodeUTF8 PyLong_FromLong PyLong_FromLongLong PyLong_FromUnsignedLong PyFloat_FromDouble
          PyBytes_FromString PyBytes_FromStringAndSize PyBytes_FromObject PyObject_Str PyObject_Repr PyObject_Call
          PyObject_CallObject PyObject_CallNoArgs PyObject_CallOneArg PyObject_GetAttrString PyObject_GetAttr
          PyObject_GetItem PyObject_GetIter PyIter_Next PyImport_ImportModule PyImport_Import PyRun_String
          PyRun_StringFlags Py_CompileString PyEval_EvalCode PySequence_GetItem PySequence_List PySequence_Tuple
          PyUnicode_AsUTF8String PyUnicode_AsEncodedString PyMapping_Keys PyMapping_Items PyDict_Copy PyDict_Keys
          PyObject_Dir PyObject_Type PyMemoryView_FromObject`,
        release: "Py_DecRef Py_DECREF Py_XDECREF",
        counted: true,
      },
      { acquire: "PyMem_Malloc PyMem_RawMalloc PyMem_Calloc", release: "PyMem_Free PyMem_RawFree" },
      { acquire: "PyObject_Malloc", release: "PyObject_Free" },
    ],
    lends: `PyList_GetItem PyTuple_GetItem PyDict_GetItem PyDict_GetItemString PyDict_GetItemWithError
      PyImport_AddModule PyModule_GetDict PySys_GetObject PyErr_Occurred PyUnicode_AsUTF8 PyUnicode_AsUTF8AndSize
      PyBytes_AsString PyEval_GetGlobals PyEval_GetLocals PyEval_GetBuiltins PyWeakref_GetObject PyExceptionClass_Name`,
    // These two take the reference; `PyList_Append` and `PyDict_SetItem` add one of their own.
    keeps: "PyList_SetItem@2 PyTuple_SetItem@2 PyErr_Restore@0@1@2 PyModule_AddObject@2",
    reads: `PyUnicode_FromString PyUnicode_FromStringAndSize PyUnicode_DecodeUTF8 PyList_Append PyDict_SetItem
      PyDict_SetItemString PyObject_SetAttr PyObject_SetAttrString PyObject_SetItem PyRun_String PyRun_SimpleString
      PyImport_ImportModule PySet_Add PyObject_GetAttrString PyBytes_FromString PyBytes_FromStringAndSize`,
  },
  {
    name: "wasm3, WAMR",
    families: [
      { acquire: "m3_NewEnvironment", release: "m3_FreeEnvironment" },
      { acquire: "m3_NewRuntime", release: "m3_FreeRuntime" },
      { acquire: "wasm_runtime_load", release: "wasm_runtime_unload" },
      { acquire: "wasm_runtime_instantiate", release: "wasm_runtime_deinstantiate" },
      { acquire: "wasm_runtime_create_exec_env", release: "wasm_runtime_destroy_exec_env" },
      { acquire: "wasm_engine_new", release: "wasm_engine_delete" },
      { acquire: "wasm_store_new", release: "wasm_store_delete" },
      { acquire: "wasm_module_new", release: "wasm_module_delete" },
      { acquire: "wasm_instance_new", release: "wasm_instance_delete" },
    ],
    reads: "m3_NewRuntime wasm_store_new wasm_module_new wasm_instance_new",
    keeps: "m3_LoadModule@1",
  },
  {
    name: "Tcl, Wren, Squirrel",
    families: [
      { acquire: "Tcl_CreateInterp", release: "Tcl_DeleteInterp" },
      { acquire: "wrenNewVM", release: "wrenFreeVM" },
      { acquire: "wrenMakeCallHandle wrenGetSlotHandle", release: "wrenReleaseHandle@1" },
      { acquire: "sq_open", release: "sq_close" },
      { acquire: "s7_init", release: "s7_free" },
    ],
    lends:
      "Tcl_GetString Tcl_GetStringResult Tcl_GetObjResult Tcl_GetVar Tcl_GetVar2 wrenGetSlotString wrenGetSlotBytes wrenGetSlotForeign",
  },
  {
    name: "LLVM, Clang, Binaryen",
    families: [
      { acquire: "LLVMContextCreate", release: "LLVMContextDispose" },
      {
        acquire: "LLVMModuleCreateWithName LLVMModuleCreateWithNameInContext LLVMCloneModule",
        release: "LLVMDisposeModule",
      },
      { acquire: "LLVMCreateBuilder LLVMCreateBuilderInContext", release: "LLVMDisposeBuilder" },
      {
        acquire:
          "LLVMPrintModuleToString LLVMPrintValueToString LLVMPrintTypeToString LLVMGetDefaultTargetTriple LLVMCreateMessage",
        release: "LLVMDisposeMessage",
      },
      {
        acquire:
          "LLVMCreateMemoryBufferWithMemoryRange LLVMCreateMemoryBufferWithMemoryRangeCopy LLVMWriteBitcodeToMemoryBuffer",
        release: "LLVMDisposeMemoryBuffer",
      },
      { acquire: "LLVMCreateTargetMachine", release: "LLVMDisposeTargetMachine" },
      { acquire: "LLVMCreatePassManager", release: "LLVMDisposePassManager" },
      { acquire: "clang_createIndex", release: "clang_disposeIndex" },
      {
        acquire: "clang_parseTranslationUnit clang_createTranslationUnit clang_createTranslationUnitFromSourceFile",
        release: "clang_disposeTranslationUnit",
      },
      { acquire: "BinaryenModuleCreate BinaryenModuleRead BinaryenModuleParse", release: "BinaryenModuleDispose" },
      { acquire: "RelooperCreate", release: "RelooperRenderAndDispose" },
      { acquire: "ExpressionRunnerCreate", release: "ExpressionRunnerRunAndDispose" },
      { acquire: "BinaryenModuleAllocateAndWriteText BinaryenModuleAllocateAndWriteStackIR", release: "free" },
    ],
    // Expressions and types belong to their module.
    lends:
      "BinaryenGetFunction BinaryenGetGlobal BinaryenGetExport BinaryenAddFunction BinaryenAddGlobal LLVMGetNamedFunction LLVMAddFunction",
  },
  {
    name: "Keystone, Capstone, Unicorn",
    families: [
      { acquire: "ks_open@2", release: "ks_close" },
      { acquire: "ks_asm@3", release: "ks_free" },
      { acquire: "cs_malloc", release: "cs_free" },
      { acquire: "cs_disasm@5", release: "cs_free" },
      { acquire: "uc_open@2", release: "uc_close" },
      { acquire: "uc_context_alloc@1", release: "uc_context_free uc_free" },
    ],
    lends: "cs_strerror ks_strerror uc_strerror cs_insn_name cs_reg_name cs_group_name",
  },
  {
    name: "Solidity compiler",
    families: [{ acquire: "solidity_alloc", release: "solidity_free" }],
  },
  {
    name: "jq",
    families: [
      { acquire: "jq_init", release: "jq_teardown" },
      { acquire: "jv_parser_new", release: "jv_parser_free" },
    ],
  },
  {
    name: "shaderc, SPIRV-Cross, SPIRV-Tools",
    families: [
      { acquire: "shaderc_compiler_initialize", release: "shaderc_compiler_release" },
      {
        acquire: "shaderc_compile_options_initialize shaderc_compile_options_clone",
        release: "shaderc_compile_options_release",
      },
      {
        acquire:
          "shaderc_compile_into_spv shaderc_compile_into_spv_assembly shaderc_compile_into_preprocessed_text shaderc_assemble_into_spv",
        release: "shaderc_result_release",
      },
      { acquire: "spvc_context_create@0", release: "spvc_context_destroy" },
      { acquire: "spvContextCreate", release: "spvContextDestroy" },
    ],
    lends: "shaderc_result_get_bytes shaderc_result_get_error_message",
  },
];
