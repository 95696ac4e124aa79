import type { CLibrary } from "./library.ts";

/** Shaping, rasterizing, Unicode, spelling. */
export const textAndFonts: readonly CLibrary[] = [
  {
    name: "HarfBuzz",
    families: [
      {
        acquire: `hb_blob_create hb_blob_create_or_fail hb_blob_create_sub_blob hb_blob_copy_writable_or_fail
          hb_blob_create_from_file hb_blob_create_from_file_or_fail hb_face_reference_blob hb_face_reference_table
          hb_ot_color_glyph_reference_svg hb_ot_color_glyph_reference_png`,
        release: "hb_blob_destroy",
        counted: true,
      },
      {
        acquire: `hb_face_create hb_face_create_or_fail hb_face_create_for_tables hb_face_create_from_file_or_fail
          hb_face_builder_create hb_subset hb_subset_or_fail hb_subset_plan_execute_or_fail hb_subset_preprocess
          hb_ft_face_create hb_ft_face_create_referenced`,
        release: "hb_face_destroy",
        counted: true,
      },
      {
        acquire: "hb_font_create hb_font_create_sub_font hb_ft_font_create hb_ft_font_create_referenced",
        release: "hb_font_destroy",
        counted: true,
      },
      { acquire: "hb_font_funcs_create", release: "hb_font_funcs_destroy", counted: true },
      { acquire: "hb_buffer_create hb_buffer_create_similar", release: "hb_buffer_destroy", counted: true },
      { acquire: "hb_set_create hb_set_copy", release: "hb_set_destroy", counted: true },
      { acquire: "hb_map_create hb_map_copy", release: "hb_map_destroy", counted: true },
      { acquire: "hb_unicode_funcs_create", release: "hb_unicode_funcs_destroy", counted: true },
      {
        acquire: "hb_shape_plan_create hb_shape_plan_create2 hb_shape_plan_create_cached hb_shape_plan_create_cached2",
        release: "hb_shape_plan_destroy",
        counted: true,
      },
      { acquire: "hb_subset_input_create_or_fail", release: "hb_subset_input_destroy", counted: true },
      { acquire: "hb_subset_plan_create_or_fail", release: "hb_subset_plan_destroy", counted: true },
      { acquire: "hb_draw_funcs_create", release: "hb_draw_funcs_destroy", counted: true },
      { acquire: "hb_paint_funcs_create", release: "hb_paint_funcs_destroy", counted: true },
    ],
    lends: `hb_font_get_face hb_font_get_parent hb_blob_get_data hb_blob_get_data_writable hb_blob_get_empty
      hb_face_get_empty hb_font_get_empty hb_buffer_get_empty hb_buffer_get_glyph_infos hb_buffer_get_glyph_positions
      hb_subset_input_unicode_set hb_subset_input_glyph_set hb_subset_input_set hb_language_from_string
      hb_language_get_default hb_shape_list_shapers hb_buffer_get_unicode_funcs`,
    reads: `hb_face_create hb_face_create_or_fail hb_font_create hb_font_create_sub_font hb_shape_plan_create
      hb_shape_plan_create2 hb_subset_preprocess hb_subset_or_fail hb_subset_plan_create_or_fail
      hb_subset_plan_execute_or_fail hb_buffer_add_utf8 hb_buffer_add_utf16 hb_buffer_add_utf32
      hb_buffer_add_latin1 hb_buffer_add_codepoints hb_font_set_variations hb_buffer_set_language`,
  },

  {
    name: "FreeType",
    families: [
      { acquire: "FT_Init_FreeType@0", release: "FT_Done_FreeType" },
      { acquire: "FT_New_Library@1", release: "FT_Done_Library" },
      { acquire: "FT_New_Face@3 FT_New_Memory_Face@4 FT_Open_Face@3", release: "FT_Done_Face" },
      { acquire: "FT_Get_Glyph@1 FT_Glyph_Copy@1 FT_New_Glyph@2", release: "FT_Done_Glyph" },
      { acquire: "FT_New_Size@1", release: "FT_Done_Size" },
      { acquire: "FT_Stroker_New@1", release: "FT_Stroker_Done" },
      { acquire: "FT_Get_MM_Var@1", release: "FT_Done_MM_Var@1" },
      { acquire: "FTC_Manager_New@6", release: "FTC_Manager_Done" },
    ],
  },
  {
    name: "ICU",
    families: [
      {
        acquire: "ubrk_open ubrk_openRules ubrk_openBinaryRules ubrk_clone ubrk_safeClone",
        release: "ubrk_close",
      },
      { acquire: "ucol_open ucol_openRules ucol_openBinary ucol_clone ucol_safeClone", release: "ucol_close" },
      { acquire: "ucol_openElements", release: "ucol_closeElements" },
      { acquire: "ucnv_open ucnv_openU ucnv_openCCSID ucnv_clone ucnv_safeClone", release: "ucnv_close" },
      { acquire: "unorm2_openFiltered", release: "unorm2_close" },
      { acquire: "udat_open udat_clone", release: "udat_close" },
      { acquire: "udatpg_open udatpg_openEmpty udatpg_clone", release: "udatpg_close" },
      { acquire: "unum_open unum_clone", release: "unum_close" },
      { acquire: "unumf_openForSkeletonAndLocale", release: "unumf_close" },
      { acquire: "unumf_openResult", release: "unumf_closeResult" },
      { acquire: "ucal_open ucal_clone", release: "ucal_close" },
      { acquire: "uset_open uset_openEmpty uset_openPattern uset_clone", release: "uset_close" },
      { acquire: "uregex_open uregex_openC uregex_openUText uregex_clone", release: "uregex_close" },
      { acquire: "utrans_openU utrans_clone", release: "utrans_close" },
      { acquire: "ubidi_open ubidi_openSized", release: "ubidi_close" },
      { acquire: "uspoof_open uspoof_openFromSource uspoof_clone", release: "uspoof_close" },
      { acquire: "uidna_openUTS46", release: "uidna_close" },
      { acquire: "usearch_open usearch_openFromCollator", release: "usearch_close" },
      { acquire: "ucsdet_open", release: "ucsdet_close" },
      { acquire: "uplrules_open uplrules_openForType", release: "uplrules_close" },
      { acquire: "ulistfmt_open", release: "ulistfmt_close" },
      { acquire: "umsg_open umsg_clone", release: "umsg_close" },
      { acquire: "ucasemap_open", release: "ucasemap_close" },
      { acquire: "uldn_open", release: "uldn_close" },
      { acquire: "ureldatefmt_open", release: "ureldatefmt_close" },
    ],
    lends: `unorm2_getNFCInstance unorm2_getNFDInstance unorm2_getNFKCInstance unorm2_getNFKDInstance
      unorm2_getInstance`,
  },
  {
    name: "fontconfig",
    families: [
      {
        acquire: "FcConfigCreate FcInitLoadConfig FcInitLoadConfigAndFonts",
        release: "FcConfigDestroy",
        counted: true,
      },
      {
        acquire:
          "FcPatternCreate FcPatternDuplicate FcPatternBuild FcNameParse FcFontMatch FcFontRenderPrepare FcFreeTypeQuery",
        release: "FcPatternDestroy",
        counted: true,
      },
      { acquire: "FcFontSetCreate FcFontList FcFontSort FcFontSetList", release: "FcFontSetDestroy" },
      { acquire: "FcObjectSetCreate FcObjectSetBuild", release: "FcObjectSetDestroy" },
      { acquire: "FcCharSetCreate FcCharSetCopy FcFreeTypeCharSet", release: "FcCharSetDestroy", counted: true },
      { acquire: "FcLangSetCreate FcLangSetCopy", release: "FcLangSetDestroy" },
      { acquire: "FcNameUnparse FcPatternFormat", release: "FcStrFree free" },
    ],
    lends: "FcConfigGetCurrent FcConfigGetFonts",
  },
  {
    name: "libraqm, SheenBidi",
    families: [
      { acquire: "raqm_create", release: "raqm_destroy", counted: true },
      { acquire: "SBAlgorithmCreate", release: "SBAlgorithmRelease", counted: true },
      { acquire: "SBAlgorithmCreateParagraph", release: "SBParagraphRelease", counted: true },
      { acquire: "SBParagraphCreateLine", release: "SBLineRelease", counted: true },
    ],
  },
  {
    name: "hunspell",
    families: [{ acquire: "Hunspell_create Hunspell_create_key", release: "Hunspell_destroy" }],
    reads: "Hunspell_create Hunspell_create_key Hunspell_add Hunspell_add_dic Hunspell_add_with_affix",
  },
  {
    name: "aspell",
    families: [
      { acquire: "new_aspell_config", release: "delete_aspell_config" },
      { acquire: "new_aspell_document_checker", release: "delete_aspell_document_checker" },
      { acquire: "aspell_word_list_elements aspell_string_list_elements", release: "delete_aspell_string_enumeration" },
    ],
  },
  {
    name: "Voikko",
    families: [
      { acquire: "voikkoInit", release: "voikkoTerminate" },
      { acquire: "voikkoSuggestCstr", release: "voikkoFreeCstrArray" },
    ],
  },
  {
    name: "libhyphen",
    families: [{ acquire: "hnj_hyphen_load hnj_hyphen_load_file", release: "hnj_hyphen_free" }],
  },
  {
    name: "libthai, OpenCC, CppJieba",
    families: [
      { acquire: "th_brk_new", release: "th_brk_delete" },
      { acquire: "opencc_open opencc_open_w", release: "opencc_close" },
      { acquire: "opencc_convert_utf8", release: "opencc_convert_utf8_free" },
      { acquire: "NewJieba", release: "FreeJieba" },
      { acquire: "NewExtractor", release: "FreeExtractor" },
    ],
  },
  {
    name: "MeCab",
    families: [
      { acquire: "mecab_new mecab_new2", release: "mecab_destroy" },
      { acquire: "mecab_model_new mecab_model_new2", release: "mecab_model_destroy" },
      { acquire: "mecab_model_new_tagger", release: "mecab_destroy" },
      { acquire: "mecab_lattice_new mecab_model_new_lattice", release: "mecab_lattice_destroy" },
    ],
    lends: "mecab_sparse_tostr mecab_sparse_tonode mecab_nbest_sparse_tostr mecab_lattice_tostr",
  },
  {
    name: "libpostal, libchewing",
    families: [
      { acquire: "chewing_new chewing_new2", release: "chewing_delete" },
      { acquire: "libpostal_expand_address", release: "libpostal_expansion_array_destroy" },
      { acquire: "libpostal_parse_address", release: "libpostal_address_parser_response_destroy" },
    ],
  },
  {
    name: "GNU libiconv",
    families: [{ acquire: "iconv_open libiconv_open", release: "iconv_close libiconv_close" }],
  },
  {
    name: "cmark",
    families: [
      { acquire: "cmark_parser_new cmark_parser_new_with_mem", release: "cmark_parser_free" },
      { acquire: "cmark_node_new cmark_parse_document cmark_parser_finish", release: "cmark_node_free" },
      { acquire: "cmark_iter_new", release: "cmark_iter_free" },
      {
        acquire: `cmark_markdown_to_html cmark_render_html cmark_render_xml cmark_render_man cmark_render_commonmark
          cmark_render_latex cmark_render_plaintext`,
        release: "free",
      },
    ],
    lends: `cmark_node_first_child cmark_node_last_child cmark_node_next cmark_node_previous cmark_node_parent
      cmark_node_get_literal cmark_node_get_url cmark_node_get_title cmark_iter_get_node cmark_iter_get_root`,
    keeps: "cmark_node_append_child@1 cmark_node_prepend_child@1 cmark_node_insert_after@1 cmark_node_insert_before@1",
  },
  {
    name: "Discount, hoedown",
    families: [
      { acquire: "hoedown_document_new", release: "hoedown_document_free" },
      { acquire: "hoedown_buffer_new", release: "hoedown_buffer_free" },
      { acquire: "hoedown_html_renderer_new hoedown_html_toc_renderer_new", release: "hoedown_html_renderer_free" },
      { acquire: "mkd_in mkd_string gfm_in gfm_string", release: "mkd_cleanup" },
    ],
  },
  {
    name: "libtidy",
    families: [{ acquire: "tidyCreate tidyCreateWithAllocator", release: "tidyRelease" }],
    lends: "tidyGetRoot tidyGetHtml tidyGetHead tidyGetBody tidyGetChild tidyGetNext tidyGetParent",
  },
];
